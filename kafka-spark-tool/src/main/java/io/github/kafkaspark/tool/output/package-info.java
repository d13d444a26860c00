/** What the command prints: tables for people, JSON for programs, and what it is waiting for. */
package io.github.kafkaspark.tool.output;
