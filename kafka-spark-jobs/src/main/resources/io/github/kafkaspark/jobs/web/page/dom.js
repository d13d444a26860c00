// Small helpers. Text goes into the page as text only, never as HTML.

export const $ = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.map((child) => (child === null || child === undefined ? "–" : child)));
  return element;
}

const whole = new Intl.NumberFormat("en");
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const count = (value) => (value === null || value === undefined ? "–" : whole.format(value));
export const rate = (value) => (value === null || value === undefined ? "–" : tenths.format(value));

export function time(iso) {
  if (!iso) {
    return "–";
  }
  const at = new Date(iso);
  const clock = at.toLocaleTimeString("en-GB");
  return at.toDateString() === new Date().toDateString() ? clock : `${at.toLocaleDateString("en-CA")} ${clock}`;
}

export function span(from, to) {
  if (!from || !to) {
    return "–";
  }
  const seconds = Math.max(0, Math.round((new Date(to) - new Date(from)) / 1000));
  if (seconds < 100) {
    return `${seconds} s`;
  }
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Each cell also has its column's name, which a narrow screen shows instead of the head. */
export function rows(table, lines) {
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const cells = (line) =>
    line.map((cell, i) => {
      const made = cell instanceof Node ? cell : el("td", {}, cell);
      made.dataset.label = names[i];
      return made;
    });
  table.tBodies[0].replaceChildren(...lines.map((line) => el("tr", {}, ...cells(line))));
}

export const number = (text) => el("td", { class: "number" }, text);

/** The service's reasons are clauses: they begin small, and end without a full stop. */
export function sentence(text) {
  return text ? `${text[0].toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}` : "";
}

/** A button that is off keeps the focus, which one that is disabled would lose. */
export const turnOff = (button, off) => button.setAttribute("aria-disabled", String(off));

export const isOff = (button) => button.getAttribute("aria-disabled") === "true";

/** Sets a text only where it differs, so that a screen reader is not told twice. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
