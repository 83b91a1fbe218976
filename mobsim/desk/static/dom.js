// How is a tree of elements written, and put on the page so that focus and typing stay?

const SVG = "http://www.w3.org/2000/svg";

function dispatch(event) {
  const heard = this.heard && this.heard[event.type];
  if (heard) heard(event);
}

function listen(node, heard) {
  node.heard = { ...node.heard, ...heard };
  node.listening = node.listening || new Set();
  for (const type of Object.keys(heard)) {
    if (node.listening.has(type)) continue;
    node.listening.add(type);
    node.addEventListener(type, dispatch);
  }
}

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(node, value);
    else if (name === "value" && node.nodeName !== "LI" && node.nodeName !== "PROGRESS") node.setAttribute("data-value", value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(4).filter((each) => each !== null && each !== undefined && each !== false));
  if ("value" in (attributes || {})) give(node, attributes.value ?? "");
  return node;
}

// The value of a field is a property; an attribute would only give the initial value.
function give(node, value) {
  if (node.nodeName === "INPUT" || node.nodeName === "TEXTAREA" || node.nodeName === "SELECT") {
    if (node.type === "radio" || node.type === "checkbox" || node.nodeName === "INPUT" && node.type === "hidden") node.setAttribute("value", value);
    else if (node.value !== String(value)) node.value = value;
  } else if (node.nodeName === "OPTION" || node.nodeName === "PROGRESS") node.setAttribute("value", value);
}

export const el = (tag, attributes, ...children) => made(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => made(document.createElementNS(SVG, tag), attributes, children);

const keyOf = (node) => (node.nodeType === 1 ? node.getAttribute("data-key") || node.id : "");

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other) && one.type === other.type;
}

// Makes an element match a fresh one; the field in which the user is typing keeps its text.
function patch(have, want) {
  if (have.nodeType === 3) {
    if (have.data !== want.data) have.data = want.data;
    return;
  }
  if (have.nodeType !== 1) return;
  for (const { name } of [...have.attributes]) {
    const kept = name === "open" && (have.nodeName === "DETAILS" || have.nodeName === "DIALOG");
    if (!want.hasAttribute(name) && !kept) have.removeAttribute(name);
  }
  for (const { name, value } of want.attributes) {
    if (name === "open" && have.nodeName === "DETAILS") continue;
    if (have.getAttribute(name) !== value) have.setAttribute(name, value);
  }
  have.heard = {};
  if (want.heard) listen(have, want.heard);
  if (have.hasAttribute("data-kept")) return; // other code owns the content: a frame, a map
  children(have, want);
  if ("checked" in want && have.checked !== want.checked) have.checked = want.checked;
  const typing = have === document.activeElement && have.nodeName !== "SELECT";
  if (!typing && want.hasAttribute("data-value")) give(have, want.getAttribute("data-value"));
}

function children(have, want) {
  const wanted = new Set([...want.childNodes].map(keyOf).filter(Boolean));
  const keyed = new Map();
  for (const child of [...have.childNodes]) {
    const key = keyOf(child);
    if (key && !wanted.has(key)) child.remove();
    else if (key) keyed.set(key, child);
  }
  let at = have.firstChild;
  for (const child of [...want.childNodes]) {
    const key = keyOf(child);
    const found = key ? keyed.get(key) : at;
    if (!found || !alike(found, child)) {
      have.insertBefore(child, at);
      if (found && key) {
        if (found === at) at = at.nextSibling;
        found.remove();
      }
      continue;
    }
    if (found === at) at = at.nextSibling;
    else have.insertBefore(found, at);
    patch(found, child);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// Replaces the children of an element with fresh ones.
export function put(node, ...fresh) {
  children(node, el("div", {}, ...fresh));
}

export function say(text) {
  const spoken = document.getElementById("polite");
  if (spoken.textContent !== text) spoken.textContent = text;
}

let noticed;
// Shows a sentence, which disappears after a while unless it is to stay.
export function notice(text, stays = false) {
  const shown = document.getElementById("notice");
  shown.textContent = text;
  shown.classList.toggle("shown", Boolean(text));
  clearTimeout(noticed);
  if (text && !stays) noticed = setTimeout(() => notice(""), 8000);
}

export function download(href, name, words, done) {
  return el("a", { href, download: name, class: "button", on: { click: () => done(name) } }, words);
}

export function later(wait, work) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}
