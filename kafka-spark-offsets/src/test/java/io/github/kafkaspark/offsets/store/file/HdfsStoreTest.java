package io.github.kafkaspark.offsets.store.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HdfsStoreTest {

  private final Configuration configuration = new Configuration(false);

  @Test
  void namesTheArgumentThatIsNull() {
    assertThatThrownBy(() -> OffsetStores.hdfs(null, configuration))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("uri");
    assertThatThrownBy(() -> OffsetStores.hdfs(URI.create("hdfs://ns1/offsets"), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("configuration");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file",
        "s3a",
        "abfs",
        "abfss",
        "wasb",
        "gs",
        "oss",
        "ofs",
        "o3fs",
        "viewfs",
        "webhdfs",
        "swebhdfs",
        "hftp",
        "har",
        "alluxio",
        "HDFS",
        "anything"
      })
  void refusesASchemeThatIsNotKnownToRenameExclusively(String scheme) {
    String uri = scheme + "://somewhere/offsets";
    assertThatThrownBy(() -> OffsetStores.hdfs(URI.create(uri), configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid uri: '%s' (expected an hdfs: URI, since %s: is not known to rename a file in "
                + "one step that fails if the name is taken, by which one claim of many wins, and "
                + "to force a file to disk; give the hdfs: URI of the directory if it is on HDFS, "
                + "else use OffsetStores.file, kafka or jdbc)",
            uri, scheme);
  }

  @Test
  void judgesAUriWithoutASchemeByTheDefaultFileSystem() {
    configuration.set("fs.defaultFS", "s3a://bucket");
    assertThatThrownBy(() -> OffsetStores.hdfs(URI.create("/offsets"), configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid uri: '/offsets' with fs.defaultFS 's3a://bucket' (expected an hdfs: URI, "
                + "since s3a: is not known to rename ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs:///offsets", "hdfs:/offsets", "hdfs://ns1", "hdfs:offsets"})
  void refusesAUriWithoutAPlaceOrAPath(String uri) {
    configuration.set("fs.defaultFS", "s3a://bucket");
    assertThatThrownBy(() -> OffsetStores.hdfs(URI.create(uri), configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid uri: '%s' (expected a name service or NameNode and an absolute path, as in "
                + "hdfs://ns1/offsets)",
            uri);
  }

  @Test
  void refusesARelativePath() {
    configuration.set("fs.defaultFS", "hdfs://ns1");
    assertThatThrownBy(() -> OffsetStores.hdfs(URI.create("offsets"), configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid uri: 'offsets' with fs.defaultFS 'hdfs://ns1' (expected a name service or "
                + "NameNode and an absolute path, as in hdfs://ns1/offsets)");
  }

  @Test
  void refusesANameServiceThatTheConfigurationDoesNotHave() {
    assertThatThrownBy(
            () ->
                OffsetStores.hdfs(
                    URI.create("hdfs://nowhere.invalid/offsets"), new Configuration()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot keep offsets in hdfs://nowhere.invalid/offsets: it cannot be written, "
                + "java.io.IOException: UnknownHostException: nowhere.invalid; give the address of "
                + "a NameNode, or a name service that the configuration has");
  }

  @Test
  void refusesAConfigurationThatHasNoHdfs() {
    assertThatThrownBy(() -> OffsetStores.hdfs(URI.create("hdfs://ns1/offsets"), configuration))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot keep offsets in hdfs://ns1/offsets: it cannot be written, java.io.IOException: "
                + "UnsupportedFileSystemException: No AbstractFileSystem for scheme: hdfs; give a "
                + "configuration with Hadoop's defaults, and have its HDFS client on the class "
                + "path");
  }
}
