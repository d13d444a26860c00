package io.github.kafkaspark.jobs.api;

import java.util.List;

/**
 * What somebody may fill in at a start.
 *
 * @param type choice, int, text, duration, instant or boolean
 * @param defaultValue what a start takes without it, {@code ***} if it is secret; null if a start
 *     must name it
 * @param choices of a choice, else null
 * @param min the least value as text; null if there is none
 * @param max the greatest value as text; null if there is none
 * @param maxLength of a text, else null
 * @param pattern of a text, else null
 */
public record ParameterView(
    String name,
    String type,
    String defaultValue,
    List<String> choices,
    String min,
    String max,
    Integer maxLength,
    String pattern,
    boolean secret) {}
