package io.github.kafkaspark;

/** The value of an option, and the call that set it, in words that hide secrets. */
final class Setting {

  final String value;
  final String setBy;

  Setting(String value, String setBy) {
    this.value = value;
    this.setBy = setBy;
  }
}
