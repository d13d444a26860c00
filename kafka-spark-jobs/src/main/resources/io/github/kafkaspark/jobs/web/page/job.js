// What the page shows of one job.
import { $, count, el, number, rate, rows, say, sentence, span, time, turnOff } from "./dom.js";

const RUN_COLOURS = { RUNNING: "good", SUBMITTING: "warn", STOPPING: "warn" };
const END_COLOURS = { COMPLETE: "good", CUT: "warn", FAILED: "bad", KILLED: "bad", LOST: "bad" };
const HEALTH_COLOURS = { MOVING: "good", LATE: "warn", FENCED: "bad", UNKNOWN: "warn" };
const STOPPED_BY = { MARKER: "the marker", SIGNAL: "kill -15", KILL: "a kill" };

export function badge(element, text, colour) {
  say(element, text);
  element.className = `badge ${colour ?? ""}`;
}

/** Whether a run has begun or ended since the service looked at the stream. */
const isOld = (job) => new Date(job.position.at) < new Date(job.runChangedAt ?? 0);

/** One line for the list of jobs. */
export function summary(job) {
  const parts = [job.run ? job.run.state.toLowerCase() : "no run"];
  if (job.position) {
    if (!isOld(job)) {
      parts.push(job.position.health.toLowerCase());
    }
    if (job.position.lag !== null) {
      parts.push(`${count(job.position.lag)} behind`);
    }
  }
  return parts.join(" · ");
}

/** The run that goes on, or else the newest one that is over. */
export function showRun(job, last, mayOperate) {
  const run = job.run ?? last;
  const state = job.run?.state;
  badge($("state"), state ?? (run ? `ended: ${run.end}` : "never started"), RUN_COLOURS[state] ?? END_COLOURS[run?.end]);
  say($("run-why"), run ? sentence(run.why) : neverStarted(job, mayOperate));
  facts(job, run);
  $("actions").hidden = !mayOperate || !job.run;
  for (const how of ["MARKER", "SIGNAL", "KILL"]) {
    $(`stop-${how.toLowerCase()}`).hidden = !job.stops.includes(how);
  }
  // A stop may become a harder one, and a restart a stop or the other way round.
  const isHard = state === "STOPPING" && run.stopHow !== "MARKER";
  turnOff($("stop-marker"), isHard);
  turnOff($("stop-signal"), isHard);
  turnOff($("restart"), isHard || state === "SUBMITTING");
  $("restart").hidden = !job.stops.includes("MARKER");
  $("start-card").hidden = Boolean(job.run) && job.oneRunAtATime;
  $("one-run").hidden = !mayOperate || !$("start-card").hidden;
  $("start").hidden = !mayOperate;
}

function neverStarted(job, mayOperate) {
  return [
    "This service has no run of this job yet.",
    mayOperate ? "Start it below." : "",
    job.stream ? "Before its first run has committed a batch, its stream may have no store: it is normal that there is little to see." : "",
  ].filter(Boolean).join(" ");
}

/** What a kill does to the run that goes on, for the one who is about to ask for it. */
export function killed(job) {
  const lines = [
    job.deployMode === "cluster"
      ? "The worker asks the driver to end, and cuts it off if that takes longer than the worker's limit, 10 seconds as Spark comes."
      : "The driver is cut off at once. What the job does at its end, such as closing files, does not happen.",
    "No record is lost. The batch that is running now is not finished: the next run reads all its records again.",
    "Where that batch has already written, the same records may come twice, unless the job's sink takes care of that.",
  ];
  if (job.stops.includes("MARKER")) {
    lines.push("“Stop after this batch” does none of this. It is the better choice while the job still answers.");
  }
  return lines;
}

function facts(job, run) {
  const lines = [["Master", `${job.master}, deploy mode ${job.deployMode}`]];
  if (run) {
    lines.push(["Run", run.id], ["Started", `${time(run.startedAt)} by ${run.startedBy}`]);
    lines.push(["Application", run.applicationId ?? "not known yet"]);
    lines.push(["Driver", driver(run.driver)]);
    if (run.stoppedBy) {
      lines.push(["Stop", `by ${STOPPED_BY[run.stopHow]}, asked for by ${run.stoppedBy}`]);
    }
    if (run.endedAt) {
      lines.push(["Ended", time(run.endedAt)]);
    }
  }
  $("facts").replaceChildren(...lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function driver(driver) {
  return driver ? `${driver.host}:${driver.port} (says the ${driver.saidBy})` : "not known";
}

export function showStream(job, position) {
  $("stream-card").hidden = !job.stream;
  $("health").hidden = !position;
  if (!position) {
    return;
  }
  if (isOld(job)) {
    badge($("health"), "looking again…");
    say($("stream-why"), `A run has ${job.run ? "begun" : "ended"} since the service looked at the stream; it looks again.`);
  } else {
    badge($("health"), position.health, HEALTH_COLOURS[position.health]);
    say($("stream-why"), [sentence(position.why), owner(position.owner)].filter(Boolean).join(" "));
  }
  say($("lag"), count(position.lag));
  say($("rate"), rate(position.recordsPerSecond));
  say($("age"), span(position.committedAt, position.at));
  rows(
    $("partitions"),
    position.partitions.map((one) => [
      `${one.topic}-${one.partition}`,
      number(count(one.offset)),
      number(count(one.end)),
      number(count(one.lag)),
      number(rate(one.recordsPerSecond)),
    ]),
  );
}

function owner(owner) {
  if (!owner) {
    return "";
  }
  const application = owner.applicationId ? `application ${owner.applicationId}` : "an unknown application";
  return `Claimed by ${application}${owner.host ? ` on ${owner.host}` : ""}, generation ${owner.generation}.`;
}

export function showPlan(plan) {
  say($("plan-text"), plan.refused ? `A start would be refused: ${plan.refused}` : plan.lines.length ? "" : plan.text);
  $("plan").hidden = plan.lines.length === 0;
  rows(
    $("plan"),
    plan.lines.map((line) => [
      `${line.topic}-${line.partition}`,
      number(/^\d+$/.test(line.from) ? count(Number(line.from)) : line.from),
      number(count(line.behind)),
      line.why,
    ]),
  );
}

export function showHistory(job, runs) {
  $("no-runs").hidden = runs.length > 0;
  $("history").hidden = runs.length === 0;
  rows(
    $("history"),
    runs.map((run) => [
      `${time(run.startedAt)} by ${run.startedBy}`,
      run.endedAt ? time(run.endedAt) : run.state.toLowerCase(),
      how(run),
      read(job, run),
      parameters(run.parameters),
      el("td", {}, el("code", {}, run.id)),
    ]),
  );
}

function how(run) {
  const parts = run.end ? [run.end] : [];
  if (run.stoppedBy) {
    parts.push(`stopped by ${run.stoppedBy}`);
  }
  if (run.restartedAs) {
    parts.push(`restarted as ${run.restartedAs}`);
  }
  return [parts.join(", "), run.end ? run.why : ""].filter(Boolean).join(": ");
}

/** How many records a run has read, as far as what was stored at its start and its end says it. */
function read(job, run) {
  if (!run.to) {
    return number(el("span", {}, "–", note(run.end && job.stream ? "the store had nothing at its end, or did not answer" : "")));
  }
  let records = 0;
  let isFromKnown = true;
  for (const [topic, partitions] of Object.entries(run.to.offsets)) {
    for (const [partition, offset] of Object.entries(partitions)) {
      const from = run.from?.offsets[topic]?.[partition];
      isFromKnown &&= from !== undefined;
      records += offset - (from ?? 0);
    }
  }
  const notes = [];
  if (!isFromKnown) {
    notes.push(run.from ? "nothing was stored at its start" : "where it began is not known");
  }
  if (run.end !== "COMPLETE") {
    notes.push("without a batch that it did not commit");
  }
  return number(el("span", {}, `${isFromKnown ? "" : "at most "}${count(records)}`, note(notes.join("; "))));
}

const note = (text) => (text ? el("small", { class: "hint" }, text) : "");

const parameters = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
