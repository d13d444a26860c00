package com.example;

import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** The same on a real HDFS. */
class ParquetOnHdfsTest extends ParquetFolderTest {

  private String folder;

  @BeforeEach
  void makeFolder() {
    Assumptions.assumeTrue(
        Files.isDirectory(Paths.get(System.getProperty("kafkaspark.hdfs.jars", ""))),
        "kafkaspark.hdfs.jars names no folder with the jars of an HDFS");
    folder = MiniHdfs.get().newDirectory().toString();
  }

  @Override
  String folder() {
    return folder;
  }
}
