package io.github.kafkaspark.internal;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Knows what may be secret in options, URLs and texts, and hides it. In doubt it hides: a value
 * that nobody gets to see costs a question, and a password that everybody gets to see a weekend.
 */
public final class Secrets {

  static final String HIDDEN = "***";

  /** What options that hold secrets are called, at Kafka, at databases, and by people. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "pass|pwd|secret|jaas|token|cred|assertion|certificate|private|signature|user\\.?info|(^|[._-])auth"
              + "|(^|[._-])p[iw]n?$|key$|key[._-](?!(de)?serializer)",
          Pattern.CASE_INSENSITIVE);

  /** Whatever name the running clients give a PASSWORD. */
  private static final Set<String> PASSWORDS = new HashSet<>();

  static {
    ConfigDef security = new ConfigDef();
    learn(() -> SslConfigs.addClientSslSupport(security));
    learn(() -> SaslConfigs.addClientSaslSupport(security));
    learn(() -> add(security));
    learn(() -> add(definition(ConsumerConfig.class)));
    learn(() -> add(definition(ProducerConfig.class)));
    learn(() -> add(definition(AdminClientConfig.class)));
  }

  /** A name, and behind = or -> or, if it is quoted, : the value with what encloses it. */
  private static final Pattern NAMED_VALUE =
      Pattern.compile(
          "([\\w.%$-]+)([\"']?\\s*(?:=>?|->|:(?=\\s*[\"']))\\s*)"
              + "(\"(?:\\\\.|[^\"\\\\])*\"?|'(?:\\\\.|[^'\\\\])*'?|\\{(?:[^}]|}})*}?|[^\\s;&,)}\"']*)");

  private static final Pattern NOTHING = Pattern.compile("|'\\*\\*\\*'");

  private static final String JDBC =
      "jdbc:[^:/@?;&(\\s]+:(?:(?:thin|oci8?|mem|file|tcp|ssl|tds):)?";

  static final Pattern SCHEME =
      Pattern.compile("(?:" + JDBC + "|[^:/@?;&(\\s]+:)(?://)?", Pattern.CASE_INSENSITIVE);

  /** A URL up to the host, with a user, and perhaps a password, before it. */
  private static final Pattern USER_IN_TEXT =
      Pattern.compile("(\\b" + JDBC + "(?://)?|\\w://)\\S+@", Pattern.CASE_INSENSITIVE);

  /** A URL's parameters, up to what ends the word or the sentence that it stands in. */
  private static final Pattern PARAMETERS_IN_TEXT =
      Pattern.compile(
          "((?:\\w://[^\\s?]*\\?|\\b"
              + JDBC
              + "[^\\s?;&(]*[?;&(]))\\S+?(?=[\"'),.:;>\\]]*(?:\\s|$))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PARAMETERS = Pattern.compile("[?;&(]");

  /** Some drivers take them behind a : or a / too. */
  private static final Pattern JDBC_PARAMETERS = Pattern.compile("[?;&(]|[^:/?;&(,\\s{@]+\\s*=");

  private Secrets() {}

  private static void learn(Runnable lesson) {
    try {
      lesson.run();
    } catch (LinkageError e) {
      // Clients so old that the library refuses them later, and says why.
    }
  }

  private static void add(ConfigDef definition) {
    if (definition != null) {
      definition
          .configKeys()
          .forEach(
              (name, key) -> {
                if (key.type == ConfigDef.Type.PASSWORD) {
                  PASSWORDS.add(name);
                }
              });
    }
  }

  /** All that this kind of client can be told; null where clients, before 2.1 or so, hide it. */
  private static ConfigDef definition(Class<?> config) {
    Method method = ClientCalls.method(config, "configDef");
    return method == null ? null : (ConfigDef) ClientCalls.invoke(method, null);
  }

  /** Whether the value of an option with this name may be a secret. */
  public static boolean isSecret(String name) {
    String property = name.toLowerCase(Locale.ROOT).replaceFirst("^kafka\\.", "");
    return PASSWORDS.contains(property) || SECRET_NAME.matcher(property).find();
  }

  /** The value of an option, for a text. */
  public static String mask(String name, String value) {
    return isSecret(name) ? HIDDEN : inText(value);
  }

  /** Options by their names, for a text. */
  public static Map<String, String> mask(Map<String, String> options) {
    Map<String, String> masked = new TreeMap<>(options);
    masked.replaceAll(Secrets::mask);
    return masked;
  }

  /** A text of whatever origin, with *** or … in place of what looks like a secret. */
  public static String inText(String text) {
    Matcher named = NAMED_VALUE.matcher(text);
    StringBuffer shown = new StringBuffer();
    while (named.find()) {
      boolean hide = isSecret(named.group(1)) && !NOTHING.matcher(named.group(3)).matches();
      named.appendReplacement(
          shown,
          Matcher.quoteReplacement(
              hide ? named.group(1) + named.group(2) + HIDDEN : named.group()));
    }
    named.appendTail(shown);
    String users = USER_IN_TEXT.matcher(shown).replaceAll("$1" + HIDDEN + "@");
    return PARAMETERS_IN_TEXT.matcher(users).replaceAll("$1…");
  }

  /** The URL with … in place of its parameters, and *** in place of its user. */
  public static String inUrl(String url) {
    int parameters = parameters(url);
    int host = url.lastIndexOf('@');
    Matcher scheme = SCHEME.matcher(url);
    String start = scheme.lookingAt() ? scheme.group() : "";
    if (host > parameters) {
      return start + "…"; // It may be in the midst of a password.
    }
    String address = url.substring(0, parameters);
    String shown =
        host < 0
            ? inText(address)
            : start + (host > start.length() ? HIDDEN : "") + address.substring(host);
    if (parameters == url.length()) {
      return shown;
    }
    String first = url.substring(parameters, parameters + 1);
    return shown + (PARAMETERS.matcher(first).matches() ? first + "…" : "…");
  }

  /** The index at which a URL's parameters begin, or its length. */
  private static int parameters(String url) {
    boolean jdbc = url.toLowerCase(Locale.ROOT).contains("jdbc:");
    Matcher matcher = (jdbc ? JDBC_PARAMETERS : PARAMETERS).matcher(url);
    return matcher.find() ? matcher.start() : url.length();
  }

  /** What of a URL tells where it leads, and nothing else. */
  public static String address(String url) {
    return inUrl(url)
        .replaceFirst("(" + Pattern.quote(HIDDEN) + ")?@", "")
        .replaceFirst("[?;&(]?…$", "");
  }
}
