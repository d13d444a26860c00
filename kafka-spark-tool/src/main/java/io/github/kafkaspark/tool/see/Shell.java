package io.github.kafkaspark.tool.see;

/** Text for a command line that somebody copies. */
final class Shell {

  private Shell() {}

  /** One word, quoted if a shell would make something else of it. */
  static String word(String text) {
    return text.matches("[\\w.@%+=:,/-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
