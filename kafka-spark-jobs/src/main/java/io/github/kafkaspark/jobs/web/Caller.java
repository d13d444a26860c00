package io.github.kafkaspark.jobs.web;

/** Whose token a request has shown. */
record Caller(String name, Role role) {}
