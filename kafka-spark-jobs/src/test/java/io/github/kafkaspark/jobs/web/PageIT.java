package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page, in a real browser, before jobs that do as they are told. */
@Tag("heavy")
class PageIT {

  private static Browser browser;

  @TempDir private Path data;
  private Served served;

  @BeforeAll
  static void openBrowser() {
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void serve() {
    served = new Served(data);
    browser.size(1200, 1260, false);
    browser.dark(false);
  }

  @AfterEach
  void close() {
    browser.run("sessionStorage.clear()");
    served.close();
  }

  @Test
  void startsWatchesAndStops() throws Exception {
    signIn(served.operate());
    browser.waitForText("state", "never started");
    browser.waitForText("run-why", "This service has no run of this job yet. Start it below.");
    browser.waitForText("plan", "committed by generation 3");
    browser.fill("parameter-records", "7");
    browser.click("start-button");
    browser.waitForText("state", "RUNNING");
    browser.waitForText("facts", "worker-3:41237");
    browser.waitForText("output", "<b>not bold</b>");
    browser.gone("start-card");
    assertThat(served.jobs().calls())
        .containsExactly("start orders {topic=orders, records=7, note=, verbose=false} by operate");

    for (int second = 0; second < 120; second++) {
      double wave = 3_000 + 2_000 * Math.sin(second / 15.0);
      served.jobs().look(second, 1_000 + 400L * second, 1_000 + 400L * second + (long) wave);
    }
    browser.waitForPoints(120);
    browser.waitForText("health", "MOVING");
    browser.picture("running");

    browser.click("stop-marker");
    browser.waitForText("state", "ended: COMPLETE");
    browser.waitForText("history", "stopped by operate");
    browser.waitForText("history", "at most 48,600");
    browser.waitForText("history", "where it began is not known");
    browser.waitFor("start-card");
    browser.waitForText("health", "looking again");
    served.jobs().look(121, 48_600, 52_000);
    browser.waitForText("health", "STOPPED");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void showsWhatTheServiceRefuses() {
    signIn(served.operate());
    browser.waitFor("start-button");
    browser.run("document.getElementById('start').noValidate = true");
    browser.fill("parameter-records", "0");
    browser.click("start-button");
    browser.waitForText("error", "Invalid records: '0' (expected 1 to 100000)");
    browser.waitForText("state", "never started");
  }

  @Test
  void killsOnlyAfterASecondConfirmation() {
    signIn(served.operate());
    browser.click("start-button");
    browser.click("stop-kill");
    browser.waitForText("sure-text", "The driver is cut off at once.");
    browser.waitForText("sure-text", "No record is lost.");
    browser.waitForText("sure-text", "the next run reads all its records again");
    browser.waitForText("sure-text", "“Stop after this batch” does none of this.");
    assertThat(served.jobs().calls()).as("what was asked so far").hasSize(1);
    browser.keys(Keys.ENTER); // What has the focus there leaves the run alone.
    browser.waitForText("message", "Nothing was killed.");
    browser.waitForText("state", "RUNNING");
    browser.waitForFocus("stop-kill");

    browser.keys(Keys.ENTER);
    browser.waitFor("sure");
    browser.keys(Keys.ESCAPE);
    browser.gone("sure");
    browser.waitForFocus("stop-kill");

    browser.keys(Keys.ENTER);
    browser.waitFor("sure");
    browser.keys(Keys.TAB, Keys.ENTER);
    browser.waitForText("state", "ended: KILLED");
    browser.waitForNoText("message");
    browser.waitForFocus("run-title");
    browser.waitForText("history", "without a batch that it did not commit");
    assertThat(served.jobs().calls()).endsWith("stop run-1 KILL true by operate");
  }

  @Test
  void asksNobodyAboutARunThatIsOver() {
    signIn(served.operate());
    browser.click("start-button");
    browser.click("stop-kill");
    browser.waitFor("sure");
    RunView unused = served.jobs().stop("run-1", StopHow.MARKER, false, "somebody");
    browser.gone("sure");
    browser.waitForText("state", "ended: COMPLETE");
    browser.waitForFocus("run-title");
  }

  @Test
  void saysNothingOfARunThatIsOver() {
    signIn(served.operate());
    browser.click("start-button");
    browser.waitForText("message", "Run run-1 was started.");
    browser.waitForText("one-run", "Another start is refused while this run goes on.");
    RunView unused = served.jobs().stop("run-1", StopHow.MARKER, false, "somebody");
    browser.waitForNoText("message");

    browser.run("document.getElementById('start').noValidate = true");
    browser.fill("parameter-records", "0");
    browser.click("start-button");
    browser.waitForText("error", "Invalid records");
    unused = served.jobs().start("orders", Map.of(), "somebody");
    browser.waitForNoText("error");
  }

  @Test
  void followsTheOutputOfARunThatGoesOn() {
    RunView unused = served.jobs().start("orders", Map.of(), "somebody");
    signIn(served.look());
    browser.waitForText("output", "order 4711");
    browser.run("document.getElementById('output').scrollIntoView()");
    served.jobs().print("one line more");
    browser.waitForText("output", "one line more");
    browser.waitForText("output-age", "Read again every 5 s while it is in view.");
    unused = served.jobs().stop("run-1", StopHow.MARKER, false, "somebody");
    browser.waitForText("output-age", "after the run's end.");
  }

  @Test
  void hasNoSecretInItsText() {
    signIn(served.operate());
    browser.waitFor("start-button");
    browser.fill("parameter-password", "s3cr3t-typed");
    browser.click("start-button");
    browser.waitForText("state", "RUNNING");
    browser.waitForText("history", "password=***");
    assertThat(served.jobs().calls().toString()).contains("password=s3cr3t-typed");
    assertThat(browser.ask("return document.documentElement.outerHTML").toString())
        .contains("password=***")
        .doesNotContain("s3cr3t-typed");
    assertThat(browser.ask("return document.getElementById('parameter-password').value"))
        .isEqualTo("");
    assertThat(browser.ask("return JSON.stringify(localStorage) + location.href").toString())
        .doesNotContain("s3cr3t-typed");
  }

  @Test
  void restartsWithTheSameParameters() {
    signIn(served.operate());
    browser.click("start-button");
    browser.click("restart");
    browser.waitForText("facts", "run-2");
    browser.waitForText("state", "RUNNING");
  }

  @Test
  void saysThatATokenIsWrong() {
    signIn("wrong");
    browser.waitForText("entry-error", "Wrong token");
    assertThat(browser.focused()).isEqualTo("token");
  }

  @Test
  void showsWhoMayOnlyLookNoButtons() {
    RunView unused = served.jobs().start("orders", Map.of(), "somebody");
    signIn(served.look());
    browser.waitForText("state", "RUNNING");
    browser.gone("actions");
    browser.gone("start");
  }

  @Test
  void isUsableByKeyboardAlone() {
    browser.go(served.address());
    browser.waitFor("token");
    browser.keys(served.operate(), Keys.ENTER);
    browser.waitForFocus("orders");
    tabTo("parameter-records");
    browser.keys(Keys.chord(Keys.CONTROL, "a"), "42", Keys.ENTER);
    browser.waitForText("state", "RUNNING");
    browser.waitForFocus("run-title");
    tabTo("stop-marker");
    browser.keys(Keys.SPACE);
    browser.waitForText("state", "ended: COMPLETE");
    browser.waitForFocus("run-title");
    tabTo("plain\nno run");
    browser.keys(Keys.ENTER);
    browser.waitForText("name", "plain");
    browser.gone("stream-card");
  }

  @Test
  void fitsAPhoneInTheDark() throws Exception {
    browser.size(390, 2160, true);
    browser.dark(true);
    RunView unused = served.jobs().start("orders", Map.of("topic", "orders"), "day-shift");
    unused = served.jobs().stop(unused.id(), StopHow.KILL, true, "day-shift");
    unused = served.jobs().start("orders", Map.of("topic", "orders"), "night-shift");
    for (int second = 0; second < 60; second++) {
      served.jobs().look(second, 1_000 + 400L * second, 3_000 + 400L * second + 20L * second);
    }
    signIn(served.operate());
    browser.waitForPoints(60);
    browser.waitForText("history", "KILLED");
    browser.waitForText("health", "MOVING");
    assertThat(browser.ask("return document.getElementById('history').scrollWidth"))
        .as("the history's width")
        .isEqualTo(
            browser.ask("return document.getElementById('history').parentElement.clientWidth"));
    assertThat(browser.ask("return document.querySelector('header').clientHeight < 60"))
        .as("the head is one line")
        .isEqualTo(true);
    assertThat(browser.ask("return document.documentElement.scrollWidth")).isEqualTo(390L);
    assertThat(browser.ask("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(18, 21, 27)");
    browser.picture("phone-dark");
  }

  @Test
  void goesOnWhenTheServiceIsBack() {
    signIn(served.operate());
    browser.waitForText("live", "live");
    int port = served.address().getPort();
    served.close();
    browser.waitForText("live", "The connection broke");
    FakeJobs jobs = new FakeJobs();
    try (JobsServer again = JobsServer.start(jobs, Served.settings(data, port))) {
      assertThat(again.address()).isEqualTo(served.address());
      browser.waitForText("live", "live");
      jobs.look(1, 2_000, 2_345);
      browser.waitForText("lag", "345");
    }
  }

  private void signIn(String token) {
    browser.go(served.address());
    browser.fill("token", token);
    browser.keys(Keys.ENTER);
  }

  private static void tabTo(String what) {
    for (int i = 0; i < 40 && !browser.focused().startsWith(what); i++) {
      browser.keys(Keys.TAB);
    }
    assertThat(browser.focused()).startsWith(what);
  }
}
