// Two charts of one stream, with one time and one cursor.
import uPlot from "./uplot/dist/uPlot.esm.js";
import { $ } from "./dom.js";

const HEIGHT = 160;
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString("en-GB").replace(/:00$/, "");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function figure(element, label, stroke, values) {
  const axis = { stroke: () => colour("--soft"), grid: { stroke: () => colour("--line"), width: 1 }, ticks: { show: false }, gap: 6 };
  return new uPlot(
    {
      width: element.clientWidth || 300,
      height: HEIGHT,
      padding: [10, 24, 0, 0], // Half of the last time stands beyond the last point.
      cursor: { sync: { key: "stream" }, drag: { setScale: false } },
      legend: { show: false },
      scales: { y: { range: (_, low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
      axes: [
        { ...axis, size: 26, space: 80, values: (_, ticks) => ticks.map(clock) },
        { ...axis, size: 52, space: 18, values: (_, ticks) => ticks.map(values) },
      ],
      series: [{}, { label, stroke: () => colour(stroke), width: 2, spanGaps: false }],
    },
    [[], []],
    element,
  );
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

const timed = (point) => ({ ...point, seconds: new Date(point.at) / 1000 });

export class Charts {
  constructor() {
    this.points = [];
    this.minutes = 30;
    this.lag = figure($("lag-chart"), "behind", "--lag", (v) => short.format(v));
    this.rate = figure($("rate-chart"), "a second", "--rate", (v) => short.format(v));
    new ResizeObserver(() => this.resize()).observe($("lag-chart"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  show(points, minutes) {
    this.points = points.map(timed);
    this.minutes = minutes;
    this.draw();
  }

  add(point) {
    const next = timed(point);
    const last = this.points.at(-1);
    if (!point.at || (last && last.seconds >= next.seconds)) {
      return;
    }
    this.points.push(next);
    while (this.points[0].seconds < next.seconds - this.minutes * 60) {
      this.points.shift();
    }
    this.draw();
  }

  draw() {
    const times = this.points.map((point) => point.seconds);
    this.lag.setData([times, this.points.map((point) => point.lag)]);
    this.rate.setData([times, this.points.map((point) => point.recordsPerSecond)]);
    this.describe("lag-chart", "records behind", this.points.map((point) => point.lag));
    this.describe("rate-chart", "records a second", this.points.map((point) => point.recordsPerSecond));
  }

  /** For those who do not see the lines; the count also tells a test that the chart moves. */
  describe(id, what, values) {
    const known = values.filter((value) => value !== null);
    const text = known.length ? `${short.format(known[0])} to ${short.format(known.at(-1))}, at most ${short.format(Math.max(...known))}` : "nothing known yet";
    $(id).setAttribute("role", "img");
    $(id).setAttribute("aria-label", `${what}: ${text}`);
    $(id).dataset.points = known.length;
  }

  resize() {
    for (const [id, chart] of [["lag-chart", this.lag], ["rate-chart", this.rate]]) {
      const width = $(id).clientWidth;
      if (width) {
        chart.setSize({ width, height: HEIGHT });
      }
    }
  }
}
