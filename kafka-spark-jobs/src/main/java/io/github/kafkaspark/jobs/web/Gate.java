package io.github.kafkaspark.jobs.web;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each request has to show before anything of it is read: its host, its origin, a token, a
 * role.
 */
final class Gate {

  private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9_=+/.~-]{1,200})");
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");
  private static final String CALLER = "caller";

  private final Tokens tokens;
  private final Set<String> hosts;
  private final boolean tls;

  Gate(Tokens tokens, ServerSettings settings) {
    this.tokens = tokens;
    this.hosts = settings.hosts();
    this.tls = settings.tls();
  }

  /** For all requests, the page's files too. */
  void enter(Context ctx) {
    SecurityHeaders.set(ctx, tls);
    checkHost(ctx);
    checkOrigin(ctx);
  }

  /** For the API. */
  void identify(Context ctx) {
    ctx.header(Header.CACHE_CONTROL, "no-store");
    String shown = ctx.header(Header.AUTHORIZATION);
    if (shown == null) {
      throw unauthorized("A token is needed: send 'Authorization: Bearer TOKEN'");
    }
    Matcher bearer = BEARER.matcher(shown);
    if (!bearer.matches()) {
      throw unauthorized("Invalid Authorization (expected 'Bearer TOKEN')");
    }
    ctx.attribute(
        CALLER,
        tokens
            .find(bearer.group(1))
            .orElseThrow(
                () ->
                    unauthorized(
                        "Wrong token; 'run token NAME ROLE' on the service's host makes one")));
  }

  /** For what a route leads to. */
  void authorize(Context ctx) {
    boolean operate = ctx.routeRoles().contains(Role.OPERATE);
    Caller caller = caller(ctx);
    if (caller != null && operate && !caller.role().allows(Role.OPERATE)) {
      throw new Problem(
          403,
          "The token '"
              + caller.name()
              + "' has the role look; "
              + ctx.method()
              + " "
              + ctx.path()
              + " needs a token with the role operate");
    }
  }

  static Caller caller(Context ctx) {
    return ctx.attribute(CALLER);
  }

  /** Keeps out pages of other sites whose name leads to this address. */
  private void checkHost(Context ctx) {
    String host = ctx.header(Header.HOST);
    Matcher parts = HOST.matcher(host == null ? "" : host.toLowerCase(Locale.ROOT));
    if (!parts.matches() || !hosts.contains(parts.group(1))) {
      throw new Problem(
          421,
          "Invalid Host: '"
              + host
              + "' (expected "
              + String.join(", ", hosts)
              + "); start the service with --name for one more");
    }
  }

  /** Keeps out what pages of other sites send. A script sends no {@code Origin}. */
  private void checkOrigin(Context ctx) {
    String origin = ctx.header(Header.ORIGIN);
    String own = ctx.header(Header.HOST);
    if (origin != null && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(own)) {
      throw new Problem(403, "Invalid Origin: '" + origin + "' (expected that of '" + own + "')");
    }
    String site = ctx.header("Sec-Fetch-Site");
    boolean api = ctx.path().startsWith("/api/");
    if (api && site != null && !site.equals("same-origin")) {
      throw new Problem(
          403, "Invalid Sec-Fetch-Site: '" + site + "' (expected 'same-origin', or none)");
    }
  }

  private static Problem unauthorized(String text) {
    return new Problem(401, text);
  }
}
