"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const night = JSON.parse($("replay").textContent);
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const STEPS_DOWN = [0.8, 0.6, 0.4, 0.2];
  const RADIUS = 4;
  const [OWN, , HOME] = [0, 1, 2];
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  /* --- what the log says: levels that change at whole minutes ------------------------------ */

  function level(packed) {
    const minutes = [], levels = [];
    for (let i = 1, at = 0; i < packed.length; i += 2) {
      minutes.push(at += packed[i]);
      levels.push(packed[i + 1]);
    }
    return (minute) => {
      let low = 0, high = minutes.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (minutes[middle] <= minute) low = middle + 1; else high = middle;
      }
      return low ? levels[low - 1] : packed[0];
    };
  }

  const forces = night.forces.map((force) => force.stock.map(
    (stock) => stock && { fit: stock[0], home: level(stock[2]), out: level(stock[3]) }));
  const fronts = night.incidents.map((each) => each.fronts.map((front) => front && front.map(level)));
  const desks = night.desks.map((desk) => level(desk.waiting));

  /* --- clock times ------------------------------------------------------------------------- */

  const wall = (minute) => {
    let seconds = night.clock.start + 60 * minute;
    for (const [at, by] of night.clock.jumps) if (minute >= at) seconds += 60 * by;
    return new Date(1000 * seconds);
  };
  const firstDay = wall(0).toISOString().slice(0, 10);
  const two = (number) => String(number).padStart(2, "0");
  function time(minute) {
    const now = wall(minute);
    const clock = `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`;
    const day = now.toISOString().slice(0, 10) === firstDay ? "" : `${DAYS[now.getUTCDay()]} `;
    return `${day}${clock} (+${Math.floor(minute / 60)}h${two(minute % 60)})`;
  }

  /* --- the way of each convoy --------------------------------------------------------------- */

  const convoys = night.convoys;
  const leaves = [];
  convoys.leaves.reduce((at, by) => (leaves.push(at + by), at + by), 0);
  function ways(spots) {
    return night.routes.map((route) => {
      const way = [];
      let far = 0;
      route.forEach((place, i) => {
        const x = spots[2 * place], y = spots[2 * place + 1];
        if (i) far += Math.hypot(x - way[way.length - 1].x, y - way[way.length - 1].y);
        way.push({ x, y, far });
      });
      return way;
    });
  }
  const straight = (route) => route.length > 2 ? [route[0], route[route.length - 1]] : route;
  const views = {
    map: { spots: night.map, ways: ways(night.map) },
    tiles: { spots: night.tiles, ways: null },
  };
  const routes = night.routes;
  night.routes = routes.map(straight);
  views.tiles.ways = ways(night.tiles);
  night.routes = routes;

  /* --- the page ------------------------------------------------------------------------------ */

  let minute = night.busiest, kind = night.main, view = "map", shown = -1, touched = false;
  const texts = new Map();
  function write(id, value) {
    let text = texts.get(id);
    if (text === undefined) {
      const found = $(id);
      texts.set(id, text = found && found.firstChild);
    }
    const told = String(value);
    if (text && text.data !== told) text.data = told;
  }
  const nodes = (letter, list) => list.map((_, i) => $(letter + i));
  const parts = {
    city: nodes("c", night.forces), tile: nodes("t", night.forces),
    tileName: nodes("n", night.forces), tileLeft: nodes("l", night.forces),
    group: nodes("g", night.incidents), needed: nodes("r", night.incidents),
    rows: nodes("b", night.incidents), met: nodes("m", night.incidents), name: nodes("p", night.incidents),
  };
  const folds = night.incidents.length > 12;
  const clock = $("clock"), slider = $("minute"), play = $("play");

  const listeners = [];
  function paint(now) {
    forces.forEach((stock, i) => {
      const of = stock[kind];
      const left = of ? of.home(now) : 0;
      const step = of && of.fit ? STEPS_DOWN.filter((share) => left < share * of.fit).length : "none";
      parts.city[i].setAttribute("class", `force step-${step}`);
      parts.tile[i].setAttribute("class", `pick tile step-${step}`);
      parts.tileName[i].setAttribute("class", `tile-name middle on-${step}`);
      parts.tileLeft[i].setAttribute("class", `tile-left middle on-${step}`);
      write(`l${i}`, of && of.fit ? `${left}/${of.fit}` : "–");
      stock.forEach((each, k) => {
        if (!each) return;
        write(`h${i}-${k}-0`, each.home(now));
        write(`h${i}-${k}-1`, each.out(now));
      });
    });
    fronts.forEach((of, i) => {
      let busy = false;
      of.forEach((front, k) => front && front.forEach((each, n) => {
        const units = each(now);
        busy ||= units > 0;
        write(`s${i}-${k}-${n}`, units);
      }));
      if (folds && parts.rows[i].hidden === busy) parts.rows[i].hidden = !busy;
      const [need, there] = of[kind] ? [of[kind][0](now), of[kind][1](now)] : [0, 0];
      const unit = view === "tiles" ? RADIUS / 2 : RADIUS;  // A tile's number stays free.
      const radius = unit * Math.sqrt(need);
      parts.needed[i].setAttribute("r", radius.toFixed(1));
      parts.met[i].setAttribute("r", (unit * Math.sqrt(Math.min(need, there))).toFixed(1));
      const name = parts.name[i];
      if (need || there) name.removeAttribute("display"); else name.setAttribute("display", "none");
      const left = views[view].spots[2 * (night.forces.length + i)] > 560;
      name.setAttribute("dx", ((left ? -1 : 1) * (Math.max(radius, 9) + 5)).toFixed(1));
      name.setAttribute("text-anchor", left ? "end" : "start");
    });
    desks.forEach((waiting, i) => write(`d${i}`, waiting(now)));
    clock.textContent = time(now);
    write("state-when", time(now));
    slider.value = now;
    slider.setAttribute("aria-valuetext", time(now));
    for (const tell of listeners) tell(now);
  }

  const canvas = $("convoys"), pen = canvas.getContext("2d");
  const colours = {};
  let scale = 1;
  function fit() {
    const width = canvas.clientWidth, height = canvas.clientHeight;
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(width * sharp);
    canvas.height = Math.round(height * sharp);
    scale = canvas.width / $("map").viewBox.baseVal.width;
  }
  function dress() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["aid", "own", "land"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
  }
  function place(way, share) {
    const last = way[way.length - 1], far = share * last.far;
    let i = 1;
    while (i < way.length - 1 && way[i].far < far) i += 1;
    const a = way[i - 1], b = way[i] || a;
    const part = b.far > a.far ? (far - a.far) / (b.far - a.far) : 0;
    return [a.x + part * (b.x - a.x), a.y + part * (b.y - a.y), Math.atan2(b.y - a.y, b.x - a.x)];
  }
  /* Each convoy that is under way: where, which way, how large, of which sort. */
  function each(now, show) {
    const along = views[view].ways;
    for (let i = 0; i < leaves.length && leaves[i] <= now; i += 1) {
      if (now >= leaves[i] + convoys.takes[i] || convoys.kind[i] !== kind) continue;
      const way = along[convoys.route[i]];
      if (way.length < 2) continue;
      const [x, y, turn] = place(way, (now - leaves[i]) / convoys.takes[i]);
      show(x, y, turn, 7 + 2.2 * Math.sqrt(convoys.units[i]), convoys.sort[i]);
    }
  }
  function march(now) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    each(now, (x, y, turn, length, sort) => {
      const size = length * scale;
      pen.setTransform(1, 0, 0, 1, x * scale, y * scale);
      pen.beginPath();
      if (sort === OWN) {
        pen.arc(0, 0, size * 0.7, 0, 7);
      } else {
        pen.rotate(turn);
        pen.moveTo(size * 1.2, 0);
        pen.lineTo(-size * 0.9, size * 0.8);
        pen.lineTo(-size * 0.9, -size * 0.8);
        pen.closePath();
      }
      pen.lineWidth = (sort === HOME ? 2 : 1.4) * scale;
      pen.fillStyle = sort === HOME ? colours.land : sort === OWN ? colours.own : colours.aid;
      pen.strokeStyle = sort === HOME ? colours.aid : colours.land;
      pen.fill();
      pen.stroke();
    });
  }
  /* On paper the convoys are part of the map: a canvas would be a picture of the screen's size. */
  function engrave(now) {
    const marks = $("engraved");
    marks.textContent = "";
    each(now, (x, y, turn, size, sort) => {
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const [front, back, side] = [1.2, 0.9, 0.8].map((share) => (share * size).toFixed(1));
      mark.setAttribute("class", ["own", "aid", "homeward"][sort]);
      mark.setAttribute("d", `M${front} 0L-${back} ${side}V-${side}z`);
      mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${(57.3 * turn).toFixed(1)})`);
      marks.append(mark);
    });
  }

  function draw() {
    const now = Math.floor(minute);
    if (now !== shown) paint(shown = now);
    march(still.matches ? now : minute);
  }
  function again() { shown = -1; draw(); }
  let asked = 0;
  function soon() {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; draw(); });
  }
  /** What is said is what is drawn, also when the next frame is still to come. */
  function say() { draw(); $("said").textContent = time(shown); }
  function go(to) {
    touched = true;
    minute = Math.max(0, Math.min(night.end, to));
    soon();
  }

  /* --- playing ------------------------------------------------------------------------------- */

  let running = false, before = 0;
  function frame(now) {
    if (!running) return;
    const speed = Number($("speed").value);
    if (still.matches) {
      if (now - before >= 1000) { before = now; go(Math.floor(minute) + speed); }
    } else {
      go(minute + speed * Math.min(0.25, (now - before) / 1000));
      before = now;
    }
    if (minute >= night.end) pause(); else requestAnimationFrame(frame);
  }
  function pause() {
    running = false;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
    minute = Math.floor(minute);
    soon();
    say();
  }
  function start() {
    if (running) return;
    if (!touched || minute >= night.end) go(0);
    running = true;
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    before = performance.now();
    requestAnimationFrame(frame);
  }
  play.addEventListener("click", () => { if (running) pause(); else start(); });
  slider.addEventListener("input", () => { if (running) pause(); go(Number(slider.value)); });
  slider.addEventListener("change", say);
  $("to-start").addEventListener("click", () => { go(0); say(); });
  $("to-worst").addEventListener("click", () => { go(night.worst); say(); });
  $("kind").addEventListener("change", (event) => { kind = Number(event.target.value); again(); });
  $("view").addEventListener("change", (event) => {
    view = event.target.value;
    const tiles = view === "tiles";
    for (const [id, hide] of [["land", tiles], ["cities", tiles], ["tiles", !tiles], ["tile-texts", !tiles]]) {
      if (hide) $(id).setAttribute("display", "none"); else $(id).removeAttribute("display");
    }
    const spots = views[view].spots;
    night.incidents.forEach((_, i) => {
      const at = 2 * (night.forces.length + i);
      parts.group[i].setAttribute("transform", `translate(${spots[at]} ${spots[at + 1]})`);
      parts.name[i].setAttribute("x", spots[at]);
      parts.name[i].setAttribute("y", spots[at + 1]);
    });
    again();
  });

  /* --- for a page that shows this one in a frame -------------------------------------------- */

  window.mobsimReplay = {
    start: 0,
    end: night.end,
    get minute() { return Math.floor(minute); },
    get playing() { return running; },
    show(to) { if (running) pause(); go(to); draw(); },
    play: start,
    pause() { if (running) pause(); },
    onMinute(tell) { listeners.push(tell); },
  };

  /* --- stories -------------------------------------------------------------------------------- */

  /* Sentences come deflated, and are unpacked beside the drawing. */
  async function unpacked(letters) {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(text).json();
  }
  let stories = {};
  const chooser = $("story"), told = $("told");
  const subject = (id) => (id[0] === "i" ? night.incidents : night.forces)[Number(id.slice(1))].name;
  const make = (tag, text) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  function listed() {
    for (const [letter, label] of [["i", "Places"], ["f", "Forces"]]) {
      const group = make("optgroup");
      group.label = label;
      for (const id of Object.keys(stories)) {
        if (id[0] !== letter) continue;
        const option = make("option", subject(id).slice(0, 80));
        option.value = id;
        group.append(option);
      }
      if (group.children.length) chooser.append(group);
    }
    $("stories").hidden = false;
  }
  function tell(id) {
    told.textContent = "";
    if (!stories[id]) return;
    const heading = make("h3");
    heading.append(make("bdi", subject(id)));
    const opening = make("dl");
    for (const [label, said] of stories[id].opening) {
      const line = make("div"), answer = make("dd");
      answer.append(make("bdi", said));
      line.append(make("dt", label), answer);
      opening.append(line);
    }
    const list = make("ol");
    list.tabIndex = 0;
    list.setAttribute("aria-label", "Story");
    for (const [at, said, span] of stories[id].lines) {
      const line = make("li");
      line.append(make("span", span ? `${span} ${time(at).match(/\((.*)\)/)[1]}` : time(at)));
      line.append(make("bdi", said));
      list.append(line);
    }
    told.append(heading, opening, list);
  }
  chooser.addEventListener("change", () => tell(chooser.value));
  $("map").addEventListener("click", (event) => {
    const picked = event.target.closest(".pick");
    if (!picked || !stories[picked.dataset.story]) return;
    chooser.value = picked.dataset.story;
    tell(chooser.value);
    told.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  });

  /* --- paper, size, light ---------------------------------------------------------------------- */

  let kept = minute;
  addEventListener("beforeprint", () => {
    if (running) pause();
    kept = minute;
    minute = night.busiest;
    again();
    engrave(minute);
  });
  addEventListener("afterprint", () => { minute = kept; again(); $("engraved").textContent = ""; });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { dress(); soon(); });
  new ResizeObserver(() => { fit(); draw(); }).observe(canvas);

  unpacked(night.words).then((words) => { stories = words.stories; listed(); });
  for (const node of document.querySelectorAll(".controls")) node.hidden = false;
  dress();
  fit();
  draw();
})();
