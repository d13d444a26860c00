package io.github.kafkaspark.jobs.api;

import java.time.Instant;
import java.util.Map;

/**
 * Where a stream stands: by topic and partition the next offset to read.
 *
 * @param committedAt when the store was told; null if nothing is committed
 */
public record OffsetsView(Map<String, Map<Integer, Long>> offsets, Instant committedAt) {}
