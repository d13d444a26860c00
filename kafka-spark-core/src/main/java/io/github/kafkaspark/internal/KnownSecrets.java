package io.github.kafkaspark.internal;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;

/** Takes the secrets of a URL or of options out of what somebody tells who knows these. */
public final class KnownSecrets {

  /** For what somebody tells who knows secrets that the library does not know. */
  public static final KnownSecrets NONE = new KnownSecrets("");

  /** A value as a driver may read it: some take all up to a separator, some what is enclosed. */
  private static final Pattern[] NAMED_VALUES = {
    named("\"((?:\\\\.|[^\"\\\\])+)\""),
    named("'((?:\\\\.|[^'\\\\])+)'"),
    named("\\{((?:[^}]|}})+)}"),
    named("([^;&,)\\s\"'{][^;&)\\s]*)"),
    named("([^;&,)\\s\"'{][^;&,)\\s]*)"),
  };

  /** A shorter value is a part of many words, and taken out of these it would be told. */
  private static final int LEAST = 4;

  private static final Pattern MODULE =
      Pattern.compile("\\s*[\\w.$]+\\s+(required|requisite|sufficient|optional)\\b");

  private static final Pattern PAIR =
      Pattern.compile("[\\w.$-]+\\s*=\\s*(?:\"(?:\\\\.|[^\"\\\\])*\"|[^\\s\";]+)");

  /** The longest first, since another may be a part of it. */
  private final Set<String> values =
      new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(value -> value));

  private final String url;

  private KnownSecrets(String url) {
    this.url = url;
  }

  /** The value is looked at only, for another name may be in it. */
  private static Pattern named(String value) {
    return Pattern.compile("([\\w.%$-]+)\\s*=\\s*(?=" + value + ")");
  }

  /** What a URL has in its parameters, and behind its user's name. */
  public static KnownSecrets ofUrl(String url) {
    KnownSecrets secrets = new KnownSecrets(url);
    secrets.addNamed(url);
    Matcher scheme = Secrets.SCHEME.matcher(url);
    int start = scheme.lookingAt() ? scheme.end() : 0;
    // A password may have these characters too, so each may be the one before or behind it.
    for (int host = url.indexOf('@', start); host >= 0; host = url.indexOf('@', host + 1)) {
      for (int i = start; i < host; i++) {
        if (url.charAt(i) == ':' || url.charAt(i) == '/') {
          secrets.add(url.substring(i + 1, host));
        }
      }
    }
    return secrets;
  }

  /** The values of the options that may be secret. */
  public static KnownSecrets ofOptions(Map<String, String> options) {
    KnownSecrets secrets = new KnownSecrets("");
    options.forEach(
        (name, value) -> {
          secrets.addNamed(value);
          if (Secrets.isSecret(name)) {
            secrets.add(value);
            secrets.addLeftOver(value);
          }
        });
    return secrets;
  }

  private void addNamed(String text) {
    for (Pattern pattern : NAMED_VALUES) {
      Matcher named = pattern.matcher(text);
      while (named.find()) {
        if (Secrets.isSecret(named.group(1))) {
          add(named.group(2));
        }
      }
    }
  }

  /** What of a login's text is no name with a value: the rest of a password without quotes. */
  private void addLeftOver(String login) {
    Matcher module = MODULE.matcher(login);
    if (module.lookingAt()) {
      for (String word :
          PAIR.matcher(login.substring(module.end())).replaceAll(" ").split("[\\s;]+", -1)) {
        add(word);
      }
    }
  }

  private void add(String value) {
    values.add(value);
    values.add(value.replaceAll("\\\\(.)", "$1"));
    values.add(value.replace("}}", "}"));
    values.add(value.replaceAll("^([\"'])(.*)\\1$", "$2"));
    try {
      values.add(URLDecoder.decode(value, "UTF-8"));
    } catch (UnsupportedEncodingException | IllegalArgumentException e) {
      // It is not encoded; drivers differ in what they decode.
    }
    values.remove("");
  }

  /** The text without them, and without what looks like another one. */
  public String removedFrom(String text) {
    String clean = url.isEmpty() ? text : text.replace(url, Secrets.inUrl(url));
    for (String value : values) {
      clean =
          value.length() < LEAST
              ? standing(value).matcher(clean).replaceAll(Secrets.HIDDEN)
              : clean.replace(value, Secrets.HIDDEN);
    }
    return Secrets.inText(clean);
  }

  /** A short value where it is nothing else: behind a separator or in quotes. */
  private static Pattern standing(String value) {
    String quoted = Pattern.quote(value);
    return Pattern.compile(
        "(?<=[=:/])" + quoted + "(?=[@;&,)\\s]|$)|(?<=[\"'])" + quoted + "(?=[\"'])");
  }

  /** The same failure; or if it, or one behind it, tells a secret, one that says the rest of it. */
  public SQLException removedFrom(SQLException failure) {
    if (!isToldBy(failure, Collections.newSetFromMap(new IdentityHashMap<>()))) {
      return failure;
    }
    String message = removedFrom(String.valueOf(failure.getMessage()));
    String state = failure.getSQLState();
    SQLException clean =
        failure instanceof SQLTimeoutException
            ? new SQLTimeoutException(message, state, failure.getErrorCode())
            : new SQLException(message, state, failure.getErrorCode());
    clean.setStackTrace(failure.getStackTrace());
    return clean;
  }

  /** The same for a failure of another kind. */
  public Throwable removedFrom(Throwable failure) {
    if (!isToldBy(failure, Collections.newSetFromMap(new IdentityHashMap<>()))) {
      return failure;
    }
    Throwable clean = new KafkaException(removedFrom(failure.toString()));
    clean.setStackTrace(failure.getStackTrace());
    return clean;
  }

  private boolean isToldBy(Throwable failure, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return false;
    }
    String message = String.valueOf(failure.getMessage());
    boolean told = !removedFrom(message).equals(message) || isToldBy(failure.getCause(), seen);
    for (Throwable suppressed : failure.getSuppressed()) {
      told |= isToldBy(suppressed, seen);
    }
    if (failure instanceof SQLException) {
      told |= isToldBy(((SQLException) failure).getNextException(), seen);
    }
    return told;
  }
}
