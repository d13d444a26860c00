/** What key and value of a record mean: see {@link io.github.kafkaspark.payload.Payload}. */
package io.github.kafkaspark.payload;
