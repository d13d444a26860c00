package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty refuses before a route sees it: a header too long, a path that cannot be read. */
final class JettyErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    SecurityHeaders.ALWAYS.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    int status = response.getStatus();
    Object why = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String rule =
        status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
            ? "expected at most " + Connectors.HEADER_BYTES + " bytes of headers"
            : String.valueOf(why);
    String error = Json.error(status, HttpStatus.getMessage(status) + " (" + rule + ")");
    response.write(true, ByteBuffer.wrap(error.getBytes(UTF_8)), callback);
    return true;
  }
}
