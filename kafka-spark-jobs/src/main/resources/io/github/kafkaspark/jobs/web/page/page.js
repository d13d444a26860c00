// The page: who is here, which job is shown, and what the events change.
import { events, get, post, token } from "./api.js";
import { Charts } from "./chart.js";
import { $, el, isOff, say } from "./dom.js";
import { build, forgetSecrets, values } from "./form.js";
import { killed, showHistory, showPlan, showRun, showStream, summary } from "./job.js";
import { Output } from "./output.js";

const HISTORY = 20;

let me = null;
let jobs = [];
let shown = null; // the name of the job that is on the page
let runs = [];
let told = null; // the id of the run that the message is about
let killing = null; // the id of the run that somebody is asked about
let charts = null;
let output = null;
let connection = null;
const busy = new Set();

const path = (...parts) => `/api/${parts.map(encodeURIComponent).join("/")}`;
const job = () => jobs.find((one) => one.name === shown);
const mayOperate = () => me?.role === "operate";

function live(text, broken) {
  say($("live"), text);
  $("live").className = broken ? "broken" : "";
}

function tell(message, error = "", run = job()?.run?.id ?? null) {
  say($("message"), message);
  say($("error"), error);
  told = run;
}

/** What is said of a run goes when that run ends, or when another one is the one on the page. */
function forgetWhatIsOver() {
  const now = job()?.run?.id ?? null;
  const isSeen = told === null || runs.some((run) => run.id === told); // An answer may be faster than its event.
  if (now !== told && isSeen) {
    tell("");
  }
}

/** Runs what a button asks for, and shows what the service says to it, which is about a run. */
async function act(button, done, work) {
  if (busy.has(button) || isOff(button)) {
    return;
  }
  busy.add(button);
  tell("");
  const run = job()?.run?.id ?? null;
  try {
    const answer = await work();
    tell(done(answer), "", answer?.id ?? run);
  } catch (refusal) {
    if (refusal.status === 401) {
      leave(refusal.message);
    } else {
      tell("", refusal.message, run);
    }
  } finally {
    busy.delete(button);
    showJob();
  }
}

// --- In and out

function leave(why) {
  token.forget();
  connection?.abort();
  me = null;
  $("board").hidden = true;
  $("who").hidden = true;
  $("leave").hidden = true;
  $("entry").hidden = false;
  live("");
  say($("entry-error"), why);
  $("token").value = "";
  $("token").focus();
}

async function enter(byHand) {
  try {
    me = await get("/api/me");
  } catch (refusal) {
    leave(refusal.message);
    return;
  }
  $("entry").hidden = true;
  $("board").hidden = false;
  $("who").hidden = false;
  $("leave").hidden = false;
  say($("who"), me.name === me.role ? me.name : `${me.name} (${me.role})`);
  charts ??= new Charts();
  output ??= new Output();
  watch(byHand);
}

/** Holds the connection for events, and makes it anew when it breaks. */
async function watch(byHand) {
  const mine = new AbortController();
  connection = mine;
  let wait = 1000;
  while (!mine.signal.aborted) {
    try {
      live("connecting…");
      await events(mine.signal, async () => {
        await load();
        if (byHand && document.activeElement === document.body) {
          ($("jobs").querySelector("[aria-current]") ?? $("leave")).focus();
        }
        wait = 1000;
        live("live");
      }, change);
    } catch (failure) {
      if (mine.signal.aborted) {
        return;
      }
      if (failure.status === 401) {
        leave(failure.message);
        return;
      }
    }
    live(`The connection broke; trying again in ${wait / 1000} s.`, true);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(2 * wait, 30_000);
  }
}

// --- Jobs

async function load() {
  jobs = await get("/api/jobs");
  await choose();
}

function showJobs() {
  const links = jobs.map((one) => {
    const link = $("jobs").querySelector(`a[data-job="${CSS.escape(one.name)}"]`) ?? el("a", { "data-job": one.name, href: `#/${encodeURIComponent(one.name)}` }, el("span", {}, one.name), el("small"));
    if (one.name === shown) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
    say(link.lastElementChild, summary(one));
    return link;
  });
  const there = [...$("jobs").querySelectorAll("a")];
  if (links.length !== there.length || links.some((link, i) => link !== there[i])) {
    $("jobs").replaceChildren(...links.map((link) => el("li", {}, link)));
  }
}

function showJob() {
  const held = document.activeElement;
  forgetWhatIsOver();
  render();
  keepFocus(held);
}

/** What has the focus may go, as the buttons of a run do at its end. Then its place is the next one. */
function keepFocus(held) {
  if ($("one").contains(held) && !held.checkVisibility()) {
    $("run-title").focus();
  } else if (document.activeElement !== held && held.checkVisibility()) {
    held.focus();
  }
}

function render() {
  const one = job();
  $("nothing").hidden = jobs.length > 0;
  $("one").hidden = !one;
  showJobs();
  if (!one) {
    return;
  }
  say($("name"), one.name);
  document.title = `${one.name} – Spark jobs`;
  showRun(one, runs[0], mayOperate());
  showStream(one, one.position);
  showHistory(one, runs);
}

async function choose() {
  const before = shown;
  const wanted = location.hash.startsWith("#/") ? decodeURIComponent(location.hash.slice(2)) : shown;
  shown = (jobs.find((one) => one.name === wanted) ?? jobs[0])?.name ?? null;
  if (!job()) {
    showJob();
    return;
  }
  if (shown !== before) {
    runs = [];
    tell("");
    build(job().parameters);
  }
  const name = shown;
  const newest = await get(`/api/runs?job=${encodeURIComponent(name)}&limit=${HISTORY}`);
  if (name !== shown) {
    return;
  }
  runs = newest;
  if (runs.length) {
    job().runChangedAt = runs[0].endedAt ?? runs[0].startedAt;
  }
  forgetPlan();
  showJob();
  await Promise.all([chart(), output.show(runs[0] ?? null), plan()]);
}

async function chart() {
  const minutes = Number($("span").value);
  const name = shown;
  if (job()?.stream) {
    const points = await get(`${path("jobs", name, "chart")}?minutes=${minutes}`);
    if (name === shown) {
      charts.show(points, minutes);
    }
  }
}

/** A plan of before the newest run is none. */
function forgetPlan() {
  $("start-plan").hidden = !job().stream;
  showPlan({ text: "The service looks…", lines: [] });
}

async function plan() {
  if (!job().stream || $("start-card").hidden) {
    return;
  }
  const asked = [shown, runs[0]?.id].join();
  const show = (view) => asked === [shown, runs[0]?.id].join() && showPlan(view);
  try {
    show(await get(path("jobs", shown, "plan")));
  } catch (refusal) {
    show({ refused: refusal.message, lines: [] });
  }
}

// --- Events

function change(type, view) {
  if (type === "jobs") {
    const before = JSON.stringify(job()?.parameters);
    const changed = new Map(jobs.map((one) => [one.name, one.runChangedAt]));
    jobs = view;
    jobs.forEach((one) => (one.runChangedAt = changed.get(one.name)));
    if (job() && JSON.stringify(job().parameters) !== before) {
      build(job().parameters);
    }
  } else if (type === "stream") {
    const one = jobs.find((other) => other.name === view.job);
    if (one) {
      one.position = view;
    }
    if (view.job === shown) {
      charts.add({ at: view.at, lag: view.lag, recordsPerSecond: view.recordsPerSecond });
    }
  } else if (type === "run") {
    runChanged(view);
  }
  showJob();
}

function runChanged(run) {
  const one = jobs.find((other) => other.name === run.job);
  if (one) {
    const ended = run.state === "ENDED";
    if (!ended && (!one.run || one.run.startedAt <= run.startedAt)) {
      one.run = run;
    } else if (ended && one.run?.id === run.id) {
      one.run = null;
    }
  }
  if (run.id === killing && run.endedAt) {
    $("sure").close("no");
  }
  const before = run.job === shown ? runs.find((other) => other.id === run.id) : null;
  const isChange = !before || before.endedAt !== run.endedAt;
  if (one && isChange) {
    one.runChangedAt = run.endedAt ?? run.startedAt;
  }
  if (run.job !== shown) {
    return;
  }
  const at = runs.findIndex((other) => other.id === run.id);
  if (at >= 0) {
    runs[at] = run;
  } else {
    runs = [run, ...runs].slice(0, HISTORY);
  }
  if (isChange) {
    forgetPlan();
  }
  showJob();
  output.show(runs[0]);
  plan();
}

// --- Buttons

const stop = (how, confirmed) => post(path("runs", job().run.id, "stop"), { how, confirmed });

async function kill() {
  const run = job().run;
  $("sure-text").replaceChildren(...killed(job()).map((line) => el("li", {}, line)));
  $("sure").returnValue = "no";
  $("sure").showModal();
  killing = run.id;
  await new Promise((resolve) => $("sure").addEventListener("close", resolve, { once: true }));
  killing = null;
  if (!$("stop-kill").checkVisibility()) {
    $("run-title").focus();
  }
  if ($("sure").returnValue !== "yes") {
    return "Nothing was killed.";
  }
  await post(path("runs", run.id, "stop"), { how: "kill", confirmed: true });
  return `Run ${run.id} is being killed.`;
}

$("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  token.keep($("token").value.trim());
  enter(true);
});
$("leave").addEventListener("click", () => leave(""));
$("start").addEventListener("submit", (event) => {
  event.preventDefault();
  const started = (run) => {
    forgetSecrets(job().parameters);
    return `Run ${run.id} was started.`;
  };
  act($("start-button"), started, () => post(path("jobs", shown, "runs"), { parameters: values(job().parameters) }));
});
$("stop-marker").addEventListener("click", (event) => {
  act(event.target, () => "The run was asked to stop after this batch.", () => stop("marker", false));
});
$("stop-signal").addEventListener("click", (event) => {
  act(event.target, () => "The driver was sent kill -15.", () => stop("signal", false));
});
$("stop-kill").addEventListener("click", (event) => {
  act(event.target, (text) => text, kill);
});
$("restart").addEventListener("click", (event) => {
  act(event.target, () => "The run is being stopped, and starts again.", () => post(path("runs", job().run.id, "restart"), {}));
});
$("plan-again").addEventListener("click", plan);
$("output-again").addEventListener("click", (event) => {
  act(event.target, () => "", () => output.read());
});
$("span").addEventListener("change", chart);
addEventListener("hashchange", () => {
  if (me && location.hash.startsWith("#/")) {
    choose().catch((refusal) => tell("", refusal.message));
  }
});

if (token.get()) {
  enter(false);
} else {
  leave("");
}
