/** The store that keeps a commit as a row of a database. */
package io.github.kafkaspark.offsets.store.jdbc;
