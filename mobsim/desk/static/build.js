// How does a planner build a night: map, places, targets, forces, policies, and the file itself?

import { get, once, post, seg } from "./api.js";
import { dateOf, minuteOf, minutesOf } from "./clock.js";
import { el, later, notice, put, say } from "./dom.js";
import { choice, declared, faultsOf, number, sentence, text } from "./fields.js";
import { CountryMap } from "./map.js";
import { mostOf, needEditor } from "./need.js";
import { Night, idOf, inLine, under } from "./night.js";

const OWN = new Set(["schema", "base", "overrides", "name", "title", "question", "start", "duration", "mode", "incidents", "targets", "forces_now", "operations", "likely"]);
// The lists beside the places, and the initial content of a new member of each.
const LISTS = {
  tensions: ["tension", { force: "kent" }],
  posture: ["posture", { force: "kent", units: { psu: 2 } }],
  aid_out: ["loan", { from: "kent", to: "metropolitan", units: { psu: 2 }, until: "+6h" }],
  operations: ["operation", { name: "Operation", force: "metropolitan", lasts: "6h", units: { psu: 2 } }],
  calendar: ["operation", { name: "Operation", force: "metropolitan", lasts: "6h", units: { psu: 2 } }],
};
// The name of a kind of unit: its short name, if that is the usual name.
const plural = ({ id, name }) => (id.length < 4 && !name.toLowerCase().startsWith(id) ? `${id.toUpperCase()}s` : name.endsWith(")") ? spelt(name) : `${spelt(name)}s`);
const spelt = (words) => words.charAt(0).toUpperCase() + words.slice(1).replaceAll("_", " ");
const slug = (words) => String(words).toLowerCase().replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

export async function buildView(root, name) {
  const [form, country, night] = await Promise.all([once("/api/form"), once("/api/map"), Night.open(name, () => view.show())]);
  const view = new BuildView(root, night, { groups: form.groups, kinds: form.kinds.map((each) => ({ ...each, title: plural(each) })), severities: form.severities, forces: country.forces }, country);
  view.show();
  return view;
}

export const titleOf = (each) => each.name || (each.place && typeof each.place === "object" ? each.place.name : each.place) || each.force || "A place";
export const placeId = (each) => each.id || slug(titleOf(each).toString().split(",")[0]);

class BuildView {
  constructor(root, night, form, country) {
    Object.assign(this, { root, night, form, country });
    this.chosen = 0;
    this.different = new Set(); // forces whose differences the user is about to enter
    this.found = [];
    this.active = -1;
    this.pane = null;
    this.said = "";
    this.map = new CountryMap(country, (spot) => this.clicked(spot), (place) => this.choose(this.indexOf(place)));
    this.look = later(200, (typed) => this.suggest(typed));
    this.resized = later(200, () => this.show());
    addEventListener("resize", this.resized);
    this.soon = later(120, () => this.show());
    this.checkPane = later(400, () => this.readPane());
  }

  close() {
    this.map.watch.disconnect();
    removeEventListener("resize", this.resized);
  }

  get tree() {
    return this.night.tree;
  }

  get incidents() {
    return Array.isArray(this.tree.incidents) ? this.tree.incidents.filter((each) => each && typeof each === "object") : [];
  }

  indexOf(place) {
    return this.incidents.findIndex((each) => placeId(each) === place);
  }

  show() {
    document.title = `${this.tree.title || this.night.doc.name} – mobsim desk`;
    put(this.root, el("div", { class: "two", "data-key": "two" }, this.head(), el("div", { class: "left" }, this.root.contains(this.map.node) ? el("div", { class: "map", "data-kept": "" }) : this.map.node, this.panel()), this.card()));
    this.map.show(this.pins(), this.incidents[this.chosen] ? placeId(this.incidents[this.chosen]) : "");
    const heard = this.verdict();
    if (heard !== this.said) say(heard);
    this.said = heard;
  }

  pins() {
    const settled = (this.night.doc.settled && this.night.doc.settled.places) || [];
    if (settled.length) this.settled = settled;
    const known = this.settled || [];
    return this.incidents.map((each) => {
      const id = placeId(each);
      const found = known.find((one) => one.id === id);
      if (found) return { ...found, title: titleOf(each) };
      if (each.place && typeof each.place === "object" && Number.isFinite(each.place.lat)) return { id, title: titleOf(each), force: each.force || "", ...each.place };
      const force = this.country.forces.find((one) => one.id === each.force);
      return force && !each.place ? { id, title: titleOf(each), force: force.id, lat: force.lat, lon: force.lon } : null;
    }).filter(Boolean);
  }

  head() {
    const { night } = this;
    const button = (words, can, work, key) => el("button", { type: "button", id: `do-${words.toLowerCase()}`, disabled: !can, title: key, on: { click: work } }, words);
    const ready = !night.faults.length;
    return el("div", { class: "head", "data-key": "head" },
      el("div", {}, el("h1", {}, String(this.tree.title || night.doc.name)), el("p", { class: "quiet" }, this.begins(), `Saved in the file ${night.doc.name}.yaml`)),
      el("div", { class: "row" }, button("Undo", night.earlier.length, () => night.undo(), "Ctrl+Z"), button("Redo", night.undone.length, () => night.redo(), "Ctrl+Y"),
        el("button", { type: "button", id: "do-variation", disabled: !ready, on: { click: () => this.vary() } }, "Make a variation"),
        el("a", { class: ready ? "button first" : "button", href: `#run/${seg(night.doc.name)}` }, "Go to run")));
  }

  // A copy under another name, in which the user changes one thing and compares.
  async vary() {
    const { name } = this.night.doc;
    const title = String(this.tree.title || name);
    try {
      const { nights } = await get("/api/folder");
      const known = new Set(nights.map((each) => each.name.toLowerCase()));
      let next = 2;
      while (known.has(`${name.slice(0, 70)}-v${next}`.toLowerCase())) next += 1;
      const made = await post("/api/nights", { like: name, name: `${name.slice(0, 70)}-v${next}`, title: `${title}, version ${next}` });
      addEventListener("hashchange", () => notice(`This is a copy. Change one thing, run it, and compare it with ${title}.`), { once: true });
      location.hash = `#build/${seg(made.name)}`;
    } catch (refused) {
      if (!refused.faults) throw refused;
      notice(refused.message);
    }
  }

  // A night without a place is unfinished, not faulty.
  get bare() {
    return this.night.doc.tree && !this.incidents.length && !this.tree.disorder && this.night.faults.length === 1 && !(this.night.faults[0].path || []).length;
  }

  verdict() {
    const { faults } = this.night;
    if (this.bare) return "Add a place, and this night can run.";
    if (!faults.length) return sound(this.night.doc.said);
    return faults.length === 1 ? "1 fault to correct before this night can run." : `${faults.length} faults to correct before this night can run.`;
  }

  panel() {
    const { doc } = this.night;
    const faults = this.bare ? [] : this.night.faults;
    return el("div", { class: "panel" },
      el("section", { "aria-label": "Check", class: "scrolls", tabindex: "0" }, el("h2", {}, "Check"), el("p", { class: faults.length ? "verdict fault" : "verdict sound" }, this.verdict()),
        faults.length ? el("ul", { class: "faults" }, faults.map((each, at) => el("li", { "data-key": `fault-${at}` }, el("button", { type: "button", class: "link", on: { click: () => this.goto(each) } }, sentence(each.said || "A fault")), each.next ? ` ${each.next}` : ""))) : null,
        this.total(), this.remarks().map((each) => el("p", {}, each))),
      el("section", { "aria-label": "Last change", class: "scrolls", tabindex: "0" }, el("h2", {}, "Last change"),
        doc.diff ? el("pre", { class: "diff" }, difference(doc.diff)) : el("p", { class: "quiet" }, "Each change that you make appears here, as it is in the file."),
        el("p", { class: "quiet" }, "The same as a command line: ", el("code", {}, [doc.command || `mobsim run ${doc.name}.yaml`, doc.overrides].filter(Boolean).join(" ")))));
  }

  // The total number of units that the night needs, and a link to the rest.
  total() {
    const { plan } = this.night.doc;
    const line = ((plan && plan.summary) || []).find((each) => each.includes("peak need"));
    return plan ? [line ? el("p", {}, `${line}.`) : null, el("p", {}, el("button", { type: "button", class: "link", on: { click: () => this.open("read-back", "") } }, "Read it back"))] : null;
  }

  // The remarks of check.
  remarks() {
    const plan = this.night.doc.plan;
    return ((plan && plan.remarks) || []).map((each) => (typeof each === "string" ? each : [each.said, each.next].filter(Boolean).join(" ")));
  }

  goto(fault) {
    for (let path = fault.path || []; path.length; path = path.slice(0, -1)) {
      if (path[0] === "incidents" && typeof path[1] === "number" && path[1] !== this.chosen) this.choose(path[1], false);
      const found = document.getElementById(idOf(path));
      if (found) return this.reveal(found);
    }
    const pane = document.getElementById("pane");
    this.reveal(pane);
    const line = Number(String(fault.where || "").split(":").find((each) => /^\d+$/.test(each)) || 1);
    const lines = pane.value.split("\n");
    const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    pane.setSelectionRange(from, from + (lines[line - 1] || "").length);
  }

  reveal(node) {
    for (let box = node.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    node.focus();
    node.scrollIntoView({ block: "center" });
  }

  open(section, control) {
    const box = document.getElementById(section);
    if (box) this.reveal(document.getElementById(control) || box.querySelector("summary"));
  }

  card() {
    const likely = [{ value: "on", title: "as likely" }, { value: "off", title: "as promised" }];
    const { night, form } = this;
    const policies = () => this.fields((each) => each.nature === "policy" && each.path.length === 1 && !(each.path[0] in LISTS));
    return el("div", { class: "card" }, this.guide(),
      this.section("places", "Places", `${this.incidents.length || "none yet"}`, [this.adder(), this.incidents.map((each, at) => this.place(each, at))], true),
      this.section("the-night", "Start and length", this.span(), [el("div", { class: "fields" },
        text(night, ["title"], "Title", { wide: true }), text(night, ["question"], "The question that it answers", { wide: true }),
        text(night, ["start"], "Starts", { hint: [dateOf(this.tree.start), "Write it as 2026-08-15 18:00."].filter(Boolean).join(". "), keep: true }), text(night, ["duration"], "Runs for", { hint: "Such as 24h or 3d.", keep: true }),
        choice(night, ["mode"], "Shifts", [{ value: "surge", title: "one long shift" }, { value: "sustained", title: "tours, relief and rest" }], { usual: "default: one long shift" }))]),
      this.section("targets", "Targets", count(this.tree.targets), this.targets()),
      this.section("forces-tonight", "Forces tonight", count(this.tree.forces_now), this.forces()),
      this.section("operations", "Planned operations", count(this.tree.operations), this.list("operations", ...LISTS.operations)),
      this.unless("policies", () => this.section("policies", "Policies", "", [el("p", { class: "quiet" }, "Choices that the service could make differently. Keep the default unless you want to test a choice."), el("div", { class: "fields" }, choice(night, ["likely"], "Readiness of forces", likely, { usual: "default: as promised", wide: true, read: (picked) => picked === "on" }), policies())])),
      this.unless("everything-else", () => this.rest()), this.readBack(), this.file());
  }

  // How mobsim understands the night before it runs: the text that `check` prints.
  readBack() {
    const { plan } = this.night.doc;
    const heads = plan ? [...plan.summary.map((line) => el("p", {}, line)), ...plan.paragraphs.map((each) => [el("h3", {}, each.heading), el("ul", {}, each.lines.map((line) => el("li", {}, line)))])] : el("p", { class: "quiet" }, "Correct the faults first.");
    return this.section("read-back", "Read it back", "How mobsim understands this night", heads);
  }

  section(id, title, said, inside, open = false) {
    return el("details", { id, class: "section", "data-key": id, open }, el("summary", {}, el("span", { class: "title" }, title), el("span", { class: "quiet" }, said)), el("div", { class: "inside" }, inside));
  }

  // A long section is rebuilt only if the night has changed.
  unless(id, make) {
    const stamp = `${this.night.doc.version} ${this.night.refused.length}`;
    const there = this.root.querySelector(`#${id}`);
    if (there && there.stamp === stamp) return el("details", { id, class: "section", "data-key": id, "data-kept": "" });
    const made = make();
    (there || made).stamp = stamp;
    return made;
  }

  guide() {
    const tree = this.tree;
    const steps = [
      [this.incidents.length > 0, "Add the places where you expect disorder", "Click the map, or type a town.", () => this.open("places", "add-place")],
      [count(tree.targets) !== "none", "Set a target", "How many units must be there, by when?", () => this.open("targets", "add-target")],
      [count(tree.forces_now) !== "none", "Describe what is different about a force tonight", "Optional: fewer crews, or none to lend.", () => this.open("forces-tonight", "add-force")],
      [false, "Run it", "Once or many times; then watch and share it.", () => { location.hash = `#run/${seg(this.night.doc.name)}`; }],
    ];
    const next = steps.findIndex(([done]) => !done);
    return el("ol", { class: "guide", "aria-label": "Steps to your night" }, steps.map(([done, words, hint, work], at) =>
      el("li", { class: done ? "done" : at === next ? "next" : null }, el("button", { type: "button", class: "link", on: { click: work } }, words), el("span", { class: "quiet" }, done ? "Done" : hint))));
  }

  span() {
    const { start, duration } = this.tree;
    return dateOf(start) ? `${dateOf(start)}, for ${duration || "?"}` : "";
  }

  // The date and time of the start, with a link to its field.
  begins() {
    const when = dateOf(this.tree.start);
    return when ? [el("button", { type: "button", class: "link", id: "do-start", on: { click: () => this.open("the-night", idOf(["start"])) } }, `Starts ${when}`), ". "] : null;
  }

  usualTime() {
    const start = String(this.tree.start || "");
    const hour = /[ T](\d\d):/.exec(start);
    return hour ? `${String((+hour[1] + 2) % 24).padStart(2, "0")}:00` : "+2h";
  }

  // Places

  adder() {
    const typed = el("input", {
      id: "add-place", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": String(this.found.length > 0), "aria-controls": "towns", "aria-autocomplete": "list",
      "aria-activedescendant": this.active >= 0 ? `town-${this.active}` : null, "aria-describedby": "add-says", placeholder: "A town, such as Leeds",
      on: { input: (event) => { this.active = -1; this.look(event.target.value); }, keydown: (event) => this.steer(event), blur: () => setTimeout(() => this.found.length && document.activeElement?.id !== "add-place" && this.fold(), 200) },
    });
    return el("div", { class: "adder", "data-key": "adder" }, el("label", { for: "add-place" }, "Add a place"), typed,
      el("ul", { id: "towns", role: "listbox", "aria-label": "Towns", class: this.found.length ? "towns open" : "towns" }, this.found.map((each, at) =>
        el("li", { id: `town-${at}`, role: "option", "aria-selected": String(at === this.active), on: { pointerdown: (event) => { event.preventDefault(); this.add(each); } } }, each.told || each.name, el("span", { class: "quiet" }, ` ${each.force_name || each.force}`)))),
      el("p", { id: "add-says", class: "says" }, this.searched || "Type a town and choose it with the arrow keys and Enter, or click the map."));
  }

  async suggest(typed) {
    this.found = typed.trim().length > 1 ? (await get(`/api/places?q=${seg(typed.trim())}`).catch(() => [])).slice(0, 8) : [];
    this.searched = typed.trim().length > 1 ? (this.found.length ? foundWords(typed.trim(), this.found) : "No town of that name in England and Wales.") : "";
    if (this.searched) say(this.searched);
    this.show();
  }

  fold() {
    this.found = [];
    this.active = -1;
    this.searched = "";
    this.show();
  }

  async steer(event) {
    if (event.key === "Escape") this.fold();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (this.found.length) this.active = (this.active + by + this.found.length) % this.found.length;
      this.show();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const words = event.target.value;
      if (!this.found.length) await this.suggest(words);
      const picked = this.found[Math.max(0, this.active)];
      if (picked) this.add(picked);
    }
  }

  async clicked({ lat, lon }) {
    try {
      await this.add(await get(`/api/places/near?lat=${lat.toFixed(4)}&lon=${lon.toFixed(4)}`));
    } catch (refused) {
      if (!refused.faults) throw refused;
      notice(refused.status === 404 ? "There is no town near there. Click on land in England or Wales." : refused.message);
    }
  }

  async add(town) {
    const ids = new Set(this.incidents.map(placeId));
    const place = town.write || town.name;
    const made = { place, begins: this.usualTime(), lasts: "6h", need: { psu: 6 } };
    if (ids.has(slug(town.name.split(",")[0]))) {
      let next = 2;
      while (ids.has(slug(`${town.name} ${next}`))) next += 1;
      made.name = `${town.name.split(",")[0]} ${next}`;
    }
    const typed = document.getElementById("add-place");
    if (typed) typed.value = "";
    this.fold();
    if (await this.night.edit([{ path: ["incidents"], append: made }])) {
      this.choose(this.incidents.length - 1, document.activeElement === typed);
      say(`Added ${made.name || town.name} (${town.force_name || town.force}). Set when it begins and how many units it needs.`);
    }
  }

  choose(at, focus = true) {
    if (at < 0) return;
    this.chosen = at;
    this.show();
    const box = document.getElementById(`place-${at}`);
    if (!box) return;
    for (const other of document.querySelectorAll("details.place")) other.open = other === box;
    if (focus) this.reveal(box.querySelector("summary"));
    else box.scrollIntoView({ block: "nearest" });
  }

  when(each) {
    const start = this.tree.start;
    const begins = minuteOf(each.begins, start);
    const ends = each.ends === undefined || begins === null ? null : minuteOf(each.ends, start, begins);
    return { start, begins, lasts: minutesOf(each.lasts) ?? ends };
  }

  place(each, at) {
    const { night, form } = this;
    const path = ["incidents", at];
    const sub = (key) => [...path, key];
    const need = each.need && typeof each.need === "object" ? each.need : {};
    const when = this.when(each);
    const most = each.severity || Object.entries(need).map(([kind, one]) => `${mostOf(one)} ${this.kind(kind)}`).join(", ");
    const sizes = [...form.severities.map((one) => ({ value: one.id, title: `${one.id}: ${one.units} PSUs` }))];
    const size = choice(night, sub("severity"), "Size", sizes, { usual: "own numbers" });
    size.querySelector("select").heard.change = (event) => this.resize(path, each, event.target.value);
    return el("details", { id: `place-${at}`, class: "place", "data-key": `place-${at}`, open: at === this.chosen, on: { toggle: (event) => { if (event.target.open && this.chosen !== at) { this.chosen = at; this.map.show(this.pins(), placeId(each)); } } } },
      el("summary", {}, el("span", { class: "title" }, String(titleOf(each))), el("span", { class: "quiet" }, [each.begins ? `from ${each.begins}` : "", most].filter(Boolean).join(", "))),
      el("div", { class: "inside" },
        el("div", { class: "fields" }, text(night, sub("begins"), "Begins", { hint: "Such as 20:00, Sun 02:00, or +2h." }),
          each.ends === undefined ? text(night, sub("lasts"), "Lasts", { hint: "Such as 6h." }) : text(night, sub("ends"), "Ends", { hint: "Such as Sun 02:00." }), size),
        each.severity ? null : [Object.keys(need).map((kind) => needEditor(night, [...path, "need", kind], { id: kind, name: this.kind(kind) }, when)), this.addKind(path, need)],
        this.section(`more-${at}`, "More about this place", "", el("div", { class: "fields" }, this.members("incidents", ["begins", "lasts", "ends", "severity", "need"], path))),
        el("button", { type: "button", class: "plain danger", on: { click: () => this.removePlace(at, each) } }, `Remove ${titleOf(each)}`)));
  }

  resize(path, each, picked) {
    if (picked) return this.night.edit([{ path: [...path, "need"], remove: true }, { path: [...path, "severity"], value: picked }].slice(each.need === undefined ? 1 : 0));
    const known = this.form.severities.find((one) => one.id === each.severity);
    return this.night.edit([{ path: [...path, "severity"], remove: true }, { path: [...path, "need"], value: { psu: known ? known.units : 6 } }]);
  }

  kind(id) {
    const found = this.form.kinds.find((each) => each.id === id);
    return found ? found.title : id;
  }

  addKind(path, need) {
    const left = this.form.kinds.filter((each) => !(each.id in need));
    const id = `${idOf(path)}-kind`;
    return this.picker(id, "Add a kind of unit", left.map((each) => ({ value: each.id, title: each.title })), "Add", (kind) => this.night.edit([{ path: [...path, "need", kind], value: 2 }]));
  }

  picker(id, label, choices, words, picked) {
    return el("div", { class: "picker", "data-key": `${id}-picker` }, el("label", { for: id }, label), el("select", { id }, choices.map((each) => el("option", { value: each.value }, each.title))),
      el("button", { type: "button", id: `${id}-add`, disabled: !choices.length, on: { click: () => picked(document.getElementById(id).value) } }, words));
  }

  removePlace(at, each) {
    const id = placeId(each);
    const targets = (Array.isArray(this.tree.targets) ? this.tree.targets : []).map((one, where) => [one, where]).filter(([one]) => one && (one.place === id || one.place === titleOf(each)));
    this.chosen = Math.max(0, at - 1);
    this.night.edit([...targets.reverse().map(([, where]) => ({ path: ["targets", where], remove: true })), { path: ["incidents", at], remove: true }]);
    document.getElementById("add-place").focus();
  }

  // Targets and forces

  targets() {
    const { night, form } = this;
    const places = this.incidents.map((each) => ({ value: placeId(each), title: String(titleOf(each)) }));
    const rows = Array.isArray(this.tree.targets) ? this.tree.targets : [];
    return [el("p", { class: "quiet" }, "A target says how many units must be at a place by a time. The result begins with whether it was met."),
      rows.map((each, at) => el("div", { class: "fields member", "data-key": `target-${at}`, role: "group", "aria-label": `Target ${at + 1}` },
        choice(night, ["targets", at, "place"], "At", places, { must: true }), number(night, ["targets", at, "units"], "Units", { keep: true }),
        choice(night, ["targets", at, "kind"], "Of kind", form.kinds.map((one) => ({ value: one.id, title: one.title })), { usual: `${this.kind("psu")}, the default` }),
        text(night, ["targets", at, "by"], "By", { hint: "A time such as 22:00, or +4h: four hours after disorder begins there.", keep: true }),
        el("button", { type: "button", class: "plain danger", on: { click: () => this.night.edit([{ path: ["targets", at], remove: true }]) } }, `Remove target ${at + 1}`))),
      faultsOf(night, ["targets"]).map((each) => el("p", { class: "says fault" }, sentence(each.said))),
      places.length ? this.picker("add-target", "Set a target at", places, "Add this target", (place) => night.edit([{ path: ["targets"], append: { place, units: this.usualTarget(place), by: "+4h" } }])) : el("p", {}, "Add a place first.")];
  }

  usualTarget(place) {
    const each = this.incidents[this.indexOf(place)] || {};
    const severity = this.form.severities.find((one) => one.id === each.severity);
    const most = severity ? severity.units : mostOf(each.need && each.need.psu);
    return typeof most === "number" && most > 0 ? most : 6;
  }

  forces() {
    const { night } = this;
    const now = this.tree.forces_now && typeof this.tree.forces_now === "object" ? this.tree.forces_now : {};
    const name = (id) => (this.form.forces.find((each) => each.id === id) || { name: id }).name;
    const lends = [{ value: "none", title: "nothing" }];
    const named = [...new Set([...Object.keys(now), ...this.different])];
    const left = this.form.forces.filter((each) => !named.includes(each.id));
    const added = (id) => {
      this.different.add(id);
      this.show();
      this.open("forces-tonight", idOf(["forces_now", id, "psu"]));
    };
    const removed = (id) => {
      this.different.delete(id);
      if (id in now) night.edit([{ path: ["forces_now", id], remove: true }]);
      else this.show();
    };
    return [el("p", { class: "quiet" }, "List each force that is different tonight. All other forces keep their usual numbers."),
      named.map((id) => {
        const path = ["forces_now", id];
        const kinds = this.form.kinds.filter((each) => now[id] && each.id in now[id] && each.id !== "psu");
        return el("div", { class: "fields member", "data-key": `force-${id}`, role: "group", "aria-label": name(id) }, el("h3", { class: "wide" }, name(id)),
          number(night, [...path, "psu"], "PSUs that it has", { placeholder: "default", hint: ["Crews that it could send or use.", this.usual(id, "psu")].filter(Boolean).join(" ") }),
          kinds.map((each) => number(night, [...path, each.id], `${each.title} that it has`, { hint: this.usual(id, each.id) })),
          choice(night, [...path, "lends"], "Lends", lends, { below: true }),
          text(night, [...path, "absence"], "Absent", { placeholder: "default", hint: "A share of its crews, such as 10%." }), text(night, [...path, "notice"], "Notice it needs", { placeholder: "default", hint: "Such as 90m." }),
          el("button", { type: "button", class: "plain danger", on: { click: () => removed(id) } }, `Remove ${name(id)}`));
      }),
      this.picker("add-force", "Something is different in", left.map((each) => ({ value: each.id, title: each.name })), "Add this force", added)];
  }

  // The usual number of crews of a force, from the last version of the night without a fault.
  usual(force, kind) {
    if (this.night.doc.settled) this.numbers = this.night.doc.settled.usual;
    const found = this.numbers && this.numbers[force] && this.numbers[force][kind];
    return Number.isFinite(found) ? `Usual: ${found}.` : "";
  }

  // Everything else, from the form of the desk

  fields(wanted) {
    return this.form.groups.flatMap((group) => group.fields).filter((each) => wanted(each) && !OWN.has(String(each.path[0]))).map((each) => declared(this.night, each, each.path, this.form));
  }

  member(key) {
    return this.form.groups.flatMap((group) => group.fields).find((each) => each.path.length === 1 && each.path[0] === key);
  }

  members(key, without, path) {
    const made = this.member(key);
    return ((made && made.fields) || []).filter((each) => !without.includes(String(each.path[0]))).map((each) => declared(this.night, each, [...path, ...each.path], this.form));
  }

  list(key, one, first) {
    const rows = Array.isArray(this.tree[key]) ? this.tree[key] : [];
    const made = this.member(key);
    const titled = (each) => String((each && (each.name || each.force || each.from || each.region || each.like)) || one);
    return [made && made.help ? el("p", { class: "quiet" }, made.help) : null,
      rows.map((each, at) => this.section(`${key}-${at}`, titled(each), `${one} ${at + 1}`, [el("div", { class: "fields" }, this.members(key, [], [key, at])),
        el("button", { type: "button", class: "plain danger", on: { click: () => this.night.edit([{ path: [key, at], remove: true }]) } }, `Remove ${one} ${at + 1}`)])),
      faultsOf(this.night, [key]).map((each) => el("p", { class: "says fault" }, sentence(each.said))),
      el("button", { type: "button", id: `add-${key}`, on: { click: () => this.addTo(key, first, rows.length) } }, `Add ${/^[aeio]/.test(one) ? "an" : "a"} ${one}`)];
  }

  async addTo(key, first, at) {
    const names = new Set((Array.isArray(this.tree[key]) ? this.tree[key] : []).map((each) => each && each.name));
    const made = { ...first, ...(first.lasts ? { begins: this.usualTime() } : {}) };
    if (made.name) for (let next = 2; names.has(made.name); next += 1) made.name = `${first.name} ${next}`;
    if (await this.night.edit([{ path: [key], append: made }])) this.open(`${key}-${at}`, "");
  }

  rest() {
    const groups = this.form.groups.map((group) => {
      const left = group.fields.filter((each) => !OWN.has(String(each.path[0])) && group.group !== "policy" && group.group !== "forces_now");
      if (!left.length) return null;
      const set = left.filter((each) => under(this.tree, each.path) !== undefined).length;
      const inside = left[0].path[0] in LISTS ? this.list(group.group, ...LISTS[group.group]) : [el("p", { class: "quiet" }, group.said), el("div", { class: "fields" }, left.map((each) => declared(this.night, each, each.path, this.form)))];
      return this.section(`group-${group.group}`, group.title, set ? `${set} set` : "default", inside);
    });
    return this.section("everything-else", "Everything else", "", groups);
  }

  // The file itself

  file() {
    const { doc } = this.night;
    const dirty = this.pane !== null;
    const area = el("textarea", {
      id: "pane", rows: "24", spellcheck: "false", wrap: "off", value: dirty ? this.pane.text : doc.text, "aria-describedby": "pane-says",
      on: { input: (event) => this.typed(event.target.value), keydown: (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); this.keep(); } } },
    });
    const said = !dirty ? "This file is the night. Each change above also changes this text, and you can edit the text here." : this.pane.said || "Checking …";
    return this.section("the-file", "The file", `${doc.name}.yaml`, [el("label", { for: "pane" }, "YAML text of this night"), area, el("p", { id: "pane-says", class: dirty && this.pane.faulty ? "says fault" : "says" }, said),
      el("div", { class: "row" }, el("button", { type: "button", id: "pane-save", disabled: !dirty, on: { click: () => this.keep() } }, "Save this text"), el("button", { type: "button", class: "plain", disabled: !dirty, on: { click: () => { this.pane = null; document.getElementById("pane").value = this.night.doc.text; this.show(); } } }, "Discard this text"))]);
  }

  typed(words) {
    this.pane = words === this.night.doc.text ? null : { text: words, version: this.pane ? this.pane.version : this.night.doc.version, said: "", faulty: false };
    if (this.pane) this.checkPane();
    this.soon();
  }

  async readPane() {
    const pane = this.pane;
    if (!pane) return;
    try {
      const read = await post("/api/check", { text: pane.text });
      const faults = read.faults || [];
      pane.faulty = faults.length > 0;
      pane.said = faults.length ? faults.map((each) => [each.where && `Line ${each.where}:`, each.said, each.next].filter(Boolean).join(" ")).join(" ") : `No faults. ${read.said || ""}`;
    } catch (refused) {
      if (!refused.faults) throw refused;
      pane.faulty = true;
      pane.said = refused.message;
    }
    if (this.pane === pane) { say(pane.said); this.show(); }
  }

  async keep() {
    const pane = this.pane;
    if (!pane) return;
    if (await this.night.write(pane.text, pane.version)) {
      this.pane = null;
      this.show();
    } else if (this.night.doc.version !== pane.version) {
      pane.version = this.night.doc.version;
      notice("The file has changed since you began to type. Your text is still here: save again to replace the newer file, or discard your text.", true);
    } else {
      pane.faulty = true;
      pane.said = this.night.refused.map((each) => [each.said, each.next].filter(Boolean).join(" ")).join(" ") || pane.said;
      this.show();
    }
  }
}

function foundWords(typed, found) {
  const first = found[0].told || found[0].name;
  const plain = (words) => words.toLowerCase().replace(/[^a-z]/g, "");
  if (!plain(first).startsWith(plain(typed))) return `No town is called ${typed}. Did you mean ${first}?`;
  return found.length === 1 ? `1 town: ${first}.` : `${found.length} towns. The first is ${first}.`;
}

const sound = (counted) => ["No faults: ready to run.", counted && `${counted}.`].filter(Boolean).join(" ");

function count(found) {
  const many = Array.isArray(found) ? found.length : found && typeof found === "object" ? Object.keys(found).length : 0;
  return many ? String(many) : "none";
}

function difference(diff) {
  return diff.split("\n").filter((line) => !/^(---|\+\+\+|@@)/.test(line)).map((line) => el("span", { class: line.startsWith("+") ? "more" : line.startsWith("-") ? "less" : null }, line + "\n"));
}
