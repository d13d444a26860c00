/**
 * The commands that change where streams are: they only say what they would do without {@code
 * --execute}.
 */
package io.github.kafkaspark.tool.move;
