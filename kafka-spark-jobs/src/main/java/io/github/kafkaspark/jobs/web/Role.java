package io.github.kafkaspark.jobs.web;

import io.javalin.security.RouteRole;
import java.util.Locale;

/** What a token allows. */
public enum Role implements RouteRole {
  /** To see jobs, runs and streams. */
  LOOK,
  /** To start and stop runs too, and to read the audit. */
  OPERATE;

  boolean allows(Role wanted) {
    return compareTo(wanted) >= 0;
  }

  /**
   * The role of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Role named(String name) {
    for (Role role : values()) {
      if (role.toString().equals(name)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "Invalid role: '" + name + "' (expected 'look' or 'operate')");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
