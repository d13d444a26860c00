/** What the library's own modules share. It is promised to nobody else, and may change any time. */
package io.github.kafkaspark.internal;
