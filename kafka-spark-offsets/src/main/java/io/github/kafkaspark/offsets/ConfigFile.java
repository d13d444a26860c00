package io.github.kafkaspark.offsets;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkFiles;

/** Finds a file that a setting names, also one that was sent along with the application. */
final class ConfigFile {

  private ConfigFile() {}

  /**
   * The file, by its absolute path.
   *
   * @throws IllegalArgumentException if there is none that this process can read
   */
  static Path find(String name) {
    List<Path> places = places(name);
    return places.stream()
        .filter(place -> Files.isRegularFile(place) && Files.isReadable(place))
        .findFirst()
        .orElseThrow(() -> missing(name, places));
  }

  /** Where YARN's cluster mode puts what {@code --files} names, and where others do. */
  private static List<Path> places(String name) {
    try {
      Path path = Paths.get(name);
      List<Path> places = new ArrayList<>();
      places.add(path.toAbsolutePath());
      if (!path.isAbsolute()) {
        addSparksFolder(path, places);
      }
      return places;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "Invalid file of client properties: '" + name + "' (expected a path; " + e + ")", e);
    }
  }

  private static void addSparksFolder(Path path, List<Path> places) {
    try {
      places.add(Paths.get(SparkFiles.getRootDirectory()).toAbsolutePath().resolve(path));
    } catch (NoClassDefFoundError | NullPointerException e) {
      // Spark is missing, or has no application here.
    }
  }

  private static IllegalArgumentException missing(String name, List<Path> places) {
    return new IllegalArgumentException(
        "Invalid file of client properties: '"
            + name
            + "' (expected a file that this process can read, found none as "
            + places.stream().map(Path::toString).collect(joining(" or "))
            + "; give its absolute path, or send it along by --files and give its name)");
  }
}
