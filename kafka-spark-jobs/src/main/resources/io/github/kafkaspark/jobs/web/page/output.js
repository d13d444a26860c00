// The last lines of a run's output. They follow a run that goes on, while somebody can see them.
import { text } from "./api.js";
import { $, say, time } from "./dom.js";

const PAUSE = 5_000; // Each read is of up to 64 KiB.

const element = $("output");

export class Output {
  constructor() {
    this.run = null;
    this.isInView = false;
    this.readAt = 0;
    this.changedAt = 0;
    new IntersectionObserver((seen) => {
      this.isInView = seen.at(-1).isIntersecting;
      this.follow();
    }).observe(element);
    document.addEventListener("visibilitychange", () => this.follow());
    document.addEventListener("selectionchange", () => this.follow());
  }

  /** Shows what this run has printed; null is no run. */
  async show(run) {
    if (run?.id !== this.run?.id) {
      this.changedAt = 0;
      say(element, "");
    }
    this.run = run;
    await this.read();
  }

  async read() {
    const run = this.run;
    this.readAt = Date.now();
    this.follow();
    try {
      const printed = run ? await text(`/api/runs/${encodeURIComponent(run.id)}/output`) : "";
      if (run?.id === this.run?.id) {
        this.print(printed || "Nothing is printed yet.");
        say($("output-age"), run ? this.age() : "");
      }
    } catch (refusal) {
      if (run?.id === this.run?.id) {
        say($("output-age"), `Not read at ${time(Date.now())}: ${refusal.message}`);
      }
    }
  }

  print(text) {
    if (element.textContent === text) {
      return;
    }
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 5;
    element.textContent = text;
    this.changedAt = Date.now();
    if (atEnd) {
      element.scrollTop = element.scrollHeight;
    }
  }

  age() {
    const read = `Read at ${time(Date.now())}`;
    if (this.run.endedAt) {
      return `${read}, after the run's end.`;
    }
    const still = this.changedAt < this.readAt ? `, nothing new since ${time(this.changedAt)}` : "";
    return `${read}${still}. Read again every ${PAUSE / 1000} s while it is in view.`;
  }

  /** Plans the next read. What somebody selects, perhaps to copy it, stays as it is. */
  follow() {
    clearTimeout(this.next);
    const goesOn = this.run && !this.run.endedAt;
    const selection = getSelection();
    const isSelected = !selection.isCollapsed && element.contains(selection.anchorNode);
    if (goesOn && this.isInView && !document.hidden && !isSelected) {
      this.next = setTimeout(() => this.read(), Math.max(0, this.readAt + PAUSE - Date.now()));
    }
  }
}
