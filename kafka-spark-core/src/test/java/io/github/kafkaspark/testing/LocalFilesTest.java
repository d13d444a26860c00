package io.github.kafkaspark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {

  @TempDir private java.nio.file.Path folder;

  @Test
  void setPermissionsAndKeepChecksumsAsHadoopsOwn() throws Exception {
    FileContext files = context();
    Path file = new Path(folder.resolve("offsets").toString());

    try (OutputStream out =
        files.create(
            file,
            EnumSet.of(CreateFlag.CREATE),
            CreateOpts.perms(new FsPermission((short) 0640)))) {
      out.write(7);
    }

    assertThat(Files.getPosixFilePermissions(folder.resolve("offsets")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(folder.resolve(".offsets.crc")).exists();
  }

  @Test
  void seeLinksAlsoThoseThatLeadNowhere() throws Exception {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    Files.createFile(folder.resolve("file"));
    FileContext files = context();

    assertThat(files.getFileLinkStatus(path("link")).isSymlink()).isTrue();
    assertThat(files.getFileLinkStatus(path("file")).isSymlink()).isFalse();
  }

  @Test
  void renameNothingOntoWhatIsThere() throws Exception {
    Files.createFile(folder.resolve("temporary"));
    Files.createFile(folder.resolve("5"));
    FileContext files = context();

    assertThatThrownBy(() -> files.rename(path("temporary"), path("5")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void areThoseOfFileSystemsToo() throws Exception {
    FileSystem files = FileSystem.newInstance(folder.toUri(), configuration());

    files.mkdirs(path("state"), new FsPermission((short) 0700));

    assertThat(files).isInstanceOf(LocalFiles.Checked.class);
    assertThat(Files.getPosixFilePermissions(folder.resolve("state")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  private Path path(String name) {
    return new Path(folder.resolve(name).toString());
  }

  private static FileContext context() throws Exception {
    return FileContext.getLocalFSFileContext(configuration());
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    SparkConf settings = LocalFiles.setIn(new SparkConf(false));
    String prefix = "spark.hadoop.";
    for (scala.Tuple2<String, String> setting : settings.getAllWithPrefix(prefix)) {
      configuration.set(setting._1(), setting._2());
    }
    return configuration;
  }
}
