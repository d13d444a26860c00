package io.github.kafkaspark.jobs.web;

/**
 * Whose token a request has shown.
 *
 * @param hash of the token: another token of the same name is another caller
 */
record Caller(String name, Role role, String hash) {

  @Override
  public String toString() {
    return name + " (" + role + ")";
  }
}
