// The service's API. The token stays in this tab: it goes along in a header, never in an address.

const KEY = "token";

export const token = {
  get: () => sessionStorage.getItem(KEY),
  keep: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

/** A refusal, with the service's own words. */
export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, {
      ...options,
      cache: "no-store",
      headers: { Authorization: `Bearer ${token.get()}`, ...options.headers },
    });
  } catch {
    throw new Refused(0, "The service does not answer.");
  }
  if (!response.ok) {
    const body = await response.text();
    let text = body;
    try {
      text = JSON.parse(body).error;
    } catch {
      // What stands between may answer with a page of its own.
    }
    throw new Refused(response.status, text || `The service answers with status ${response.status}.`);
  }
  return response;
}

export const get = async (path) => (await ask(path)).json();

export const text = async (path) => (await ask(path)).text();

export const post = async (path, body) =>
  (
    await ask(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  ).json();

/** Reads events until the connection ends; calls `opened` once, and `on(type, view)` for each event. */
export async function events(signal, opened, on) {
  const response = await ask("/api/events", { signal, headers: { Accept: "text/event-stream" } });
  await opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const type = /^event: (.*)$/m.exec(block);
      const data = /^data: (.*)$/m.exec(block);
      if (type && data) {
        on(type[1], JSON.parse(data[1]));
      }
    }
  }
}
