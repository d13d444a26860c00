package io.github.kafkaspark.jobs.web;

import java.nio.file.Path;
import java.time.Clock;

/**
 * What the operator says about HTTP.
 *
 * @param data the service's folder, for tokens and the audit
 * @param host what to listen at, such as {@code 127.0.0.1}
 * @param port 0 takes any free one
 * @param keyStore the certificate and its key; null for HTTP without TLS
 * @param keyStorePassword the file that has its password; null if there is no key store
 */
public record ServerSettings(
    Path data, String host, int port, Path keyStore, Path keyStorePassword, Clock clock) {}
