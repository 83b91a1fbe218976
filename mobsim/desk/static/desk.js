// Which view does the address ask for, and what is above all of them?

import { Refused, get, post, seg } from "./api.js";
import { buildView } from "./build.js";
import { compareView } from "./compare.js";
import { el, notice, put } from "./dom.js";
import { homeView } from "./home.js";
import { runView } from "./run.js";
import { shareView, watchView } from "./watch.js";

const VIEWS = { build: buildView, run: runView, watch: watchView, compare: compareView, share: shareView };
const last = { night: "", result: "" };
let shown = null;
let turn = 0;

const route = () => location.hash.replace(/^#\/?/, "").split("/").map((each) => { try { return decodeURIComponent(each); } catch { return each; } });

function bar([view]) {
  const link = (to, words, name) => el("a", { href: to, "aria-current": name === view ? "page" : null }, words);
  const night = last.night ? `/${seg(last.night)}` : "";
  const result = last.result ? `/${seg(last.result)}` : "";
  put(document.getElementById("bar"), el("a", { class: "brand", href: "#", "aria-label": "mobsim desk: nights and results" }, "mobsim ", el("span", {}, "desk")),
    el("nav", { "aria-label": "Steps" }, link("#", "Nights", ""), link(`#build${night}`, "Build", "build"), link(`#run${night}`, "Run", "run"), link(`#watch${result}`, "Watch", "watch"),
      link("#compare", "Compare", "compare"), link(`#share${result}`, "Share", "share")),
    el("button", { type: "button", class: "plain stop", on: { click: stop } }, "Stop the desk"));
}

async function go() {
  const mine = (turn += 1);
  const [view, ...names] = route();
  if (shown && shown.close) shown.close();
  shown = null;
  notice("");
  if ((view === "build" || view === "run") && names[0]) last.night = names[0];
  if ((view === "watch" || view === "share") && names[0]) last.result = names[0];
  bar([view]);
  const old = document.getElementById("content");
  const root = el("main", { id: "content", tabindex: "-1", class: view || "home" });
  try {
    const make = view === "build" && !names[0] ? firstNight : VIEWS[view] || homeView;
    const made = await make(root, ...names);
    if (mine !== turn) {
      if (made && made.close) made.close();
      return;
    }
    shown = made;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    if (mine !== turn) return;
    put(root, el("h1", {}, "This cannot be shown"), el("p", {}, refused.message), el("p", {}, el("a", { href: "#" }, "Back to nights and results")));
  }
  old.replaceWith(root);
  if (shown && shown.map) shown.map.draw();
  if (turn > 1) {
    scrollTo(0, 0);
    const active = document.activeElement;
    if (!active || active === document.body || !active.isConnected) root.focus({ preventScroll: true });
  }
}

async function firstNight(root) {
  const { nights } = await get("/api/folder");
  if (!nights.length) return homeView(root);
  location.replace(`#build/${seg(nights[0].name)}`);
  return null;
}

async function stop() {
  try {
    await post("/api/stop");
    clearInterval(beat);
    notice("The desk has stopped. You can close this page. To start it again, use the command mobsim desk.", true);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    notice(refused.message, true);
  }
}

const beat = setInterval(() => post("/api/alive").catch(() => notice("The desk does not answer. Start it again with the command mobsim desk.", true)), 60000);

addEventListener("hashchange", go);
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select") || !shown || !shown.night || !shown.night.undo) return;
  if (event.key === "z" && !event.shiftKey) { event.preventDefault(); shown.night.undo(); }
  if (event.key === "y" || (event.key === "z" && event.shiftKey)) { event.preventDefault(); shown.night.redo(); }
});
document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); document.getElementById("content").focus(); });
go();
