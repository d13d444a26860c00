package io.github.kafkaspark.jobs.web;

import io.github.kafkaspark.jobs.api.Refusal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each refusal as {@code {"status": 404, "error": "…"}}. */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static void add(RoutesConfig routes) {
    routes.exception(Problem.class, (e, ctx) -> answer(ctx, e.status(), e.getMessage()));
    routes.exception(Refusal.class, (e, ctx) -> answer(ctx, e.status(), e.getMessage()));
    routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            answer(
                ctx,
                e.getStatus(),
                e.getStatus() == 404
                    ? "Nothing is at '"
                        + ctx.path()
                        + "'; the page is at /, and the API at /api/jobs, /api/runs, /api/events,"
                        + " /api/audit and /api/me"
                    : e.getMessage() + ": " + ctx.method() + " " + ctx.path()));
    routes.exception(Exception.class, Problems::unexpected);
  }

  private static void unexpected(Exception e, Context ctx) {
    String mark = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("{} {} failed ({})", ctx.method(), ctx.path(), mark, e);
    answer(ctx, 500, "The service failed; its log says why, under " + mark);
  }

  private static void answer(Context ctx, int status, String text) {
    if (status == 401) {
      ctx.header(Header.WWW_AUTHENTICATE, "Bearer");
    }
    ctx.status(status).contentType("application/json").result(Json.error(status, text));
  }
}
