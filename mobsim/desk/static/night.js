// What is in the night on the screen, and how is a change made, undone and redone?

import { Refused, ask, get, post, seg } from "./api.js";
import { notice } from "./dom.js";

export class Night {
  constructor(doc, changed) {
    this.doc = doc;
    this.changed = changed;
    this.earlier = [];
    this.undone = [];
    this.lastKey = "";
    this.refused = [];
    this.work = Promise.resolve();
  }

  static async open(name, changed) {
    return new Night(await get(`/api/nights/${seg(name)}`), changed);
  }

  get tree() {
    return this.doc.tree || {};
  }

  get faults() {
    return [...this.refused, ...(this.doc.faults || [])];
  }

  // Edits go one after the other, each with the version that the last one left.
  edit(edits, key = "") {
    return this.next(async () => {
      const before = this.doc.text;
      const doc = await post(`/api/nights/${seg(this.doc.name)}/edits`, { version: this.doc.version, edits });
      if (doc.text !== before) {
        if (!key || key !== this.lastKey) this.earlier.push(before);
        this.undone = [];
        this.lastKey = key;
      }
      this.take(doc);
    }, edits);
  }

  write(text, version = this.doc.version) {
    return this.next(async () => {
      const before = this.doc.text;
      const doc = await this.put(text, version);
      if (doc.text !== before) {
        this.earlier.push(before);
        this.undone = [];
      }
      this.lastKey = "";
      this.take(doc);
    });
  }

  put(text, version = this.doc.version) {
    return ask("PUT", `/api/nights/${seg(this.doc.name)}/text`, { version, text });
  }

  undo() {
    return this.step(this.earlier, this.undone);
  }

  redo() {
    return this.step(this.undone, this.earlier);
  }

  step(from, to) {
    return this.next(async () => {
      if (!from.length) return;
      const before = this.doc.text;
      const doc = await this.put(from.at(-1));
      from.pop();
      to.push(before);
      this.lastKey = "";
      this.take(doc);
    });
  }

  take(doc) {
    this.doc = doc;
    this.refused = [];
    this.changed();
  }

  next(work, edits = []) {
    this.work = this.work.then(async () => {
      try {
        await work();
        return true;
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        await this.mend(refused, edits);
        return false;
      }
    });
    return this.work;
  }

  async mend(refused, edits) {
    if (refused.status === 409) {
      this.earlier = [];
      this.undone = [];
      this.take(await get(`/api/nights/${seg(this.doc.name)}`));
      notice("Another tab or program changed this night. You now see the newer file, without your last change: make it again.");
      return;
    }
    const path = edits.length ? edits[0].path : [];
    this.refused = refused.faults.map((each) => ({ ...each, path: each.path && each.path.length ? each.path : path }));
    if (refused.status === 0 || refused.status === 403 || !edits.length) notice(refused.message, refused.status === 0);
    this.changed();
  }
}

// The value at a path in a tree, or undefined.
export function under(tree, path) {
  return path.reduce((found, step) => (found === null || found === undefined ? undefined : found[step]), tree);
}

export const idOf = (path) => "f-" + path.join("-").replace(/[^A-Za-z0-9_-]/g, "_");

// A value on one line, as in the file.
export function inLine(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return "[" + value.map(inLine).join(", ") + "]";
  if (typeof value === "object") return "{" + Object.entries(value).map(([key, each]) => `${key}: ${inLine(each)}`).join(", ") + "}";
  if (value === true) return "on";
  if (value === false) return "off";
  const text = String(value);
  return typeof value === "string" && /[,[\]{}#]|: |^[*&!|>%@`'"]|^\s|\s$/.test(text) ? JSON.stringify(text) : text;
}
