/** The commands that look, and change nothing. */
package io.github.kafkaspark.tool.see;
