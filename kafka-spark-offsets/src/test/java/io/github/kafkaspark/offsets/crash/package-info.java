/** Kills a tracked query with a store and a sink of one's own. */
package io.github.kafkaspark.offsets.crash;
