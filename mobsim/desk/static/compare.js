// How do two nights run side by side on one clock, and what differs between them?

import { get, seg } from "./api.js";
import { clockAt } from "./clock.js";
import { el, later, put } from "./dom.js";
import { calledOf, hasPage } from "./home.js";

const WAIT = 4000;
// Pixels below a map in its frame, and the least height of a map.
const EDGE = 12, LEAST = 240;

export async function compareView(root, one, other) {
  const folder = await get("/api/folder");
  folder.results = folder.results.filter((each) => hasPage(each.kind));
  const kind = (folder.results.find((each) => each.name === one) || folder.results.find((each, at, all) => all.some((another, place) => place > at && another.kind === each.kind)) || {}).kind;
  const alike = folder.results.filter((each) => each.kind === kind);
  const first = one || (alike[0] || {}).name;
  const second = other || (alike.find((each) => each.name !== first) || {}).name;
  const view = new CompareView(root, folder, first, second);
  view.show();
  if (first && second && first !== second) view.load();
  return view;
}

class CompareView {
  constructor(root, folder, one, other) {
    Object.assign(this, { root, folder, names: [one, other], minute: 0, playing: false, said: "", open: true });
    this.frames = this.names.map((name, at) => (name ? el("iframe", { title: `Replay ${at ? "B" : "A"}: ${name}`, src: `/results/${seg(name)}/report`, class: "half", "data-kept": "", "data-key": `frame-${at}` }) : null));
    this.resized = later(200, () => this.open && this.ready && this.aim());
    addEventListener("resize", this.resized);
  }

  close() {
    this.open = false;
    clearTimeout(this.timer);
    removeEventListener("resize", this.resized);
  }

  async load() {
    try {
      const [one, other] = this.names;
      [this.found, ...this.results] = await Promise.all([get(`/api/compare?one=${seg(one)}&other=${seg(other)}`), get(`/api/results/${seg(one)}`), get(`/api/results/${seg(other)}`)]);
    } catch (refused) {
      if (!refused.faults) throw refused;
      this.fault = refused.message;
    }
    if (!this.open) return;
    this.show();
    this.began = Date.now();
    this.meet();
  }

  get replays() {
    return this.frames.map((frame) => {
      try {
        return (frame && frame.contentWindow && frame.contentWindow.mobsimReplay) || null;
      } catch {
        return null;
      }
    });
  }

  // The reports offer their replays once they have loaded.
  meet() {
    if (!this.open) return;
    if (!this.replays.every(Boolean)) {
      if (Date.now() - this.began < WAIT) this.timer = setTimeout(() => this.meet(), 150);
      else {
        this.said = "At least one of these results has no replay, so one slider cannot drive both. Each page below still works on its own.";
        this.show();
      }
      return;
    }
    this.ready = true;
    this.first = Math.min(...this.replays.map((each) => each.start));
    this.last = Math.max(...this.replays.map((each) => each.end));
    this.minute = this.first;
    this.aim();
    setTimeout(() => this.open && this.aim(), 700); // pictures above it may still have grown
    this.move(this.minute);
  }

  // Each frame shows its replay, and the whole map fits in the frame.
  aim() {
    for (const frame of this.frames) {
      const inside = frame.contentDocument;
      const found = inside && inside.querySelector("#replay, .replay, [data-replay]");
      if (!found) continue;
      const board = found.querySelector("#board");
      if (board) {
        const { top, width, height } = board.getBoundingClientRect();
        const room = frame.clientHeight - (top - found.getBoundingClientRect().top) - EDGE;
        board.style.width = `min(100%, ${Math.round(Math.max(LEAST, room) * (width / height))}px)`;
        board.style.marginInline = "auto";
      }
      frame.contentWindow.scrollTo(0, found.getBoundingClientRect().top + frame.contentWindow.scrollY);
    }
  }

  move(minute) {
    this.minute = Math.max(this.first, Math.min(this.last, minute));
    for (const each of this.replays) if (each) each.show(Math.max(each.start, Math.min(each.end, this.minute)));
    this.show();
  }

  play(on) {
    this.playing = on;
    clearInterval(this.ticking);
    if (on) {
      if (this.minute >= this.last) this.minute = this.first;
      const step = Math.max(1, Math.round((this.last - this.first) / 600));
      this.ticking = setInterval(() => {
        if (!this.open || this.minute >= this.last) this.play(false);
        else this.move(this.minute + step);
      }, 100);
    }
    if (this.open) this.show();
  }

  get start() {
    return (this.results && this.results[0] && this.results[0].start) || "";
  }

  show() {
    document.title = "Compare – mobsim desk";
    const [one, other] = this.names;
    const select = (at, label) => el("div", { class: "field" }, el("label", { for: `side-${at}` }, label), el("select", { id: `side-${at}`, value: this.names[at] || "", on: { change: (event) => this.turn(at, event.target.value) } },
      this.folder.results.map((each) => el("option", { value: each.name }, calledOf(each)))));
    const enough = this.folder.results.length > 1 && Boolean(this.names[1]);
    put(this.root, el("h1", { "data-key": "h" }, "Compare two nights"),
      enough ? el("div", { class: "row sides", "data-key": "sides" }, select(0, "A"), select(1, "B")) : el("p", { "data-key": "few" }, "A comparison needs two results. ", el("a", { href: "#run" }, "Run another night"), " with one thing changed, and come back."),
      enough && one === other ? el("p", { "data-key": "same" }, "Choose two different results.") : null,
      this.fault ? el("p", { class: "banner", "data-key": "fault" }, this.fault) : null,
      enough && one !== other ? [this.slider(), el("div", { class: "frames", "data-key": `frames-${one}-${other}` }, this.frames.map((frame, at) => el("div", {}, el("h2", {}, `${at ? "B" : "A"}: ${this.titleOf(at)}`), this.root.contains(frame) ? el("iframe", { "data-kept": "", "data-key": `frame-${at}`, title: frame.title, src: frame.getAttribute("src"), class: "half" }) : frame))), this.table()] : null);
  }

  titleOf(at) {
    const found = this.results && this.results[at];
    const both = this.results && this.results[0].title === this.results[1].title;
    return (!both && found && found.title) || this.names[at];
  }

  turn(at, name) {
    const names = [...this.names];
    names[at] = name;
    location.hash = `#compare/${seg(names[0])}/${seg(names[1])}`;
  }

  slider() {
    if (this.said) return el("p", { class: "slider", role: "status", "data-key": "slider" }, this.said);
    const words = this.ready ? clockAt(this.minute, this.start) : "loading";
    return el("div", { class: "slider row", "data-key": "slider", role: "group", "aria-label": "One clock for both nights" },
      el("button", { type: "button", id: "both-play", disabled: !this.ready, "aria-pressed": String(this.playing), on: { click: () => this.play(!this.playing) } }, this.playing ? "Pause both" : "Play both"),
      el("input", { type: "range", id: "both", "aria-label": "Time in both nights", "aria-valuetext": words, min: String(this.first ?? 0), max: String(this.last ?? 1), step: "5", value: String(this.minute), disabled: !this.ready, on: { input: (event) => { this.play(false); this.move(Number(event.target.value)); } } }),
      el("output", { class: "clock", for: "both" }, words));
  }

  table() {
    const { found } = this;
    if (!found) return el("div", { class: "differences", "data-key": "table" });
    return el("section", { class: "differences", "aria-label": "Answers side by side", "data-key": "table" }, el("h2", {}, "Answers side by side"), found.said ? el("p", {}, found.said) : null,
      found.same_draws ? el("p", { class: "quiet" }, "Both nights used the same draws, so any difference comes from the plan.") : null,
      differences(found.rows, "A", "B"),
      found.command ? el("p", { class: "quiet" }, "The same as a command line: ", el("code", {}, found.command)) : null);
  }
}

// The answers of two results, and their differences.
export function differences(rows, one, other) {
  const plain = (each) => each ?? "–";
  const isRange = (each) => each.low !== null && each.low !== undefined;
  const ranges = rows.some(isRange);
  const heads = ["Answer", one, other, `${other} minus ${one}`, ...(ranges ? ["95 % interval"] : []), "Better"];
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Answers of both, and differences" }, el("table", {}, el("thead", {}, el("tr", {}, heads.map((each) => el("th", { scope: "col" }, each)))),
    el("tbody", {}, rows.map((each) => el("tr", {}, el("th", { scope: "row" }, each.said), el("td", {}, plain(each.one)), el("td", {}, plain(each.other)), el("td", {}, plain(each.difference)),
      ranges ? el("td", {}, isRange(each) ? `${each.low} to ${each.high}` : "–") : null, el("td", {}, { one, other, same: "no difference", unclear: "may be chance" }[each.better] || "–"))))));
}
