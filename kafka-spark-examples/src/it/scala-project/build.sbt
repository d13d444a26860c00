// region install
scalaVersion := "2.11.12" // or 2.12.18 for Spark 3.5.7, or 2.13.18 for Spark 4.2.0

resolvers += Resolver.mavenLocal // until the first release

libraryDependencies ++= Seq(
  "org.apache.spark" %% "spark-sql" % "2.4.8" % Provided,
  "org.apache.spark" %% "spark-sql-kafka-0-10" % "2.4.8",
  "io.github.kafkaspark" % "kafka-spark-offsets" % "0.1.0-SNAPSHOT" // one % for all versions of Scala
)
// endregion
