/** The options that commands share, and what is reached by them: stores, streams, brokers. */
package io.github.kafkaspark.tool.options;
