// How is a night run: once, many times, or with its uncertainty, and how far is it?

import { ask, get, post, seg } from "./api.js";
import { leftWords } from "./clock.js";
import { el, notice, put, say } from "./dom.js";
import { sentence } from "./fields.js";
import { nightCalled } from "./home.js";

const BUSY = new Set(["waiting", "running"]);
const STATES = { waiting: "Waiting for its turn", running: "Running", done: "Done", failed: "Failed", cancelled: "Cancelled" };
const KINDS = { night: "One night", nights: "Many nights", uncertainty: "Uncertainty", compare: "Comparison" };

export async function runView(root, name) {
  const [folder, jobs] = await Promise.all([get("/api/folder"), get("/api/jobs")]);
  const view = new RunView(root, name, folder, jobs);
  view.show();
  view.follow();
  return view;
}

class RunView {
  constructor(root, name, folder, jobs) {
    const found = folder.nights.find((each) => each.name === name) || (name ? null : folder.nights[0]);
    Object.assign(this, { root, folder, jobs, night: found, many: "50", seed: "", likely: false, fault: "", open: true });
    this.states = new Map(jobs.map((each) => [each.id, each.state]));
  }

  close() {
    this.open = false;
    clearTimeout(this.timer);
  }

  async follow() {
    if (!this.open) return;
    this.timer = setTimeout(async () => {
      try {
        this.jobs = await get("/api/jobs");
        this.tell();
        if (this.open) this.show();
      } catch (refused) {
        if (!refused.faults) throw refused;
        notice(refused.message, true);
      }
      this.follow();
    }, this.jobs.some((each) => BUSY.has(each.state)) ? 600 : 4000);
  }

  tell() {
    for (const job of this.jobs) {
      const before = this.states.get(job.id);
      if (before !== job.state && !BUSY.has(job.state)) say(`${KINDS[job.kind] || job.kind} of ${job.night}: ${STATES[job.state]}.`);
      else if (job.state === "running" && job.of && job.of > 1 && Math.floor((4 * job.done) / job.of) > Math.floor((4 * (this[`heard-${job.id}`] || 0)) / job.of)) say(`${job.done} of ${job.of} nights.`);
      this[`heard-${job.id}`] = job.done;
      this.states.set(job.id, job.state);
    }
  }

  show() {
    document.title = "Run – mobsim desk";
    const { night, folder } = this;
    put(this.root, el("h1", { "data-key": "h" }, night ? `Run ${night.title || night.name}` : "Run a night"),
      folder.nights.length ? this.choose() : el("p", { "data-key": "none" }, "There is no night yet. ", el("a", { href: "#" }, "Start one"), "."),
      night ? this.ways() : null, this.list());
  }

  choose() {
    return el("div", { class: "field", "data-key": "choose" }, el("label", { for: "night" }, "Night"),
      el("select", { id: "night", value: this.night ? this.night.name : "", on: { change: (event) => { location.hash = `#run/${seg(event.target.value)}`; } } },
        this.night ? null : el("option", { value: "" }, "Choose one"), this.folder.nights.map((each) => el("option", { value: each.name }, nightCalled(each)))));
  }

  ways() {
    const { night } = this;
    if (!night.sound) return el("p", { class: "banner", "data-key": "ways" }, "This night has faults. ", el("a", { href: `#build/${seg(night.name)}` }, "Correct them first"), ".");
    const way = (id, title, words, label, kind, extra) => el("div", { class: "sheet", "data-key": id }, el("h2", {}, title), el("p", {}, words), extra,
      el("button", { type: "button", id, class: kind === "night" ? "first" : null, on: { click: () => this.start(kind) } }, label));
    const others = this.folder.nights.filter((each) => each.sound && each.name !== night.name);
    return el("div", { "data-key": "ways" },
      el("div", { class: others.length ? "thirds four" : "thirds" },
        way("run-one", "One night", "See what happens on one night, from the first request to the last release. This takes a few seconds.", "Run one night", "night"),
        way("run-many", "Many nights", "One night is one throw of the dice. Many nights show how often things go well.", "Run them in the background", "nights",
          el("div", { class: "field short" }, el("label", { for: "many" }, "Nights"), el("input", { id: "many", type: "text", inputmode: "numeric", value: this.many, on: { input: (event) => { this.many = event.target.value; } } }))),
        others.length ? way("run-against", "Against another night", "Run both nights many times on the same draws, so that any difference comes from the plan.", "Compare them", "compare",
          el("div", { class: "field" }, el("label", { for: "against" }, "Other night"), el("select", { id: "against" }, others.map((each) => el("option", { value: each.name }, nightCalled(each)))))) : null,
        way("run-uncertain", "How sure is it?", "Vary the assumptions that have no published value, and see which of them matter. This takes a few minutes.", "Find the uncertainty", "uncertainty")),
      el("div", { class: "row options" },
        el("label", { class: "tick" }, el("input", { type: "checkbox", id: "likely", checked: this.likely, on: { change: (event) => { this.likely = event.target.checked; this.show(); } } }), "Use likely readiness, not the promised one"),
        el("div", { class: "field short inline" }, el("label", { for: "seed" }, "Seed"), el("input", { id: "seed", type: "text", inputmode: "numeric", value: this.seed, placeholder: "default", "aria-describedby": "seed-says", on: { input: (event) => { this.seed = event.target.value; } } })),
        el("p", { class: "says", id: "seed-says" }, "The same seed gives the same night again.")),
      el("p", { class: this.fault ? "says fault" : "says", role: "alert" }, this.fault));
  }

  async start(kind) {
    const asked = { kind, night: this.night.name };
    const whole = (typed) => (/^\d+$/.test(typed.trim()) ? Number(typed) : typed.trim());
    if (kind === "nights" || kind === "compare") asked.replications = whole(this.many);
    // Differences are this night minus the other night.
    if (kind === "compare") Object.assign(asked, { night: document.getElementById("against").value, against: this.night.name });
    if (this.likely) asked.with = ["likely"];
    if (this.seed.trim()) asked.seed = whole(this.seed);
    await this.begin(asked);
  }

  async begin(asked) {
    this.fault = "";
    try {
      const { id } = await post("/api/jobs", asked);
      this.jobs = await get("/api/jobs");
      this.states.set(id, "waiting");
      say(`${KINDS[asked.kind]} started.`);
      clearTimeout(this.timer);
      this.follow();
    } catch (refused) {
      if (!refused.faults) throw refused;
      this.fault = refused.message;
    }
    this.show();
  }

  list() {
    return el("section", { "aria-label": "Runs", "data-key": "runs", class: "runs" }, el("h2", {}, "Runs since the desk started"),
      this.jobs.length ? this.jobs.map((each) => this.job(each)) : el("p", { class: "quiet" }, "None yet."));
  }

  job(job) {
    const busy = BUSY.has(job.state);
    const many = job.of > 1;
    const part = job.state !== "done" && many && (job.so_far || []).length ? `Provisional, ${job.so_far_nights ?? job.done} of ${job.of} nights.` : "";
    return el("article", { class: `job ${job.state}`, "data-key": `job-${job.id}`, "aria-label": `${KINDS[job.kind] || job.kind} of ${job.night}` },
      el("div", { class: "row head" }, el("h3", {}, `${KINDS[job.kind] || job.kind}: ${this.called(job.night)}`), el("span", { class: "state" }, STATES[job.state] || job.state)),
      busy ? el("div", { class: "row" }, el("progress", { max: String(job.of || 1), value: job.of ? String(job.done || 0) : null, "aria-label": `Progress of ${job.night}` }),
        el("span", { class: "quiet" }, job.state === "running" ? [job.said, many && job.done < job.of ? ` ${sentence(leftWords(job.seconds_left))}` : ""] : job.said),
        el("button", { type: "button", "aria-label": `Cancel the run of ${job.night}`, on: { click: () => this.cancel(job) } }, "Cancel")) : null,
      part ? el("p", { class: "provisional" }, part, busy ? " These figures can still change." : " These figures do not cover the whole run.") : null,
      job.so_far && job.so_far.length ? marks(job.so_far, part ? `${KINDS[job.kind]}, provisional` : KINDS[job.kind] || job.kind) : null,
      (job.faults || []).map((each) => el("p", { class: "says fault" }, [sentence(each.said), each.next].filter(Boolean).join(" "))),
      !busy && job.state !== "done" && job.said ? el("p", {}, sentence(job.said)) : null,
      job.state !== "done" && !busy && job.kind === "nights" && job.result ? el("div", { class: "row" }, el("button", { type: "button", on: { click: () => this.begin({ kind: "nights", night: job.night, replications: job.of, seed: job.seed, with: job.with, resume: job.result }) } }, "Resume it"), el("a", { class: "button", href: `#watch/${seg(job.result)}` }, "Watch the saved nights")) : null,
      job.state === "done" && job.result ? el("div", { class: "row" }, el("a", { class: "button first", href: `#watch/${seg(job.result)}` }, "Watch it"), el("a", { class: "button", href: `#share/${seg(job.result)}` }, "Share it")) : null,
      job.command ? el("p", { class: "quiet" }, "The same as a command line: ", el("code", {}, job.command)) : null);
  }

  called(name) {
    return nightCalled(this.folder.nights.find((each) => each.name === name) || { name });
  }

  async cancel(job) {
    try {
      await ask("DELETE", `/api/jobs/${seg(job.id)}`);
      this.jobs = await get("/api/jobs");
      this.tell();
      this.show();
    } catch (refused) {
      if (!refused.faults) throw refused;
      notice(refused.message);
    }
  }
}

export function marks(rows, caption) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ["Answer", "Value", "95 % interval"].map((each) => el("th", { scope: "col" }, each)))),
    el("tbody", {}, rows.map((each) => el("tr", {}, el("th", { scope: "row" }, each.said), el("td", {}, each.value ?? ""), el("td", {}, each.low && each.high ? `${each.low} to ${each.high}` : "–"))))));
}
