package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;

/** A client that sends what no good client does. */
final class Raw {

  private Raw() {}

  static Socket connect(URI address) throws IOException {
    return new Socket(address.getHost(), address.getPort());
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** Sends these lines and an empty one, and returns the whole answer. */
  static String ask(URI address, String... lines) {
    try (Socket socket = connect(address)) {
      write(socket, String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
