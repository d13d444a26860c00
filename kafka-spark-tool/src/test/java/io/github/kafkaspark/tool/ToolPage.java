package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docs/tool.md} says of the command. */
public final class ToolPage {

  static final Path FILE = Paths.get(System.getProperty("basedir", ""), "../docs/tool.md");

  private static final Pattern FIELD = Pattern.compile("`([^`]+)`");

  private ToolPage() {}

  static String text() throws IOException {
    return new String(Files.readAllBytes(FILE), UTF_8);
  }

  /** The lines below a comment such as {@code <!-- tested kafka -->}. */
  static String lines(String name) throws IOException {
    Matcher block =
        Pattern.compile("<!-- tested " + name + " -->\n```\n(.*?\n)```", Pattern.DOTALL)
            .matcher(text());
    assertThat(block.find()).as("lines <!-- tested %s --> in %s", name, FILE).isTrue();
    return block.group(1);
  }

  /** The fields of a command's answer for programs; a {@code *} stands for any name. */
  static Set<String> fields(String command) throws IOException {
    Matcher table =
        Pattern.compile("<!-- json " + command + " -->\n\\|.*\n\\|[-|]+\n((?:\\|.*\n?)+)")
            .matcher(text());
    assertThat(table.find()).as("a table <!-- json %s --> in %s", command, FILE).isTrue();
    Set<String> fields = new TreeSet<>();
    for (String row : table.group(1).split("\n", -1)) {
      Matcher field = FIELD.matcher(row.replaceFirst("^\\|", "").replaceFirst("\\|.*", ""));
      while (field.find()) {
        boolean unused = fields.add(field.group(1));
      }
    }
    return fields;
  }

  /**
   * Compares an answer for programs with the page: it has the fields of the table, and no other.
   */
  public static void assertHasFieldsOf(String command, String json) {
    Set<String> told;
    Set<String> found = new TreeSet<>();
    try {
      told = fields(command);
      add(new ObjectMapper().readTree(json), "", told, found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).as("fields of %s --json, and in %s", command, FILE).isEqualTo(told);
  }

  private static void add(JsonNode node, String path, Set<String> told, Set<String> found) {
    if (node.isArray() && told.stream().anyMatch(each -> each.startsWith(path + "[]"))) {
      node.forEach(each -> add(each, path + "[]", told, found));
    } else if (node.isObject() && (path.isEmpty() || hasWithin(path, told))) {
      boolean isMap = told.stream().anyMatch(each -> each.startsWith(path + ".*"));
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String name = isMap ? "*" : field.getKey();
        add(field.getValue(), path.isEmpty() ? name : path + "." + name, told, found);
      }
    } else {
      boolean unused = found.add(path);
    }
  }

  private static boolean hasWithin(String path, Set<String> told) {
    return told.stream().anyMatch(each -> each.startsWith(path + "."));
  }
}
