package io.github.kafkaspark.jobs.web;

import static io.github.kafkaspark.jobs.web.Role.LOOK;
import static io.github.kafkaspark.jobs.web.Role.OPERATE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.kafkaspark.jobs.api.Jobs;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The API: each path, the role that it wants, and what it asks of the jobs. */
final class Routes {

  private static final int MOST_RUNS = 1_000;
  private static final int MOST_MINUTES = 24 * 60;

  private final Jobs jobs;
  private final Events events;
  private final Audit audit;
  private final ObjectMapper json;
  private final Duration bodyLimit;

  Routes(Jobs jobs, Events events, Audit audit, ObjectMapper json, Duration bodyLimit) {
    this.jobs = jobs;
    this.events = events;
    this.audit = audit;
    this.json = json;
    this.bodyLimit = bodyLimit;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/me", this::me, LOOK);
    routes.get("/api/jobs", ctx -> plain(ctx, jobs.jobs()), LOOK);
    routes.get("/api/jobs/{name}", ctx -> plain(ctx, jobs.job(name(ctx))), LOOK);
    routes.get("/api/jobs/{name}/plan", ctx -> plain(ctx, jobs.plan(name(ctx))), LOOK);
    routes.get("/api/jobs/{name}/chart", this::chart, LOOK);
    routes.get("/api/runs", this::runs, LOOK);
    routes.get("/api/runs/{id}", ctx -> plain(ctx, jobs.run(id(ctx))), LOOK);
    routes.get("/api/runs/{id}/output", this::output, LOOK);
    routes.get("/api/events", this::events, LOOK);
    routes.get("/api/audit", this::audit, OPERATE);
    routes.post("/api/jobs/{name}/runs", this::start, OPERATE);
    routes.post("/api/runs/{id}/stop", this::stop, OPERATE);
    routes.post("/api/runs/{id}/restart", this::restart, OPERATE);
  }

  private void me(Context ctx) {
    Query.none(ctx);
    Caller caller = Gate.caller(ctx);
    send(ctx, 200, Map.of("name", caller.name(), "role", caller.role().toString()));
  }

  private void chart(Context ctx) {
    int minutes = Query.of(ctx, Set.of("minutes")).number("minutes", MOST_MINUTES, 30);
    send(ctx, 200, jobs.chart(name(ctx), Duration.ofMinutes(minutes)));
  }

  private void runs(Context ctx) {
    Query query = Query.of(ctx, Set.of("job", "limit"));
    send(ctx, 200, jobs.runs(query.text("job"), query.number("limit", MOST_RUNS, 50)));
  }

  private void output(Context ctx) {
    Query.none(ctx);
    ctx.contentType("text/plain; charset=utf-8").result(jobs.output(id(ctx)));
  }

  private void events(Context ctx) {
    Query.none(ctx);
    events.open(ctx);
  }

  private void audit(Context ctx) {
    int limit = Query.of(ctx, Set.of("limit")).number("limit", Audit.SHOWN, Audit.SHOWN);
    ctx.contentType("application/json").result(audit.newest(limit));
  }

  private void start(Context ctx) {
    Query.none(ctx);
    Map<String, String> parameters =
        Body.of(ctx, bodyLimit, Set.of("parameters")).texts("parameters");
    RunView run =
        audited(
            ctx,
            "start",
            name(ctx),
            List.copyOf(parameters.keySet()),
            () -> jobs.start(name(ctx), parameters, Gate.caller(ctx).name()),
            201);
    ctx.header("Location", "/api/runs/" + run.id());
    send(ctx, 201, run);
  }

  private void stop(Context ctx) {
    Query.none(ctx);
    Body body = Body.of(ctx, bodyLimit, Set.of("how", "confirmed"));
    StopHow how = how(body.text("how"));
    boolean confirmed = body.truth("confirmed");
    String who = Gate.caller(ctx).name();
    String what = "stop by " + how.word();
    send(
        ctx,
        202,
        audited(ctx, what, id(ctx), List.of(), () -> jobs.stop(id(ctx), how, confirmed, who), 202));
  }

  private void restart(Context ctx) {
    Query.none(ctx);
    Body.none(ctx, bodyLimit);
    String who = Gate.caller(ctx).name();
    send(
        ctx,
        202,
        audited(ctx, "restart", id(ctx), List.of(), () -> jobs.restart(id(ctx), who), 202));
  }

  private <T> T audited(
      Context ctx,
      String what,
      String on,
      List<String> parameters,
      Supplier<T> change,
      int status) {
    Audit.Entry asked = entry(ctx, what, on, parameters);
    if (what.startsWith("stop")) {
      audit.tryToWrite(asked);
    } else {
      write(asked);
    }
    try {
      T done = change.get();
      audit.tryToWrite(asked.after(audit.now(), status, said(done)));
      return done;
    } catch (Refusal e) {
      audit.tryToWrite(asked.after(audit.now(), e.status(), e.getMessage()));
      throw e;
    } catch (RuntimeException e) {
      audit.tryToWrite(asked.after(audit.now(), 500, e.toString()));
      throw e;
    }
  }

  /** Such as that a stop has withdrawn a restart. */
  private static String said(Object done) {
    return done instanceof RunView run && run.why() != null ? run.why() : "";
  }

  private Audit.Entry entry(Context ctx, String what, String on, List<String> parameters) {
    Caller caller = Gate.caller(ctx);
    return new Audit.Entry(
        audit.now(), caller.name(), caller.role(), ctx.ip(), what, on, parameters, 0, "asked");
  }

  private void write(Audit.Entry asked) {
    try {
      audit.write(asked);
    } catch (IOException e) {
      throw new Problem(
          503,
          "Cannot "
              + asked.what()
              + " '"
              + asked.on()
              + "': the audit cannot be written ("
              + e.getMessage()
              + "); make room in the service's folder");
    }
  }

  private void plain(Context ctx, Object view) {
    Query.none(ctx);
    send(ctx, 200, view);
  }

  private void send(Context ctx, int status, Object view) {
    try {
      ctx.status(status).contentType("application/json").result(json.writeValueAsString(view));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + view + " as JSON", e);
    }
  }

  private static StopHow how(String text) {
    for (StopHow how : StopHow.values()) {
      if (how.word().equals(text)) {
        return how;
      }
    }
    throw new Problem(400, "Invalid how: '" + text + "' (expected 'marker', 'signal' or 'kill')");
  }

  private static String name(Context ctx) {
    return ctx.pathParam("name");
  }

  private static String id(Context ctx) {
    return ctx.pathParam("id");
  }
}
