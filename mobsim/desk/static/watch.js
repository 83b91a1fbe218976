// How is a result watched, and how is it handed on?

import { get, seg } from "./api.js";
import { differences } from "./compare.js";
import { download, el, put } from "./dom.js";
import { KINDS, calledOf, hasPage, resultRow } from "./home.js";

const FILES = { "report.html": ".html", "brief.zip": "-brief.zip", "night.yaml": ".yaml", "summary.txt": ".txt" };

// The questions that the sentences of a night, or of many nights, answer.
const ASKED = ["Enough?", "In time?", "What first?"];

const saved = (file) => { document.getElementById("saved").textContent = `Saved ${file} in your browser's downloads.`; };

export async function watchView(root, name) {
  const folder = await get("/api/folder");
  if (!name) return chooser(root, folder, "Watch", "Choose a result to watch.");
  const result = await get(`/api/results/${seg(name)}`);
  document.title = `${result.title || name} – mobsim desk`;
  const others = folder.results.filter((each) => each.name !== name && each.kind === result.kind && hasPage(each.kind));
  const other = el("select", { id: "other" }, others.map((each) => el("option", { value: each.name }, calledOf(each))));
  put(root, el("div", { class: "head", "data-key": "head" }, el("div", {}, el("h1", {}, result.title || name), el("p", { class: "quiet" }, [name, KINDS[result.kind] || result.kind].filter(Boolean).join(", "))),
    el("div", { class: "row" }, el("a", { class: "button first", href: `#share/${seg(name)}` }, "Share it"),
      others.length ? el("span", { class: "row" }, el("label", { for: "other" }, "Compare with"), other, el("button", { type: "button", on: { click: () => { location.hash = `#compare/${seg(name)}/${seg(other.value)}`; } } }, "Compare")) : null,
      hasPage(result.kind) ? el("a", { class: "button", href: `/results/${seg(name)}/report`, target: "_blank", rel: "noopener" }, "Open it in its own tab") : null)),
    result.provisional ? el("p", { class: "provisional", "data-key": "p" }, typeof result.provisional === "string" ? result.provisional : "Provisional: not all nights of this result have run.") : null,
    hasPage(result.kind) ? el("iframe", { class: "whole", "data-key": `frame-${name}`, title: `Report of ${result.title || name}`, src: `/results/${seg(name)}/report`, allow: "fullscreen" }) : inWords(result));
  return null;
}

// A result without a page: its first answers, its differences, and its text as a command prints it.
function inWords(result) {
  const [one, other] = (result.rows || []).length ? result.title.split(" against ").reverse() : [];
  return el("div", { "data-key": "words" }, (result.sentences || []).map((each) => el("p", { class: "lead" }, each)), one ? [el("p", {}, "A: ", el("strong", {}, one), ". B: ", el("strong", {}, other), ". Both used the same draws, so any difference comes from the plan."), differences(result.rows, "A", "B")] : null,
    el("details", { open: !one }, el("summary", {}, "The full text, as the command prints it"), el("pre", { class: "text", tabindex: "0" }, result.text || "")));
}

export async function shareView(root, name) {
  const folder = await get("/api/folder");
  if (!name) return chooser(root, folder, "Share", "Choose a result to share.");
  const result = await get(`/api/results/${seg(name)}`);
  document.title = `Share ${result.title || name} – mobsim desk`;
  const asked = (result.verdicts || []).length ? ASKED : [];
  const way = (file, title, words, label) => el("div", { class: "sheet" }, el("h2", {}, title), el("p", {}, words), download(`/share/${seg(name)}/${file}`, `${name}${FILES[file]}`, label, saved));
  put(root, el("h1", { "data-key": "h" }, `Share ${result.title || name}`),
    result.provisional ? el("p", { class: "provisional", "data-key": "p" }, typeof result.provisional === "string" ? result.provisional : "Provisional: not all nights of this result have run. Say so when you share it.") : null,
    (result.verdicts || []).length ? el("dl", { class: "verdicts", "data-key": "v" }, result.verdicts.map((each) => el("div", {}, el("dt", {}, each.said), el("dd", { class: each.verdict }, each.value), each.detail ? el("dd", { class: "quiet" }, each.detail) : null))) : null,
    (result.sentences || []).length ? el("div", { class: "sentences", "data-key": "s" }, result.sentences.map((each, at) => el("p", {}, asked[at] ? el("strong", {}, `${asked[at]} `) : null, each))) : null,
    el("div", { class: "thirds", "data-key": "ways" },
      hasPage(result.kind) ? way("report.html", "The report", "One HTML file. It opens in any browser, without a network, and can be sent by e-mail.", "Save the report") : way("summary.txt", "The text", "A text file, as the command line prints it.", "Save the text"),
      result.kind === "night" ? way("brief.zip", "The briefing sheets", "Sheets for the chief officer, hosts, regions and forces, ready to print.", "Save the sheets") : null,
      hasPage(result.kind) ? way("night.yaml", "The night itself", "The night with its seed. Anyone with mobsim can run the same night again from it.", "Save the night") : null),
    el("p", { id: "saved", role: "status" }),
    el("p", { class: "quiet", "data-key": "where" }, "The result is saved in ", el("span", { class: "path" }, folder.folder), " under the name ", el("code", {}, name), "."),
    el("p", { "data-key": "back" }, el("a", { href: `#watch/${seg(name)}` }, "Back to the report")));
  return null;
}

export function chooser(root, folder, title, words) {
  document.title = `${title} – mobsim desk`;
  put(root, el("h1", {}, title), folder.results.length ? [el("p", {}, words), el("ul", { class: "rows" }, folder.results.map((each) => resultRow(each)))]
    : el("p", {}, "There is no result yet. ", el("a", { href: "#run" }, "Run a night first"), "."));
  return null;
}
