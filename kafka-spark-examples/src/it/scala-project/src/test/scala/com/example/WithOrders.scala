package com.example

import io.github.kafkaspark.testing.{EmbeddedKafka, KafkaExtension}
import org.junit.jupiter.api.{AfterEach, BeforeEach}
import org.junit.jupiter.api.extension.ExtendWith

/** Gives each test a topic "orders" of its own, at the one broker. */
@ExtendWith(Array(classOf[KafkaExtension]))
abstract class WithOrders {

  protected var kafka: EmbeddedKafka = _

  protected def brokers: String = kafka.bootstrapServers()

  @BeforeEach
  def createOrders(broker: EmbeddedKafka): Unit = {
    kafka = broker
    kafka.createTopic("orders", 3)
  }

  @AfterEach
  def deleteOrders(): Unit = kafka.deleteTopic("orders")
}
