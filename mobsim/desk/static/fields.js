// How is one key of a night shown as a field, and its fault beside it?

import { el, later } from "./dom.js";
import { idOf, inLine, under } from "./night.js";

const EXAMPLES = { time: "20:00", duration: "8h", share: "15%" };

const same = (one, other) => one.length === other.length && one.every((step, at) => String(step) === String(other[at]));

// The faults of a path. A field that shows everything below its path also takes the faults there.
export function faultsOf(night, path, below = false) {
  return night.faults.filter((each) => {
    const at = each.path || [];
    return same(at, path) || (below && at.length > path.length && same(at.slice(0, path.length), path));
  });
}

export const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1).replace(/([^.!?:])$/, "$1.");

// A field with its label, and below it the hint or the fault.
export function field(night, path, label, control, { hint = "", below = false, wide = false, quiet = false } = {}) {
  const id = idOf(path);
  const faults = faultsOf(night, path, below);
  const beneath = `${id}-says`;
  const shown = faults.length ? faults.map((each) => [sentence(each.said), each.next].filter(Boolean).join(" ")).join(" ") : hint;
  control.id = id;
  if (shown) control.setAttribute("aria-describedby", beneath);
  if (faults.length) control.setAttribute("aria-invalid", "true");
  return el("div", { class: wide ? "field wide" : "field", "data-key": `${id}-field` },
    el("label", { for: id, class: quiet ? "spoken" : null }, label),
    control,
    shown || !quiet ? el("p", { id: beneath, class: faults.length ? "says fault" : "says" }, shown) : null);
}

// A text field that saves as the user types; an empty field removes the key from the file.
export function text(night, path, label, more = {}) {
  const { read = (typed) => ({ value: typed }), shown = under(night.tree, path), placeholder, mode, list, keep } = more;
  const written = shown === undefined || shown === null ? "" : typeof shown === "object" ? inLine(shown) : shown === true ? "on" : shown === false ? "off" : String(shown);
  const make = (typed, key) => {
    const now = typed.trim();
    if (now === written.trim() && !faultsOf(night, path).length) return;
    if (!now && keep) return;
    night.edit([now ? { path, ...read(now) } : { path, remove: true }], key);
  };
  const soon = laterOf(idOf(path));
  const input = el("input", {
    type: "text", value: written, placeholder: placeholder ?? null, inputmode: mode ?? null, list: list ?? null,
    autocomplete: "off", spellcheck: "false",
    on: {
      input: (event) => soon.set(() => make(event.target.value, idOf(path))),
      change: (event) => { soon.clear(); make(event.target.value, idOf(path)); },
    },
  });
  return field(night, path, label, input, more);
}

const waiting = new Map();
function laterOf(id) {
  if (!waiting.has(id)) {
    const held = { work: null };
    held.run = later(500, () => { if (held.work) held.work(); });
    held.set = (work) => { held.work = work; held.run(); };
    held.clear = () => { held.work = null; };
    waiting.set(id, held);
  }
  return waiting.get(id);
}

const counted = (typed) => ({ value: /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed });

export const number = (night, path, label, more = {}) => text(night, path, label, { mode: "numeric", read: counted, ...more });

export function choice(night, path, label, choices, more = {}) {
  const found = under(night.tree, path);
  const chosen = found === undefined || found === null ? "" : typeof found === "object" ? Object.keys(found)[0] ?? "" : found === true ? "on" : found === false ? "off" : String(found);
  const known = choices.some((each) => String(each.value) === chosen);
  const select = el("select", {
    value: chosen,
    on: {
      change: (event) => {
        const picked = event.target.value;
        night.edit([picked === "" ? { path, remove: true } : { path, value: more.read ? more.read(picked) : picked }]);
      },
    },
  },
  more.must ? null : el("option", { value: "" }, more.usual ?? "default"),
  known || chosen === "" ? null : el("option", { value: chosen }, chosen),
  choices.map((each) => el("option", { value: String(each.value) }, each.title || String(each.value))));
  return field(night, path, label, select, more);
}

const SWITCH = [{ value: "on", title: "yes" }, { value: "off", title: "no" }];

function usualOf(made) {
  const usual = made.default;
  if (usual === undefined || usual === null || usual === "") return "default";
  const name = usual === true ? "yes" : usual === false ? "no" : inLine(usual);
  const found = (made.choices || []).find((each) => String(each.value) === String(usual));
  const title = (found && found.title) || name;
  return `default: ${/^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title}`;
}

// One or two lines of help; longer help is in the reference of keys.
function clipped(words) {
  const bare = (words || "").replaceAll("`", "");
  if (bare.length <= 150) return bare;
  const end = bare.lastIndexOf(". ", 150);
  return end > 30 ? bare.slice(0, end + 1) : bare.slice(0, bare.lastIndexOf(" ", 140)) + " …";
}

// The field of a key, as declared by the desk's form.
export function declared(night, made, path, form) {
  const label = made.title || String(path.at(-1));
  const usual = usualOf(made);
  const hint = clipped(made.help);
  const more = { hint, usual, below: true };
  if (made.kind === "switch") return choice(night, path, label, SWITCH, { ...more, read: (picked) => picked === "on" });
  if (made.kind === "choice" && made.choices && made.choices.length) return chosen(night, made, path, label, more);
  if (made.kind === "force") return choice(night, path, label, form.forces.map((each) => ({ value: each.id, title: each.name })), more);
  const placeholder = usual.startsWith("default: ") ? usual.slice(9) : EXAMPLES[made.kind];
  if (made.kind === "number") return number(night, path, label, { ...more, placeholder });
  const plain = ["text", "time", "duration", "share", "place"].includes(made.kind);
  return text(night, path, label, { ...more, placeholder, wide: !plain, read: plain ? undefined : (typed) => ({ yaml: typed }) });
}

// A choice, and below it the parameters of the chosen value, if it has any.
function chosen(night, made, path, label, more) {
  const found = under(night.tree, path);
  const name = found !== null && typeof found === "object" ? Object.keys(found)[0] : found;
  const taken = made.choices.find((each) => String(each.value) === String(name));
  const said = (taken && taken.said) || "";
  const box = choice(night, path, label, made.choices, { ...more, hint: said ? clipped(said) : more.hint });
  if (!taken || !taken.fields || !taken.fields.length) return box;
  const parts = taken.fields.map((each) => declared(night, each, [...path, ...each.path], { forces: [] }));
  return el("div", { class: "chosen wide", "data-key": `${idOf(path)}-chosen` }, box, el("div", { class: "fields" }, parts));
}
