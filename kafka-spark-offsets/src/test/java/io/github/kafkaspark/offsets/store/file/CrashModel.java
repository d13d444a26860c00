package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.file.SystemCall.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a disk may have after a crash, as far as POSIX promises anything. A name is durable once its
 * directory has been forced, and the bytes of a file once the file has. Of all else any part may be
 * there. What was there when a force failed may be lost even if a later force succeeds.
 */
final class CrashModel {

  /** Of more states than this, some are drawn at random. */
  private static final int MOST = Faults.count(8, 64);

  /** A file or a directory. */
  private static final class Node {
    private final Map<String, List<Entry>> names; // Null in a file.
    private byte[] bytes = new byte[0];
    private byte[] forced;
    private boolean lost;

    Node(Map<String, List<Entry>> names) {
      this.names = names;
    }
  }

  /** A step in the life of a name. */
  private static final class Entry {
    private final Node node; // Null if it was removed.
    private boolean durable;
    private boolean lost;

    Entry(Node node) {
      this.node = node;
    }
  }

  private final Path base;
  private final Node root = directory();

  /** A disk that has for good what there is below {@code base} now. */
  CrashModel(Path base) throws IOException {
    this.base = base;
    try (Stream<Path> paths = Files.walk(base)) {
      paths.filter(path -> !path.equals(base)).sorted().forEach(this::load);
    }
  }

  private void load(Path path) {
    Node node = Files.isDirectory(path) ? directory() : new Node(null);
    try {
      node.bytes = node.names == null ? Files.readAllBytes(path) : node.bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    node.forced = node.bytes;
    enter(path.toString(), node).durable = true;
  }

  private static Node directory() {
    return new Node(new TreeMap<>());
  }

  /** A call that was made. */
  void apply(SystemCall call) {
    switch (call.kind()) {
      case MKDIR:
        change(call, directory());
        break;
      case CREATE:
        change(call, new Node(null));
        break;
      case LINK:
        change(call, live(call.target()));
        break;
      case UNLINK:
        if (live(call.path()) != null) {
          change(call, null);
        }
        break;
      case WRITE:
        Node file = live(call.path());
        byte[] bytes = Arrays.copyOf(file.bytes, file.bytes.length + call.bytes().length);
        System.arraycopy(call.bytes(), 0, bytes, file.bytes.length, call.bytes().length);
        file.bytes = bytes;
        break;
      case FORCE:
        force(live(call.path()));
        break;
      default:
        break;
    }
  }

  private void change(SystemCall call, Node node) {
    Entry unused = enter(call.path(), node);
  }

  private static void force(Node node) {
    if (node.names == null) {
      node.forced = node.lost ? node.forced : node.bytes;
    } else {
      entries(node).forEach(entry -> entry.durable = !entry.lost);
    }
  }

  /** A call that failed and did nothing. */
  void failed(SystemCall call) {
    if (call.kind() == Kind.FORCE && live(call.path()) != null) {
      Node node = live(call.path());
      node.lost = true;
      if (node.names != null) {
        entries(node).filter(entry -> !entry.durable).forEach(entry -> entry.lost = true);
      }
    }
  }

  private static Stream<Entry> entries(Node directory) {
    return directory.names.values().stream().flatMap(Collection::stream);
  }

  private Entry enter(String path, Node node) {
    int slash = path.lastIndexOf('/');
    Entry entry = new Entry(node);
    live(path.substring(0, slash))
        .names
        .computeIfAbsent(path.substring(slash + 1), name -> new ArrayList<>())
        .add(entry);
    return entry;
  }

  /** What has this name now; null if nothing has. */
  private Node live(String path) {
    Node node = root;
    for (String name : path.substring(base.toString().length()).split("/", -1)) {
      if (!name.isEmpty()) {
        List<Entry> entries = node == null ? null : node.names.get(name);
        node = entries == null ? null : entries.get(entries.size() - 1).node;
      }
    }
    return node;
  }

  /**
   * What there may be now: as text, and as paths below the base and bytes, null those of a
   * directory.
   *
   * @param random to draw some if they are many; null for all
   */
  Map<String, Map<String, byte[]>> states(Random random) {
    Map<String, Map<String, byte[]>> states = new LinkedHashMap<>();
    for (Map<String, Node> tree : trees(root, "", random)) {
      for (Map<String, byte[]> state : contents(tree, random)) {
        StringBuilder key = new StringBuilder();
        state.forEach(
            (path, bytes) ->
                key.append(path)
                    .append('=')
                    .append(bytes == null ? "directory" : new String(bytes, ISO_8859_1)));
        states.put(key.toString(), state);
      }
    }
    return states;
  }

  private static List<Map<String, Node>> trees(Node directory, String prefix, Random random) {
    List<Map<String, Node>> trees = new ArrayList<>();
    trees.add(Collections.emptyMap());
    for (Map.Entry<String, List<Entry>> name : directory.names.entrySet()) {
      String path = prefix + name.getKey();
      List<Map<String, Node>> next = new ArrayList<>();
      for (Node node : outcomes(name.getValue())) {
        List<Map<String, Node>> below =
            node == null || node.names == null
                ? Collections.singletonList(Collections.emptyMap())
                : trees(node, path + "/", random);
        for (Map<String, Node> tree : trees) {
          for (Map<String, Node> inner : below) {
            Map<String, Node> both = new TreeMap<>(tree);
            both.putAll(inner);
            if (node != null) {
              both.put(path, node);
            }
            next.add(both);
          }
        }
      }
      trees = random != null && next.size() > MOST ? drawn(next, random) : next;
    }
    return trees;
  }

  /** Keeps the extremes: what is durable and no more, all that was there, and the least. */
  private static List<Map<String, Node>> drawn(List<Map<String, Node>> trees, Random random) {
    List<Map<String, Node>> drawn = new ArrayList<>();
    drawn.add(trees.get(0));
    drawn.add(Collections.min(trees, Comparator.comparingInt(Map::size)));
    drawn.add(trees.get(trees.size() - 1));
    while (drawn.size() < MOST / 2) {
      drawn.add(trees.get(random.nextInt(trees.size())));
    }
    return drawn;
  }

  /** What may have a name: what durably had it, or what got it later. */
  private static Set<Node> outcomes(List<Entry> entries) {
    Set<Node> outcomes = new LinkedHashSet<>();
    outcomes.add(null);
    for (Entry entry : entries) {
      if (entry.durable) {
        outcomes.clear();
      }
      outcomes.add(entry.node);
    }
    return outcomes;
  }

  private static List<Map<String, byte[]>> contents(Map<String, Node> tree, Random random) {
    List<Map<String, byte[]>> states = new ArrayList<>();
    states.add(new TreeMap<>());
    Map<Node, List<byte[]>> files = new LinkedHashMap<>();
    tree.values().forEach(node -> files.put(node, contents(node, random)));
    for (Map.Entry<Node, List<byte[]>> file : files.entrySet()) {
      List<Map<String, byte[]>> next = new ArrayList<>();
      for (Map<String, byte[]> state : states) {
        for (byte[] bytes : file.getValue()) {
          Map<String, byte[]> more = new TreeMap<>(state);
          tree.forEach(
              (path, node) -> {
                if (node == file.getKey()) {
                  more.put(path, bytes);
                }
              });
          next.add(more);
        }
      }
      states = next;
    }
    return states;
  }

  /** The bytes that a file may have, or one of many choices. */
  private static List<byte[]> contents(Node file, Random random) {
    List<byte[]> contents = contents(file);
    return random == null
        ? contents
        : Collections.singletonList(contents.get(random.nextInt(contents.size())));
  }

  /** The bytes that a file may have: if not forced, none, some, zeros or others. */
  private static List<byte[]> contents(Node file) {
    if (file.names != null || Arrays.equals(file.forced, file.bytes)) {
      return Collections.singletonList(file.names == null ? file.bytes : null);
    }
    int length = file.bytes.length;
    byte[] other = new byte[length];
    Arrays.fill(other, (byte) 'x');
    return Arrays.asList(
        file.forced == null ? new byte[0] : file.forced,
        Arrays.copyOf(file.bytes, length / 2),
        Arrays.copyOf(file.bytes, Math.max(0, length - 1)),
        new byte[length],
        other,
        file.bytes);
  }
}
