// The form of a start, made of what the job's parameters say.
import { $, el } from "./dom.js";

const SECRET = "***";

export function build(parameters) {
  $("fields").replaceChildren(...parameters.map(field));
}

/** The values by name; a secret that is left empty is not sent, so its default stands. */
export function values(parameters) {
  const values = {};
  for (const parameter of parameters) {
    const input = $(id(parameter));
    const value = parameter.type === "boolean" ? String(input.checked) : input.value;
    if (!(parameter.secret && value === "" && parameter.defaultValue !== null)) {
      values[parameter.name] = value;
    }
  }
  return values;
}

/** Secrets do not stay in the page once they are sent. */
export function forgetSecrets(parameters) {
  for (const parameter of parameters.filter((one) => one.secret)) {
    $(id(parameter)).value = "";
  }
}

const id = (parameter) => `parameter-${parameter.name}`;

function field(parameter) {
  const hint = el("small", { id: `${id(parameter)}-hint`, class: "hint" }, bounds(parameter));
  return el(
    "div",
    { class: "field" },
    el("label", { for: id(parameter) }, parameter.name),
    input(parameter, { id: id(parameter), name: parameter.name, "aria-describedby": hint.id }),
    hint,
  );
}

function input(parameter, common) {
  const given = parameter.defaultValue;
  switch (parameter.type) {
    case "choice":
      return el(
        "select",
        common,
        ...parameter.choices.map((choice) => el("option", { value: choice, selected: choice === given }, choice)),
      );
    case "boolean":
      return el("input", { ...common, type: "checkbox", checked: given === "true" });
    case "int":
      return el("input", {
        ...common,
        type: "number",
        step: 1,
        min: parameter.min,
        max: parameter.max,
        value: given,
        required: true,
      });
    default:
      return el("input", {
        ...common,
        type: parameter.secret ? "password" : "text",
        autocomplete: "off",
        spellcheck: "false",
        maxlength: parameter.maxLength,
        value: given === SECRET && parameter.secret ? "" : given,
        required: given === null,
      });
  }
}

function bounds(parameter) {
  const parts = [];
  if (parameter.min !== null && parameter.max !== null) {
    parts.push(`${parameter.min} to ${parameter.max}`);
  } else if (parameter.min !== null) {
    parts.push(`at least ${parameter.min}`);
  } else if (parameter.max !== null) {
    parts.push(`at most ${parameter.max}`);
  }
  if (parameter.maxLength !== null) {
    parts.push(`at most ${parameter.maxLength} characters`);
  }
  if (parameter.pattern !== null) {
    parts.push(parameter.pattern);
  }
  if (parameter.secret) {
    parts.push(parameter.defaultValue === null ? "secret" : "secret; empty takes the default");
  }
  return [parameter.type, ...parts].join(", ");
}
