// What of a page's text cannot be read, and what of its targets cannot be hit?
// Each function gives sentences; tests/boxes.py calls them.
({ ignore, within, printed, spared }) => {
  const SLACK = 1.5; // CSS px: borders and rounding
  const LEAST_TARGET = 24, LEAST_LETTERS = printed ? 7.3 : 9; // of print, 5.5 points
  const SILENT = "script,style,template,noscript,title,desc,option,optgroup,metadata,datalist";
  const CLICKABLE = "a[href],button,input:not([type=hidden]),select,textarea,summary,"
    + "[role=button],[role=link],[role=tab],[role=switch],[role=slider],[role=checkbox],[role=menuitem],[onclick]";
  const root = document.querySelector(within) ?? document.body;
  const said = text => text.replace(/\s+/g, " ").trim().slice(0, 60);
  const skipped = each => ignore && each.closest(ignore);
  // A part of an SVG in a group that is not displayed passes for visible, but has no room.
  const roomy = box => box.width > 0 || box.height > 0;
  const seen = each => each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    && (!(each instanceof SVGGraphicsElement) || roomy(each.getBoundingClientRect()));
  const name = each => {
    const parts = [];
    for (let at = each; at && at !== document.body && parts.length < 3; at = at.parentElement) {
      const id = at.id ? `#${at.id}` : "";
      const kind = at.getAttribute("class")?.trim().split(/\s+/).map(k => `.${k}`).join("") ?? "";
      parts.unshift(at.tagName.toLowerCase() + id + (id ? "" : kind));
      if (id) break;
    }
    return parts.join(" > ");
  };
  const edges = box => ({ left: box.left, top: box.top, right: box.right, bottom: box.bottom });
  const meet = (a, b) => ({
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  });
  const empty = a => a.right - a.left < 1 || a.bottom - a.top < 1;
  const beyond = (box, room) => Math.max(
    room.left - box.left, box.right - room.right,
    // Letters are lower than their box, so a little less room above and below does no harm.
    room.top - box.top - 0.22 * (box.bottom - box.top),
    box.bottom - room.bottom - 0.22 * (box.bottom - box.top),
  );

  // The rooms that cut a box off, from the inside out: hidden ones hide it, the others scroll.
  const rooms = new Map();
  const roomsOf = element => {
    if (!element || element === document.documentElement) return [];
    if (rooms.has(element)) return rooms.get(element);
    const style = getComputedStyle(element), outer = roomsOf(element.parentElement);
    let own = [];
    if (element instanceof SVGSVGElement) {
      if (style.overflowX !== "visible") own = [{ element, hides: true }];
    } else if (element !== document.body && !(element instanceof SVGElement)
      && (style.overflowX !== "visible" || style.overflowY !== "visible") && style.display !== "inline") {
      const hides = /hidden|clip/.test(style.overflowX + style.overflowY) || printed;
      own = [{ element, hides }];
    }
    rooms.set(element, [...own, ...outer]);
    return rooms.get(element);
  };
  const inner = element => {
    const box = element.getBoundingClientRect();
    if (element instanceof SVGElement) return edges(box);
    const left = box.left + element.clientLeft, top = box.top + element.clientTop;
    return { left, top, right: left + element.clientWidth, bottom: top + element.clientHeight };
  };
  const keptForReaders = element => roomsOf(element).some(({ element: each }) =>
    !(each instanceof SVGElement) && (each.clientWidth <= 1 || each.clientHeight <= 1));
  const afloat = element => {
    for (let at = element; at; at = at.parentElement)
      if (/fixed|sticky/.test(getComputedStyle(at).position)) return at;
    return null;
  };

  // A link that is off the page until a keyboard reaches it.
  const comesIn = element => {
    const link = element.closest("a,button"), before = document.activeElement;
    if (!link) return false;
    link.focus({ preventScroll: true });
    const box = link.getBoundingClientRect();
    if (before?.focus && before !== document.body) before.focus({ preventScroll: true });
    else link.blur();
    return box.left >= 0 && box.top + scrollY >= 0 && box.width >= 1;
  };
  const off = box => box.right + scrollX <= 0 || box.bottom + scrollY <= 0;

  // Every line of text that is shown.
  let kept = null;
  const lines = () => kept ??= measured();
  const measured = () => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest(SILENT) || skipped(element)) continue;
      if (!seen(element) || keptForReaders(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        const box = edges(rect);
        if (off(box) && comesIn(element)) continue;
        let shown = box, cut = 0, by = null;
        for (const { element: each, hides } of roomsOf(element)) {
          const room = inner(each), over = beyond(box, room);
          if (hides && over > SLACK && over > cut) [cut, by] = [over, each];
          shown = meet(shown, room);
        }
        found.push({ node, element, box, shown, cut, by, text: said(node.data) });
      }
    }
    return found;
  };

  const clipped = () => {
    const told = new Set();
    for (const { element, box, cut, by, text } of lines()) {
      if (by) told.add(`clipped: "${text}" by ${cut.toFixed(0)} px, by ${name(by)}`);
      const scrolls = roomsOf(element).some(each => !each.hides);
      const left = box.left + scrollX, right = box.right + scrollX;
      if (!scrolls && (left < -SLACK || right > document.documentElement.clientWidth + SLACK))
        told.add(`clipped: "${text}" by the edge of the page, in ${name(element)}`);
    }
    for (const each of root.querySelectorAll("*")) {
      if (skipped(each) || each instanceof SVGElement || !seen(each) || keptForReaders(each)) continue;
      const style = getComputedStyle(each), field = each.matches("input,select,textarea");
      const hides = /hidden|clip/.test(style.overflowX) || style.textOverflow === "ellipsis";
      if ((hides || (field && each.type !== "range")) && each.scrollWidth > each.clientWidth + 1
        && (each.value || each.textContent.trim()) && style.display !== "inline")
        told.add(`clipped: ${name(each)} has ${each.scrollWidth} px of text in ${each.clientWidth} px`);
    }
    return [...told];
  };

  const overlapping = () => {
    const told = new Set();
    const all = lines().filter(({ shown }) => !empty(shown)).map(line => {
      const tall = line.shown.bottom - line.shown.top;
      const { left, top, right, bottom } = line.shown;
      return { ...line, core: { left, right, top: top + 0.24 * tall, bottom: bottom - 0.2 * tall } };
    }).sort((a, b) => a.core.top - b.core.top);
    for (let i = 0; i < all.length; i++)
      for (let j = i + 1; j < all.length && all[j].core.top < all[i].core.bottom; j++) {
        const [a, b] = [all[i], all[j]];
        if (a.node === b.node) continue;
        const both = meet(a.core, b.core);
        if (both.right - both.left <= SLACK || both.bottom - both.top <= SLACK) continue;
        // A halo is the same text at the same place.
        if (a.text === b.text && Math.abs(a.box.left - b.box.left) < 1) continue;
        if (afloat(a.element) !== afloat(b.element)) continue; // it scrolls away from under it
        told.add(`overlapping: "${a.text}" and "${b.text}", in ${name(b.element)}`);
      }
    return [...told];
  };

  // What is painted above an element at a point; null if nothing is.
  const painted = (canvas, x, y) => {
    const box = canvas.getBoundingClientRect();
    const [wide, tall] = [canvas.width / box.width, canvas.height / box.height];
    const dots = canvas.getContext("2d")?.getImageData((x - box.left) * wide, (y - box.top) * tall, 1, 1);
    return !dots || dots.data[3] > 76;
  };
  const opaque = (each, x, y) => {
    const style = getComputedStyle(each);
    let through = 1;
    for (let at = each; at; at = at.parentElement) through *= +getComputedStyle(at).opacity;
    if (each instanceof SVGElement && !(each instanceof SVGSVGElement)) {
      const alpha = paint => paint === "none" ? 0 : +(paint.match(/rgba\(.*, ([\d.]+)\)/)?.[1] ?? 1);
      return through * Math.max(alpha(style.fill) * +style.fillOpacity,
        alpha(style.stroke) * +style.strokeOpacity) > 0.3;
    }
    if (each.matches("img,video")) return true;
    if (each.matches("canvas")) return painted(each, x, y);
    const alpha = +(style.backgroundColor.match(/rgba\(.*, ([\d.]+)\)/)?.[1] ?? 1);
    return through * alpha > 0.3 || style.backgroundImage !== "none";
  };
  const related = (a, b) => a === b || a.contains(b) || b.contains(a);
  const above = (element, x, y) => {
    const text = element.closest("text") ?? element;
    for (const each of document.elementsFromPoint(x, y)) {
      if (related(text, each)) return null;
      if (each.closest("text")?.contains(text)) return null;
      if (opaque(each, x, y)) return each;
    }
    return null;
  };
  const reach = (element, box) => {
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    const within = room => room.left <= x && x <= room.right && room.top <= y && y <= room.bottom;
    const inside = within({ left: 1, top: 1, right: innerWidth - 1, bottom: innerHeight - 1 });
    if (!inside || !roomsOf(element).every(({ element: each }) => within(inner(each))))
      element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  };
  // What scrolls is left as it was found.
  const scrolled = () => [...document.querySelectorAll("*")].filter(each => each !== document.documentElement
    && (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight))
    .map(each => [each, each.scrollLeft, each.scrollTop]);
  const putBack = places => {
    for (const [each, left, top] of places) each.scrollTo({ left, top, behavior: "instant" });
    scrollTo({ left: 0, top: 0, behavior: "instant" });
  };
  const occluded = () => {
    const told = new Set();
    const style = new CSSStyleSheet();
    style.replaceSync("*, *::before, *::after { pointer-events: auto !important; scroll-behavior: auto !important }");
    document.adoptedStyleSheets.push(style);
    const places = scrolled();
    let before = null;
    for (const { node, element, text } of lines()) {
      if (node === before) continue;
      before = node;
      const range = document.createRange();
      range.selectNodeContents(node);
      const first = () => [...range.getClientRects()].find(rect => rect.width >= 1) ?? null;
      const there = first();
      if (!there) continue;
      reach(element, there);
      const box = first();
      if (!box) continue;
      for (const share of [1 / 6, 1 / 2, 5 / 6]) {
        const x = box.left + share * box.width, y = box.top + box.height / 2;
        if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
        const shown = roomsOf(element).every(({ element: each }) => !empty(meet(inner(each),
          { left: x - 1, right: x + 1, top: y - 1, bottom: y + 1 })));
        const by = shown && above(element, x, y);
        if (by) { told.add(`occluded: "${text}" by ${name(by)}`); break; }
      }
    }
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== style);
    putBack(places);
    return [...told];
  };

  const tooSmall = () => {
    const told = new Set();
    for (const { element, text } of lines()) {
      const scale = element instanceof SVGGraphicsElement
        ? Math.sqrt(Math.abs(element.getScreenCTM().a * element.getScreenCTM().d
          - element.getScreenCTM().b * element.getScreenCTM().c)) : 1;
      const letters = parseFloat(getComputedStyle(element).fontSize) * scale;
      if (letters < LEAST_LETTERS - 0.05)
        told.add(`too small: "${text}" at ${letters.toFixed(1)} px, in ${name(element)}`);
    }
    return [...told];
  };

  const tooWide = () => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 1) return [];
    const widest = [...root.querySelectorAll("*")].filter(each => seen(each) && !skipped(each)
      && each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
      && !roomsOf(each.parentElement).length);
    if (!widest.length) return []; // what is not looked at is wide
    return [`too wide: the page, by ${wide} px: ${widest.slice(0, 3).map(name).join("; ")}`];
  };

  // --- what can be hit -----------------------------------------------------------------------

  let aims = null;
  const targets = () => aims ??= [...root.querySelectorAll("*")].filter(each => {
    if (skipped(each) || !seen(each) || keptForReaders(each)) return false;
    if (each.disabled || each.closest("[inert]")) return false;
    if (off(each.getBoundingClientRect()) && comesIn(each)) return false;
    if (each.matches(CLICKABLE) || each.hasAttribute("data-listens")) return true;
    const pointed = at => at && getComputedStyle(at).cursor === "pointer";
    return pointed(each) && !pointed(each.parentElement) && !each.matches("label,option");
  });
  const labelled = each => [each, ...(each.labels ?? [])];
  const inText = each => {
    if (!each.matches("a[href]") || getComputedStyle(each).display !== "inline") return false;
    return !each.querySelector("svg,img");
  };
  const missed = () => {
    const told = new Set(), places = scrolled();
    for (const each of targets()) {
      reach(each, each.getBoundingClientRect());
      const boxes = labelled(each).filter(seen).flatMap(part => [...part.getClientRects()]);
      const rects = boxes.filter(box => box.width >= 1 && box.height >= 1);
      const text = said(each.getAttribute("aria-label") || each.textContent || each.value || "");
      const told_as = `${name(each)} "${text}"`;
      if (!rects.length) { told.add(`no target: ${told_as} has no place on the page`); continue; }
      const wide = Math.max(...rects.map(box => box.width)), tall = Math.max(...rects.map(box => box.height));
      const excused = spared && each.matches(spared);
      if (!excused && !inText(each) && (wide < LEAST_TARGET - 0.5 || tall < LEAST_TARGET - 0.5))
        told.add(`small target: ${told_as} is ${wide.toFixed(0)} × ${tall.toFixed(0)} px`);
      const own = [...each.getClientRects()].find(box => box.width >= 1 && box.height >= 1) ?? rects[0];
      const x = own.left + own.width / 2, y = own.top + own.height / 2;
      const hit = document.elementFromPoint(x, y);
      if (!hit) told.add(`no target: the middle of ${told_as} cannot be scrolled to`);
      else if (!labelled(each).some(part => part === hit || part.contains(hit)))
        told.add(`covered target: the middle of ${told_as} is ${name(hit)}`);
    }
    putBack(places);
    return [...told];
  };

  const shut = () => {
    const told = new Set(), at = location.hash, places = scrolled();
    const lists = [...document.querySelectorAll("details")].map(each => [each, each.open]);
    for (const each of targets()) {
      const text = said(each.textContent);
      if (each.matches("summary")) {
        const open = each.parentElement.open;
        each.click();
        if (each.parentElement.open === open) told.add(`shut: a click on "${text}" does not ${open ? "close" : "open"} it`);
        each.parentElement.open = open;
      } else if (each.matches("a[href^='#']") && each.getAttribute("href").length > 1) {
        const id = decodeURIComponent(each.getAttribute("href").slice(1));
        const target = document.getElementById(id);
        if (!target) { told.add(`shut: "${text}" leads to #${id}, which is not there`); continue; }
        each.click();
        if (!target.checkVisibility()) told.add(`shut: "${text}" leads to #${id}, which is not shown`);
      }
    }
    for (const [each, open] of lists) each.open = open;
    if (location.hash !== at) location.hash = at;
    putBack(places);
    return [...told];
  };

  return { clipped, overlapping, occluded, tooSmall, tooWide, missed, shut };
}
