package io.github.kafkaspark.offsets.store;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps a URL's user and parameters out of texts. */
public final class UrlSecrets {

  private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?[^:/@?;&(\\s]+:(?://)?");

  private static final Pattern SECRET =
      Pattern.compile(
          "([^?;&(\\s]*(?:password|passwd|pwd|secret|token|credential|key)\\s*=)([^;&)\\s]+)",
          Pattern.CASE_INSENSITIVE);

  /** A password behind a user's name, as in user:password@host and user/password@host. */
  private static final Pattern USER = Pattern.compile("[:/][^:/@]+[:/]([^/@]+)@");

  private UrlSecrets() {}

  /** The URL with … in place of its parameters, and *** in place of its user. */
  public static String masked(String url) {
    int parameters = url.split("[?;&(]", 2)[0].length();
    int host = url.lastIndexOf('@');
    Matcher scheme = SCHEME.matcher(url);
    String start = scheme.lookingAt() ? scheme.group() : "";
    if (host > parameters) {
      return start + "…"; // It may be in the midst of a password.
    }
    String address = url.substring(0, parameters);
    return (host < 0
            ? SECRET.matcher(address).replaceAll("$1***")
            : start + "***" + address.substring(host))
        + (parameters < url.length() ? url.charAt(parameters) + "…" : "");
  }

  /** A text of somebody who knows the URL, without the secrets that are in this. */
  public static String removed(String url, String text) {
    String clean = text.replace(url, masked(url));
    Matcher secret = SECRET.matcher(url);
    while (secret.find()) {
      clean = clean.replace(secret.group(2), "***").replace(decoded(secret.group(2)), "***");
    }
    Matcher user = USER.matcher(url);
    return user.find() ? clean.replace(user.group(1), "***") : clean;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, "UTF-8");
    } catch (UnsupportedEncodingException | IllegalArgumentException e) {
      return value; // As it is then; drivers differ in what they decode.
    }
  }
}
