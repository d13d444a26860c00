package io.github.kafkaspark.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links of a page that lead to another page, to a place in one, or to a file of the repository;
 * those to other hosts are left alone.
 */
final class DocsLinks {

  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(\\s*<?([^)>\\s]*)>?[^)]*\\)");
  private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[[^\\]]+\\]:\\s+(\\S+)");
  private static final Pattern NAME = Pattern.compile("docs/[\\w/-]+\\.md(#[\\w-]+)?");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *#*$");

  private DocsLinks() {}

  /** What is wrong with the page's links, one line each. */
  static List<String> broken(Path page) throws IOException {
    String text = CODE.matcher(DocsPages.text(page)).replaceAll("code");
    List<String> broken = new ArrayList<>();
    for (String link : targets(text)) {
      if (!link.matches("[a-z]+:.*")) {
        String problem = problem(page, link);
        if (problem != null) {
          broken.add(page.getFileName() + ": (" + link + ") " + problem);
        }
      }
    }
    return broken;
  }

  /** What is wrong with the pages that a source names, from the root of the repository. */
  static List<String> brokenNames(Path root, Path source) throws IOException {
    List<String> broken = new ArrayList<>();
    Matcher name = NAME.matcher(DocsPages.text(source));
    while (name.find()) {
      String problem = problem(root.resolve("README.md"), name.group());
      if (problem != null) {
        broken.add(source.getFileName() + ": (" + name.group() + ") " + problem);
      }
    }
    return broken;
  }

  private static List<String> targets(String text) {
    List<String> targets = new ArrayList<>();
    for (Pattern pattern : new Pattern[] {LINK, REFERENCE}) {
      Matcher link = pattern.matcher(text);
      while (link.find()) {
        targets.add(link.group(1));
      }
    }
    return targets;
  }

  private static String problem(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return "leads to no file";
    }
    return hash < 0 || anchors(target).contains(link.substring(hash + 1))
        ? null
        : "leads to no heading of " + target.getFileName();
  }

  /** The anchors of a page's headings, as GitHub makes them. */
  static List<String> anchors(Path page) throws IOException {
    List<String> anchors = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher heading = HEADING.matcher(FENCED.matcher(DocsPages.text(page)).replaceAll(""));
    while (heading.find()) {
      String anchor = anchor(heading.group(1));
      int times = seen.merge(anchor, 1, Integer::sum);
      anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
    }
    return anchors;
  }

  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
        .replace(' ', '-');
  }
}
