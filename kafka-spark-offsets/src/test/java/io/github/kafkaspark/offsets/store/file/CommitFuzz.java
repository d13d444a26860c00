package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes wrong commit files from right ones, most of them with a right checksum. */
final class CommitFuzz {

  private static final Pattern TOKEN =
      Pattern.compile("\"[^\"]*\"|-?[0-9.eE+]+|[{}\\[\\]:,]|true|false|null");

  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "-0",
    "00",
    "0.5",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1E-1",
    "{}",
    "[]",
    "\"\"",
    "{\"orders\":{\"0\":5}}",
    "{\"a\":1,\"a\":2}",
    "{\"0\":1,\"00\":2}",
    "\"\\ud83d\"",
    "\"\\u0000\"",
    "\"START\"",
    "\"REWIND\"",
    "\"+1000000000-12-31T23:59:59Z\"",
    "\"offsets\"",
    "\"stream\"",
    "\"订单\"",
    "\"2026-01-02\"",
    "\"\\",
    "/*",
    "//",
    "NaN",
    "Infinity",
    "\ufeff",
    "\u2028",
    " ",
    "\n"
  };

  private final Random random;

  CommitFuzz(Random random) {
    this.random = random;
  }

  /** A file with one to four things wrong, or none. */
  byte[] mutated(byte[] file) {
    int line = new String(file, ISO_8859_1).indexOf('\n') + 1;
    byte[] json = Arrays.copyOfRange(file, line, file.length);
    for (int i = random.nextInt(4); i >= 0; i--) {
      json = mutatedJson(json);
    }
    switch (random.nextInt(20)) {
      case 0:
        byte[] flipped = file.clone();
        flipped[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      case 1:
        return Arrays.copyOf(file, random.nextInt(file.length + 20));
      case 2:
        return CommitFormat.write(random.nextInt(Integer.MAX_VALUE), json);
      case 3:
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return CommitFormat.write(1, noise);
      default:
        return CommitFormat.write(1, json);
    }
  }

  private byte[] mutatedJson(byte[] json) {
    String text = new String(json, UTF_8);
    switch (random.nextInt(8)) {
      case 0:
        byte[] changed = json.clone();
        if (json.length > 0) {
          changed[random.nextInt(json.length)] = (byte) random.nextInt(256);
        }
        return changed;
      case 1:
        return Arrays.copyOf(json, random.nextInt(json.length + 1));
      case 2:
        return spliced(json, json);
      case 3:
        return text.replaceFirst("\\{", "{\"x" + random.nextInt(9) + "\":" + value() + ",")
            .getBytes(UTF_8);
      case 4:
        return text.replaceFirst("\\{", Matcher.quoteReplacement("{" + token(text) + ":1,"))
            .getBytes(UTF_8);
      default:
        return replaced(text).getBytes(UTF_8);
    }
  }

  /** The beginning of one and the end of another. */
  private byte[] spliced(byte[] first, byte[] second) {
    int end = random.nextInt(first.length + 1);
    int from = random.nextInt(second.length + 1);
    byte[] both = Arrays.copyOf(first, end + second.length - from);
    System.arraycopy(second, from, both, end, second.length - from);
    return both;
  }

  private String replaced(String text) {
    Matcher token = TOKEN.matcher(text);
    int count = 1 + random.nextInt(40);
    int start = 0;
    int end = 0;
    while (count-- > 0 && token.find()) {
      start = token.start();
      end = token.end();
    }
    return text.substring(0, start) + value() + text.substring(end);
  }

  private String token(String text) {
    Matcher token = TOKEN.matcher(text);
    return token.find(random.nextInt(text.length() + 1)) ? token.group() : "\"\"";
  }

  private String value() {
    return random.nextInt(50) == 0
        ? repeated(TOKENS[random.nextInt(TOKENS.length)], 1 + random.nextInt(300))
        : TOKENS[random.nextInt(TOKENS.length)];
  }

  /** A few that are large, one after the other. */
  void monsters(byte[] file, Consumer<byte[]> reader) {
    String json = new String(file, UTF_8).split("\n", 3)[1];
    List<String> values = new ArrayList<>();
    values.add(repeated("[", 100_000));
    values.add(repeated("[", 100_000) + repeated("]", 100_000));
    values.add(repeated("{\"a\":", 100_000) + "1" + repeated("}", 100_000));
    values.add(repeated("{\"orders\":", 100_000));
    values.add(repeated("9", 1_000_000));
    values.add("-" + repeated("9", 1_000_000) + ".5e" + repeated("9", 1_000_000));
    values.add("1e" + repeated("9", 1_000_000));
    values.add("\"" + repeated("x", 4_000_000) + "\"");
    values.add("\"" + repeated("a😀", 1_000_000) + "\"");
    values.add("\"" + repeated("订", 1_000_000) + "\"");
    values.add("\"" + repeated("\\u0041", 1_000_000) + "\"");
    values.add("\"" + repeated("x", 4_000_000));
    values.add("{\"" + repeated("x", 4_000_000) + "\":1}");
    values.add("{\"orders\":{\"" + repeated("0", 4_000_000) + "\":1}}");
    values.add("{\"orders\":{\"0\":" + repeated("9", 1_000_000) + "}}");
    values.add("{\"" + repeated("t", 4_000_000) + "\":{\"0\":1}}");
    for (String value : values) {
      String quoted = Matcher.quoteReplacement(value);
      for (String field : new String[] {"stream", "sequence", "kind", "time", "batch"}) {
        String known = "(\"" + field + "\":)(\"[^\"]*\"|[0-9]+)";
        reader.accept(CommitFormat.write(1, json.replaceFirst(known, "$1" + quoted)));
      }
      reader.accept(CommitFormat.write(1, json.replaceFirst("\\{\"orders.*?}}", quoted)));
      reader.accept(CommitFormat.write(1, json.replaceFirst("\\{", "{\"x\":" + quoted + ",")));
      reader.accept(CommitFormat.write(1, value));
      reader.accept(CommitFormat.write(1, json + value));
      reader.accept(CommitFormat.write(2, value));
    }
    reader.accept(CommitFormat.write(1, new byte[CommitFormat.MAX_BYTES - 40]));
    reader.accept(new byte[CommitFormat.MAX_BYTES + 1]);
  }

  private static String repeated(String text, int times) {
    return String.join("", Collections.nCopies(times, text));
  }

  /** As much of a file as a person reads. */
  static String show(byte[] file) {
    String text = new String(file, UTF_8);
    return text.length() + " characters: " + text.substring(0, Math.min(2_000, text.length()));
  }
}
