// How many units does a place need over time, and how is that dragged on a chart or typed?

import { clockAt, durationOf, minuteOf, minutesOf } from "./clock.js";
import { el, svg } from "./dom.js";
import { faultsOf, number, sentence, text } from "./fields.js";
import { inLine, under } from "./night.js";

const HIGH = 190, LEFT = 36, RIGHT = 14, TOP = 14, FOOT = 34;
const SNAP = 15;
// The width of the chart in its own units: small on a narrow screen, so that its text stays large.
const across = () => (innerWidth < 520 ? 250 : 460);

// Steps of a need, in minutes since it begins; null if it is written in a form that has none.
export function stepsOf(need, start, begins) {
  if (typeof need === "number") return [{ minute: 0, units: need }];
  if (!Array.isArray(need) || !need.length) return null;
  const steps = [];
  for (const each of need) {
    const minute = each && typeof each === "object" ? minuteOf(each.at, start, begins ?? 0) : null;
    if (minute === null || typeof each.units !== "number" || (/^\d/.test(String(each.at)) && minutesOf(each.at) === null && begins === null)) return null;
    steps.push({ minute, units: each.units });
  }
  return steps.every((each, at) => !at || each.minute >= steps[at - 1].minute) ? steps : null;
}

const written = (steps) => (steps.length === 1 && !steps[0].minute ? steps[0].units : steps.map(({ minute, units }) => ({ at: `+${durationOf(minute)}`, units })));

// The editor of one kind: its chart, and the same numbers in fields.
export function needEditor(night, path, kind, when) {
  const need = under(night.tree, path);
  const steps = stepsOf(need, when.start, when.begins);
  const remove = el("button", { type: "button", class: "plain", on: { click: () => night.edit([{ path, remove: true }]) } }, `Remove ${kind.name}`);
  const head = el("div", { class: "row head" }, el("h3", {}, kind.name), remove);
  const key = `need-${path.join("-")}`;
  if (!steps) {
    const own = text(night, path, `${kind.name} needed, as written in the file`, { read: (typed) => ({ yaml: typed }), wide: true, below: true, hint: hintOf(need) });
    const flat = el("button", { type: "button", class: "plain", on: { click: () => night.edit([{ path, value: peakOf(need) }]) } }, "Use plain steps instead");
    return el("div", { class: "need", "data-key": key }, head, own, flat);
  }
  const add = el("button", { type: "button", on: { click: () => night.edit([{ path, value: written(withOneMore(steps, when.lasts)) }]) } }, "Add a change");
  return el("div", { class: "need", "data-key": key }, head, chart(night, path, kind, steps, when),
    el("div", { class: "steps", role: "group", "aria-label": `${kind.name} needed, by time` }, steps.map((step, at) => row(night, path, need, steps, at, kind))), add,
    faultsOf(night, path).map((each) => el("p", { class: "says fault" }, sentence(each.said))));
}

function hintOf(need) {
  if (need && need.peak !== undefined) return "It grows to a peak, stays there, and dies away.";
  if (need && need.daily) return "It follows the same times each day.";
  if (need && need.responsive) return "It grows while too few units are there, and falls when there are enough.";
  return "For example 12, or [{at: +0m, units: 10}, {at: +2h, units: 40}].";
}

function peakOf(need) {
  if (need && typeof need.peak === "number") {
    const ramp = minutesOf(need.ramp) || 0, hold = minutesOf(need.hold) || 240;
    return written([{ minute: 0, units: ramp ? Math.ceil(need.peak / 2) : need.peak }, ...(ramp ? [{ minute: ramp, units: need.peak }] : []), { minute: ramp + hold, units: 0 }]);
  }
  return 6;
}

function withOneMore(steps, lasts) {
  const last = steps.at(-1);
  const room = (lasts ?? last.minute + 240) - last.minute;
  const minute = last.minute + Math.max(SNAP, Math.round(Math.min(120, room / 2) / SNAP) * SNAP);
  return [...steps, { minute, units: last.units }];
}

function row(night, path, need, steps, at, kind) {
  const listed = Array.isArray(need);
  const units = number(night, listed ? [...path, at, "units"] : path, `${kind.name} at step ${at + 1}`, { keep: true, quiet: true });
  const from = listed
    ? text(night, [...path, at, "at"], `Step ${at + 1} begins, counted from the beginning`, { keep: true, quiet: true })
    : el("span", { class: "fixed" }, "from the beginning");
  const less = steps.length > 1
    ? el("button", { type: "button", class: "plain", "aria-label": `Remove step ${at + 1}`, on: { click: () => night.edit([{ path: [...path, at], remove: true }]) } }, "×")
    : null;
  return el("div", { class: "step", "data-key": `step-${at}` }, units, listed ? el("span", { class: "unit" }, "from") : null, from, less);
}

function chart(night, path, kind, steps, when) {
  const WIDE = across();
  const last = steps.at(-1).minute;
  const span = Math.max(60, when.lasts ?? 0, last + 60);
  const top = topOf(Math.max(...steps.map((each) => each.units)));
  const x = (minute) => LEFT + ((WIDE - LEFT - RIGHT) * minute) / span;
  const y = (units) => HIGH - FOOT - ((HIGH - TOP - FOOT) * Math.max(0, units)) / top;
  const line = svg("path", { class: "line", d: outline(steps, span, x, y) });
  const area = svg("path", { class: "area", d: `${outline(steps, span, x, y)}V${y(0)}H${x(0)}z` });
  const said = steps.map(({ minute, units }) => `${units} from +${durationOf(minute)}`).join(", ");
  const every = [60, 120, 240, 360, 720, 1440, 2880, 10080].find((each) => (span / each) * 44 < WIDE - LEFT) || 40320;
  const drawn = [path.join("-"), said, span, when.start, when.begins, WIDE].join(" ");
  const picture = svg("svg", { class: "chart", "data-key": `chart ${drawn}`, viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": `${kind.name} needed: ${said}. Drag a point, or type the numbers below.` });
  for (const units of [0, top / 2, top]) {
    picture.append(svg("line", { class: "grid", x1: LEFT, x2: WIDE - RIGHT, y1: y(units), y2: y(units) }), svg("text", { class: "quiet end", x: LEFT - 6, y: y(units) + 4 }, String(units)));
  }
  for (let minute = 0; minute <= span; minute += every) {
    const words = when.begins === null ? `+${durationOf(minute)}` : clockAt(when.begins + minute, when.start, false);
    picture.append(svg("line", { class: "tick", x1: x(minute), x2: x(minute), y1: y(0), y2: y(0) + 4 }), svg("text", { class: "quiet middle", x: Math.min(Math.max(x(minute), 20), WIDE - 20), y: y(0) + 18 }, words));
  }
  picture.append(area, line);
  const moved = steps.map((each) => ({ ...each }));
  steps.forEach((step, at) => picture.append(handle(picture, moved, at, { x, y, span, top, line, under: area, WIDE }, () => drop(night, path, steps, moved))));
  return picture;
}

// The top of the chart leaves room above the highest point, and its half is whole.
function topOf(most) {
  const grain = most > 40 ? 20 : 10;
  return Math.max(10, Math.ceil((most * 1.25) / grain) * grain);
}

function outline(steps, span, x, y) {
  let d = steps[0].minute ? `M${x(0)} ${y(0)}H${x(steps[0].minute)}V${y(steps[0].units)}` : `M${x(0)} ${y(steps[0].units)}`;
  for (const { minute, units } of steps.slice(1)) d += `H${x(minute)}V${y(units)}`;
  return d + `H${x(span)}`;
}

function handle(picture, moved, at, scale, dropped) {
  const { x, y, span, top, WIDE } = scale;
  const spot = svg("circle", { class: "spot", r: 7, cx: x(moved[at].minute), cy: y(moved[at].units) });
  const words = svg("text", { class: "strong middle", x: x(moved[at].minute), y: y(moved[at].units) - 11 });
  const near = svg("circle", { class: "near", r: 16, cx: x(moved[at].minute), cy: y(moved[at].units) });
  const group = svg("g", { class: "handle", "data-step": at }, near, spot, words);
  const show = () => {
    const { minute, units } = moved[at];
    for (const each of [spot, near]) { each.setAttribute("cx", x(minute)); each.setAttribute("cy", y(units)); }
    words.setAttribute("x", Math.min(Math.max(x(minute), LEFT + 10), WIDE - 30));
    words.setAttribute("y", y(units) - 11);
    words.textContent = `${units}`;
    scale.line.setAttribute("d", outline(moved, span, x, y));
    scale.under.setAttribute("d", `${outline(moved, span, x, y)}V${y(0)}H${x(0)}z`);
  };
  show();
  let held = false;
  const move = (event) => {
    if (!held) return;
    const box = picture.getBoundingClientRect();
    const right = ((event.clientX - box.left) / box.width) * WIDE;
    const down = ((event.clientY - box.top) / box.height) * HIGH;
    const least = at ? moved[at - 1].minute + SNAP : 0;
    const most = at + 1 < moved.length ? moved[at + 1].minute - SNAP : span;
    const minute = Math.round((((right - LEFT) / (WIDE - LEFT - RIGHT)) * span) / SNAP) * SNAP;
    moved[at].minute = at ? Math.max(least, Math.min(most, minute)) : moved[at].minute;
    moved[at].units = Math.max(0, Math.round(((HIGH - FOOT - down) / (HIGH - TOP - FOOT)) * top));
    show();
  };
  group.addEventListener("pointerdown", (event) => { held = true; group.setPointerCapture(event.pointerId); event.preventDefault(); });
  group.addEventListener("pointermove", move);
  group.addEventListener("pointerup", () => { if (held) { held = false; dropped(); } });
  group.addEventListener("pointercancel", () => { held = false; });
  return group;
}

// Only points that have moved are written, so that other times keep their format.
function drop(night, path, steps, moved) {
  if (!Array.isArray(under(night.tree, path))) {
    if (moved[0].units !== steps[0].units) night.edit([{ path, value: moved[0].units }]);
    return;
  }
  const edits = [];
  moved.forEach((each, at) => {
    if (each.units !== steps[at].units) edits.push({ path: [...path, at, "units"], value: each.units });
    if (each.minute !== steps[at].minute) edits.push({ path: [...path, at, "at"], value: `+${durationOf(each.minute)}` });
  });
  if (edits.length) night.edit(edits);
}

export function mostOf(need) {
  if (typeof need === "number") return need;
  if (Array.isArray(need)) return Math.max(0, ...need.map((each) => (each && typeof each.units === "number" ? each.units : 0)));
  if (need && typeof need.peak === "number") return need.peak;
  return need === undefined || need === null ? null : inLine(need);
}
