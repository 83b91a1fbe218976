// How does the page ask the desk for something, and what does it do when the desk refuses?

const isFile = (name) => /[./]/.test(name || "");

export class Refused extends Error {
  constructor(status, faults) {
    super(faults.map((each) => [isFile(each.file) && `${each.file}:`, each.said, each.next].filter(Boolean).join(" ")).join(" "));
    this.status = status;
    this.faults = faults;
  }
}

const GONE = { where: "", path: [], said: "The desk does not answer.", next: "Start it again with the command mobsim desk, and open the address that it prints." };

export async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, [GONE]);
  }
  const text = await answer.text();
  let read = null;
  try {
    read = text ? JSON.parse(text) : null;
  } catch {
    read = null;
  }
  if (!answer.ok) {
    const faults = read && Array.isArray(read.faults) ? read.faults : [{ where: "", path: [], said: text.slice(0, 300) || `The desk refused this (${answer.status}).`, next: "" }];
    throw new Refused(answer.status, faults);
  }
  return read;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const seg = encodeURIComponent;

const known = new Map();
// Data that does not change while the page is open is requested once.
export function once(path) {
  if (!known.has(path)) known.set(path, get(path).catch((refused) => { known.delete(path); throw refused; }));
  return known.get(path);
}
