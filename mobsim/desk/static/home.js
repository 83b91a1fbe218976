// What does a planner see first: what this is, a way to start, and what the folder holds?

import { get, post, seg } from "./api.js";
import { el, put } from "./dom.js";

const slug = (words) => words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);

export async function homeView(root) {
  const view = new HomeView(root, await get("/api/folder"));
  view.show();
  return view;
}

class HomeView {
  constructor(root, folder) {
    Object.assign(this, { root, folder, title: "", like: folder.starters.length ? folder.starters[0].name : "", fault: "" });
  }

  show() {
    document.title = "mobsim desk";
    const { folder } = this;
    put(this.root,
      el("div", { class: "opening", "data-key": "opening" }, el("h1", {}, "Plan a night of mutual aid"),
        el("p", { class: "lead" }, "Put disorder on a map of England and Wales, and mobsim works out which forces send help, and when it arrives. Everything stays on this computer, in ", el("span", { class: "path" }, folder.folder), ".")),
      el("div", { class: "halves", "data-key": "halves" }, this.start(), el("div", {}, this.nights(), this.results())));
  }

  start() {
    const { folder } = this;
    const name = slug(this.title);
    const say = this.fault || (name ? `It is saved in the file ${name}.yaml.` : "Any words, such as Saturday in Leeds.");
    return el("form", { class: "sheet", "data-key": "start", on: { submit: (event) => { event.preventDefault(); this.begin(); } } },
      el("h2", {}, "Start a night"),
      el("div", { class: "field" }, el("label", { for: "title" }, "Name of your night"),
        el("input", { id: "title", type: "text", autocomplete: "off", value: this.title, "aria-describedby": "title-says", "aria-invalid": this.fault ? "true" : null, on: { input: (event) => { this.title = event.target.value; this.fault = ""; this.show(); } } }),
        el("p", { id: "title-says", class: this.fault ? "says fault" : "says" }, say)),
      el("fieldset", {}, el("legend", {}, "Start from"), el("div", { class: "starters" }, this.origins().map((each) =>
        el("label", { class: "starter", "data-key": `starter-${each.name}` }, el("input", { type: "radio", name: "like", value: each.name, checked: this.like === each.name, on: { change: () => { this.like = each.name; this.show(); } } }),
          el("span", {}, el("strong", {}, each.title || each.name), each.said ? el("span", { class: "quiet" }, each.said) : null))))),
      el("button", { type: "submit", class: "first" }, "Start the night"),
      el("p", { class: "quiet" }, "Next you build it on the map, run it, watch it, and share the result."));
  }

  // A blank night, the planner's own nights, then the shipped scenarios.
  origins() {
    const { starters, nights } = this.folder;
    const known = new Set(nights.map((each) => each.name));
    const own = nights.map((each) => ({ name: each.name, title: each.title || each.name, said: "A copy of your night." }));
    return [...starters.slice(0, 1), ...own, ...starters.slice(1).filter((each) => !known.has(each.name))];
  }

  async begin() {
    const name = slug(this.title);
    if (!name) this.fault = "Give the night a name first: letters or figures, such as Saturday in Leeds.";
    else {
      try {
        const made = await post("/api/nights", { like: this.like, name, title: this.title.trim() });
        location.hash = `#build/${seg(made.name)}`;
        return;
      } catch (refused) {
        if (!refused.faults) throw refused;
        this.fault = refused.message;
      }
    }
    this.show();
    document.getElementById("title").focus();
  }

  nights() {
    const { nights } = this.folder;
    return el("section", { "aria-label": "Nights", class: "listed" }, el("h2", {}, "Your nights"),
      nights.length ? el("ul", { class: "rows" }, nights.map((each) => el("li", { "data-key": `night-${each.name}` },
        el("a", { href: `#build/${seg(each.name)}` }, each.title || each.name), el("span", { class: each.sound ? "quiet" : "says fault" }, each.sound ? each.said || "Ready to run." : "Not ready to run yet."),
        el("span", { class: "row" }, el("a", { href: `#run/${seg(each.name)}`, "aria-label": `Run ${each.title || each.name}` }, "Run"))))) : el("p", { class: "quiet" }, "None yet."));
  }

  results() {
    const { results } = this.folder;
    return el("section", { "aria-label": "Results", class: "listed" }, el("h2", {}, "Results"),
      results.length ? el("ul", { class: "rows" }, results.map((each) => resultRow(each))) : el("p", { class: "quiet" }, "None yet. A night that you run appears here."),
      (this.folder.unreadable || []).map((each) => el("p", { class: "says fault" }, `The folder ${each} cannot be read as a result: its manifest.json is damaged or incomplete.`)));
  }
}

export const KINDS = { night: "one night", study: "many nights", nights: "many nights", uncertainty: "uncertainty", comparison: "comparison", compare: "comparison" };

export const hasPage = (kind) => kind === "night" || kind === "study";
// Results of one night differ in their names, not in their titles.
export const calledOf = (each) => (each.title && each.title !== each.name ? `${each.name}: ${each.title}` : each.name);

// Nights may have the same title, but not the same file.
export const nightCalled = (each) => (each.title && each.title !== each.name ? `${each.title} (${each.name})` : each.name);

export function resultRow(each) {
  const title = each.title || each.name;
  return el("li", { "data-key": `result-${each.name}` }, el("a", { href: `#watch/${seg(each.name)}` }, title),
    el("span", { class: "quiet" }, [each.name !== title ? each.name : "", KINDS[each.kind] || each.kind, each.provisional ? "provisional" : "", each.sound === false ? "cannot be read" : ""].filter(Boolean).join(", ")),
    el("span", { class: "row" }, el("a", { href: `#watch/${seg(each.name)}`, "aria-label": `Watch ${each.name}` }, "Watch"), el("a", { href: `#share/${seg(each.name)}`, "aria-label": `Share ${each.name}` }, "Share")));
}
