package com.example

import io.github.kafkaspark.offsets.OffsetStores
import io.github.kafkaspark.offsets.store.StreamId
import java.lang.management.ManagementFactory
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.{Test, Timeout}
import org.junit.jupiter.api.Assertions.{assertEquals, assertTrue}
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.io.TempDir
import scala.collection.JavaConverters._
import scala.util.Try

/** Types the lines of the first program into the interpreter of spark-shell, as a person does. */
@Timeout(500)
class ShellTest extends WithOrders {

  private val shell = "org.apache.spark.repl.Main"

  @Test
  def takesTheFirstProgramLineByLine(@TempDir folder: Path): Unit = {
    assumeTrue(Try(Class.forName(shell)).isSuccess, "without -Pshell there is no spark-shell")
    kafka.produceNumbers("orders", 0, 300)

    val offsets = folder.resolve("offsets")
    val printed = interpret(folder, before(offsets) ++ program ++ after)

    val orders = printed.split("\n").toList.collect { case Order(number) => number.toInt }
    assertEquals((0 until 300).toList, orders.sorted, printed)
    assertTrue(printed.contains("query: org.apache.spark.sql.streaming.StreamingQuery = "), printed)
    val store = OffsetStores.file(offsets)
    try {
      val stored = store.latest(StreamId.of("orders-to-lake")).get.offsets.asMap.asScala
      assertEquals(300L, stored.values.map(Long.unbox).sum)
    } finally store.close()
  }

  private val Order = ".*order (\\d+)".r

  private def before(offsets: Path): Seq[String] = Seq(
    "import io.github.kafkaspark._",
    "import io.github.kafkaspark.offsets._",
    "import org.apache.spark.sql._",
    s"""val brokers = "$brokers"""",
    s"""val offsets = java.nio.file.Paths.get("$offsets")""",
    "class Printer extends ForeachWriter[Row] {",
    "  def open(partition: Long, version: Long) = true",
    """  def process(row: Row) = println("order " + new String(row.getAs[Array[Byte]]("value")))""",
    "  def close(failure: Throwable) = ()",
    "}",
    "val sink = new Printer")

  private def program: Seq[String] = {
    val file = Paths.get("src/main/scala/com/example/FirstJob.scala")
    Files.readAllLines(file, UTF_8).asScala.map(_.trim).toSeq
      .dropWhile(_ != "// region program")
      .takeWhile(_ != "// endregion")
  }

  private val after = Seq("query.processAllAvailable()", "query.stop()", "tracker.close()", ":quit")

  private def interpret(folder: Path, lines: Seq[String]): String = {
    val input = Files.write(folder.resolve("input"), lines.asJava, UTF_8)
    val output = folder.resolve("output")
    val opens = ManagementFactory.getRuntimeMXBean.getInputArguments.asScala
      .filter(_.startsWith("--add-opens"))
    val java = Paths.get(sys.props("java.home"), "bin", "java").toString
    val classPath = sys.props.getOrElse("surefire.test.class.path", sys.props("java.class.path"))
    val settings = Seq(
      "-Xmx1g",
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Dscala.usejavacp=true",
      "-Dspark.master=local[2]",
      "-Dspark.ui.enabled=false",
      "-Dspark.driver.host=127.0.0.1",
      "-Dspark.driver.bindAddress=127.0.0.1")
    val command = Seq(java) ++ opens ++ settings ++ Seq("-cp", classPath, shell)
    val process = new ProcessBuilder(command.asJava)
      .directory(folder.toFile)
      .redirectInput(input.toFile)
      .redirectErrorStream(true)
      .redirectOutput(output.toFile)
      .start()
    val ended =
      try process.waitFor(400, TimeUnit.SECONDS)
      finally process.destroyForcibly()
    val printed = new String(Files.readAllBytes(output), UTF_8)
    assertTrue(ended, printed)
    printed
  }
}
