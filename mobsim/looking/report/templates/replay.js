"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const night = JSON.parse($("replay").textContent);
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const STROKE = 8, DESK_LEFT = 810, DESK_WIDTH = 262, TRUNK = 26;
  const LINGER = 10;  // Minutes for which a message remains visible after its own minute.
  const MOST_LABELS = 6;  // The most marks under way that also show their kind.
  const LONGEST_LABEL = 20;  // The longest name on the map, in letters.
  const REACH = 12;  // A click within this many pixels of a mark selects the mark.
  const [OWN, , HOME] = [0, 1, 2];
  const [REQUEST, , ANSWER] = [0, 1, 2];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 40rem)");
  const root = $("replay-section"), board = $("board"), map = $("map");

  /* --- the log: levels and rows that change at whole minutes -------------------------------- */

  /** The number of values in a rising list that are at most a given value. */
  function upTo(numbers, value) {
    let low = 0, high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= value) low = middle + 1; else high = middle;
    }
    return low;
  }
  function running(steps) {
    let sum = 0;
    return steps.map((step) => sum += step);
  }
  function level(packed) {
    const minutes = running(packed.filter((_, i) => i % 2)), levels = packed.filter((_, i) => i % 2 === 0);
    return (minute) => levels[upTo(minutes, minute)];
  }
  for (const rows of [night.messages, night.waits, night.convoys]) {
    rows.at = running(rows.at);
    if (rows.until) rows.until = rows.until.map((long, i) => rows.at[i] + long);
  }
  const { messages, waits, convoys } = night;
  const forces = night.forces.map(([, , stock]) => stock.map(
    (stock) => stock && { fit: stock[0], home: level(stock[2]), out: level(stock[3]) }));
  const fronts = night.incidents.map((each) => each.fronts.map((front) => front && front.map(level)));
  const awaited = night.desks.map((desk) => level(desk.awaited));
  const first = forces.length, firstDesk = first + fronts.length;

  /* --- clock times ------------------------------------------------------------------------- */

  const wall = (minute) => {
    let seconds = night.clock.start + 60 * minute;
    for (const [at, by] of night.clock.jumps) if (minute >= at) seconds += 60 * by;
    return new Date(1000 * seconds);
  };
  const firstDay = wall(0).toISOString().slice(0, 10);
  const two = (number) => String(number).padStart(2, "0");
  const elapsed = (minute) => `+${Math.floor(minute / 60)}h${two(minute % 60)}`;
  function hour(minute) {
    const now = wall(minute);
    const day = now.toISOString().slice(0, 10) === firstDay ? "" : `${DAYS[now.getUTCDay()]} `;
    return `${day}${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`;
  }
  const time = (minute) => `${hour(minute)} (${elapsed(minute)})`;

  /* --- positions in each view --------------------------------------------------------------- */

  const spot = (spots, n) => [spots[2 * n], spots[2 * n + 1]];
  function way(points) {
    let far = 0;
    return points.map(([x, y], i) => {
      if (i) far += Math.hypot(x - points[i - 1][0], y - points[i - 1][1]);
      return { x, y, far };
    });
  }
  const tiles = night.tiles.concat(night.map.slice(2 * firstDesk));
  const bends = (route) => way(route.map(
    (n, i) => spot(i && i < route.length - 1 ? night.cities : night.map, n)));
  const straight = (route) => way([route[0], route[route.length - 1]].map((n) => spot(tiles, n)));
  const views = {
    map: { spots: night.map, ways: night.routes.map(bends) },
    tiles: { spots: tiles, ways: night.routes.map(straight) },
  };
  /** The way of a message: straight or, between two desks, along the line to their right. */
  function wire(from, to) {
    const spots = views[view].spots, [a, b] = [spot(spots, from), spot(spots, to)];
    if (from < firstDesk || to < firstDesk) return way([a, b]);
    const [right, out] = [DESK_WIDTH, DESK_WIDTH + TRUNK];
    return way([[a[0] + right, a[1]], [a[0] + out, a[1]], [b[0] + out, b[1]], [b[0] + right, b[1]]]);
  }
  function place(along, share) {
    const far = share * along[along.length - 1].far;
    let i = 1;
    while (i < along.length - 1 && along[i].far < far) i += 1;
    const a = along[i - 1], b = along[i] || a;
    const part = b.far > a.far ? (far - a.far) / (b.far - a.far) : 0;
    return [a.x + part * (b.x - a.x), a.y + part * (b.y - a.y), Math.atan2(b.y - a.y, b.x - a.x)];
  }

  /* --- the page: a node is changed only if its content has changed -------------------------- */

  let minute = night.busiest, kind = night.main, view = "map", shown = -1, touched = false;
  const make = (tag, text) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  function draws(tag, of, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(of)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function write(node, value) {
    const told = String(value);
    if (node && node.textContent !== told) node.textContent = told;
  }
  const kept = new WeakMap();
  function set(node, name, value) {
    if (!kept.has(node)) kept.set(node, {});
    const known = kept.get(node);
    if (known[name] === value) return;
    known[name] = value;
    if (value === null) node.removeAttribute(name); else node.setAttribute(name, value);
  }
  const display = (node, on) => set(node, "display", on ? null : "none");

  const home = document.querySelectorAll("#home-now tbody tr"), cities = $("cities").children;
  const [forceNames, placeNames] = [...$("names").children].map((group) => group.children);
  const forceNodes = forces.map((stock, i) => {
    const group = cities[i], [x, y] = spot(tiles, i), letters = night.forces[i][1];
    const tile = draws("g", {}), low = draws("rect", { class: "level", x: x - 43, width: 86 });
    const left = draws("text", { class: "tile-left", x, y: y + 8 });
    tile.append(draws("rect", { class: "tile", x: x - 43, y: y - 43, width: 86, height: 86, rx: 4 }), low);
    $("tiles").append(tile);
    $("tile-texts").append(draws("text", { class: "tile-name", x, y: y - 18 }, letters), left);
    const [all, at] = group.children;
    return { group, all, at, tile, low, left, y, name: forceNames[i], cells: home[i].querySelectorAll("td") };
  });
  const placeNodes = fronts.map((of, i) => {
    const [needed, met, enough] = $(`g${i}`).children;
    const [x, y] = spot(tiles, first + i);
    const alone = !fronts.some((_, j) => j !== i && y === tiles[2 * (first + j) + 1]
      && Math.abs(x - tiles[2 * (first + j)]) < 60);
    const cells = of.map((front, k) => front && front.map((_, n) => $(`s${i}-${k}-${n}`)));
    return { group: $(`g${i}`), needed, met, enough, cells, alone, rows: $(`b${i}`), name: placeNames[i], radius: 0 };
  });
  const deskNodes = night.desks.map((_, i) => {
    const group = $(`k${i}`);
    return {
      group, said: group.querySelector(".desk-said"), queue: group.querySelector(".queue"),
      waiting: $(`d${i}`), awaited: $(`e${i}`),
    };
  });
  const folds = fronts.length > 12;
  const slider = $("minute"), play = $("play"), ticker = $("ticker");
  const listeners = [];

  function paintForce(node, stock, now) {
    const of = stock[kind], fit = of ? of.fit : 0, left = fit ? Math.min(of.home(now), fit) : 0;
    const radius = Math.max(5, 2.4 * Math.sqrt(fit)), share = fit ? left / fit : 0;
    node.radius = radius;
    set(node.all, "r", radius.toFixed(1));
    set(node.at, "r", (radius * Math.sqrt(share)).toFixed(1));
    set(node.group, "class", fit ? "" : "absent");
    set(node.tile, "class", fit ? "" : "absent");
    set(node.low, "y", (node.y + 43 - 86 * share).toFixed(1));
    set(node.low, "height", (86 * share).toFixed(1));
    write(node.left, fit ? `${left}/${fit}` : "–");
    stock.forEach((each, k) => {
      if (!each) return;
      write(node.cells[2 * k], each.home(now));
      write(node.cells[2 * k + 1], each.out(now));
    });
  }
  function paintPlace(node, of, now) {
    let busy = false;
    of.forEach((front, k) => front && front.forEach((each, n) => {
      const units = each(now);
      busy ||= units > 0;
      write(node.cells[k][n], units);
    }));
    if (folds && node.rows.hidden === busy) node.rows.hidden = !busy;
    const [need, there] = of[kind] ? [of[kind][0](now), of[kind][1](now)] : [0, 0];
    const ring = view === "tiles" ? 8 : 12 + 2 * Math.sqrt(need) - STROKE / 2;
    const share = need ? 100 * Math.min(need, there) / need : 0;
    node.on = need > 0 || there > 0;
    node.radius = ring + STROKE / 2;
    display(node.group, node.on);
    display(node.name, node.on && node.named);
    if (!node.on) return;
    set(node.needed, "r", ring.toFixed(1));
    set(node.met, "r", ring.toFixed(1));
    set(node.met, "stroke-dasharray", `${share.toFixed(1)} 100`);
    display(node.enough, need > 0 && there >= need);
    write(node.name.lastChild, `${there}/${need}`);
  }
  function paintDesks(now) {
    const waiting = night.desks.map(() => 0);
    for (let i = 0; i < waits.at.length && waits.at[i] <= now; i += 1) {
      if (now < waits.until[i]) waiting[waits.desk[i] - firstDesk] += 1;
    }
    deskNodes.forEach((node, i) => {
      const asked = awaited[i](now), told = [];
      write(node.waiting, waiting[i]);
      write(node.awaited, asked);
      if (waiting[i]) told.push(`${waiting[i]} waiting`);
      if (asked) told.push(`${asked} answer${asked === 1 ? "" : "s"} due`);
      write(node.said, told.join(" · ") || "nothing waiting");
      set(node.group, "class", told.length ? "desk-mark busy" : "desk-mark");
      const squares = Math.min(waiting[i], 8);
      while (node.queue.children.length > squares) node.queue.lastChild.remove();
      while (node.queue.children.length < squares) {
        const n = node.queue.children.length;
        node.queue.append(draws("rect", { x: DESK_WIDTH - 24 - 15 * (n % 4), y: n < 4 ? -24 : -9, width: 11, height: 11 }));
      }
    });
  }
  function paint(now) {
    forces.forEach((stock, i) => paintForce(forceNodes[i], stock, now));
    fronts.forEach((of, i) => paintPlace(placeNodes[i], of, now));
    paintDesks(now);
    write($("clock"), time(now));
    write($("state-when"), time(now));
    write(ticker, saidAt(now));
    slider.value = now;
    set(slider, "aria-valuetext", time(now));
    const at = upTo(chapterMinutes, now) - 1;
    chapterNodes.forEach((node, i) => node.classList.toggle("now", i === at));
    for (const tell of listeners) tell(now);
  }

  /* --- names and views ----------------------------------------------------------------------- */

  function named() {
    const tiled = view === "tiles";
    map.classList.toggle("tiled", tiled);
    for (const [id, hide] of [["ground", tiled], ["cities", tiled], ["tiles", !tiled], ["tile-texts", !tiled]]) display($(id), !hide);
    forceNodes.forEach((node) => display(node.name, false));
    placeNodes.forEach((node, i) => {
      const [x, y] = spot(views[view].spots, first + i);
      set(node.group, "transform", `translate(${x} ${y})`);
      node.named = tiled && node.alone;
      if (tiled) label(node.name, "", x + 14, y + 7, "s");
    });
    if (tiled) return;
    for (const [n, which, x, y, anchor] of night.names[narrow.matches ? 1 : 0]) {
      if (n < first) {
        const [name, letters] = night.forces[n];
        write(forceNodes[n].name, which || name.length > LONGEST_LABEL ? letters : name);
        label(forceNodes[n].name, null, x, y, anchor);
        display(forceNodes[n].name, true);
      } else {
        placeNodes[n - first].named = true;
        label(placeNodes[n - first].name, which ? "" : clipped(night.incidents[n - first].name), x, y, anchor);
      }
    }
  }
  const clipped = (name) => name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name;
  function label(node, text, x, y, anchor) {
    set(node, "x", x);
    set(node, "y", y);
    set(node, "text-anchor", { s: "start", m: "middle", e: "end" }[anchor]);
    if (text === null) return;
    write(node.firstChild, text);
    set(node.lastChild, "x", x);
    set(node.lastChild, "dy", text ? "1em" : null);
  }

  /* --- moving marks: convoys, and messages between places, desks and forces ------------------- */

  const canvas = $("convoys"), pen = canvas.getContext("2d");
  const above = $("numbers"), nib = above.getContext("2d");  // Numbers are drawn over the names of the map.
  const colours = {};
  let scale = 1, across = 1, names = [], written = [];
  function fit() {
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(canvas.clientWidth * sharp);
    canvas.height = Math.round(canvas.clientHeight * sharp);
    [above.width, above.height] = [canvas.width, canvas.height];
    across = map.getBoundingClientRect().width / map.viewBox.baseVal.width || 1;
    scale = across * sharp;
  }
  function dress() {
    const style = getComputedStyle(root);
    for (const name of ["aid", "own", "land", "desk", "ink"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
  }
  /** Each convoy under way: its position, direction, units and sort. */
  function each(now, show) {
    const along = views[view].ways, last = upTo(convoys.at, now);
    for (let i = 0; i < last; i += 1) {
      if (now >= convoys.until[i] || convoys.kind[i] !== kind) continue;
      const route = along[convoys.route[i]];
      if (route.length > 1) show(...place(route, (now - convoys.at[i]) / (convoys.until[i] - convoys.at[i])), convoys.units[i], convoys.sort[i]);
    }
  }
  /** Each recent message: its way, the share that it has travelled, its units and its sort. */
  function news(now, show) {
    const last = upTo(messages.at, now);
    for (let i = upTo(messages.at, now - LINGER); i < last; i += 1) {
      if (messages.kind[i] !== kind) continue;
      show(wire(messages.from[i], messages.to[i]), Math.min(1, (now - messages.at[i] + 1) / LINGER), messages.units[i], messages.sort[i]);
    }
  }
  const size = (units) => 6 + 2 * Math.sqrt(units);
  const short = (units) => `${units} ${night.kinds[kind][units === 1 ? 1 : 0]}`;
  function at(x, y, turn = 0) {
    pen.setTransform(scale, 0, 0, scale, x * scale, y * scale);
    if (turn) pen.rotate(turn);
    pen.beginPath();
  }
  const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
  /** Names and places on the map, as boxes that numbers should not cover. */
  function boxes() {
    const names = [...$("names").querySelectorAll("text:not([display])")].map((node) => {
      const { x, y, width, height } = node.getBBox();
      return { left: x, right: x + width, top: y, bottom: y + height };
    });
    placeNodes.forEach((node, i) => {
      const [x, y] = spot(views[view].spots, first + i), far = 0.8 * node.radius;
      if (node.on) names.push({ left: x - far, right: x + far, top: y - far, bottom: y + far });
    });
    if (view === "tiles") {
      forces.forEach((_, i) => {
        const [x, y] = spot(tiles, i);
        names.push({ left: x - 38, right: x + 38, top: y - 34, bottom: y + 10 });
      });
    }
    return names;
  }
  /** Print a number beside its mark, where it covers least. A number that must be shown is never left out. */
  function print(text, x, y, far, must, right = canvas.width / scale) {
    const high = Math.max(18, 11 / across), away = far + 3;
    nib.font = `600 ${high}px system-ui, sans-serif`;
    const half = nib.measureText(text).width / 2 + 3;
    let best = null, least = Infinity;
    const [side, low] = [away + half, away + 0.75 * high];
    for (const [dx, dy] of [[0, -away], [0, low], [side, high / 3], [-side, high / 3], [side, -away], [side, low], [-side, -away], [-side, low]]) {
      const middle = Math.max(half, Math.min(right - half, x + dx)), base = Math.max(high, y + dy);
      const box = { left: middle - half, right: middle + half, top: base - 0.8 * high, bottom: base + 0.15 * high, middle, base };
      const covered = written.filter((other) => !apart(box, other)).length;
      if (covered < least) { best = box; least = covered; }
      if (!covered) break;
    }
    if (least && !must) return;
    written.push(best);
    nib.lineWidth = 4;
    nib.textAlign = "center";
    nib.lineJoin = "round";
    nib.strokeStyle = colours.land;
    nib.fillStyle = colours.ink;
    nib.strokeText(text, best.middle, best.base);
    nib.fillText(text, best.middle, best.base);
  }
  function line(along, dash) {
    at(0, 0);
    along.forEach(({ x, y }, i) => { if (i) pen.lineTo(x, y); else pen.moveTo(x, y); });
    pen.setLineDash(dash);
    pen.strokeStyle = colours.desk;
    pen.lineWidth = 2;
    pen.stroke();
    pen.setLineDash([]);
  }
  function polygon(points) {
    points.forEach(([x, y], i) => { if (i) pen.lineTo(x, y); else pen.moveTo(x, y); });
    pen.closePath();
  }
  function envelope(x, y, sort, units) {
    at(x, y);
    if (sort === ANSWER && !units) {
      pen.moveTo(-7, -7); pen.lineTo(7, 7); pen.moveTo(7, -7); pen.lineTo(-7, 7);
    } else if (sort === ANSWER) {
      polygon([[0, -10], [10, 0], [0, 10], [-10, 0]]);
    } else {
      const half = sort === REQUEST ? 9 : 6;
      polygon([[-half, -half], [half, -half], [half, half], [-half, half]]);
    }
    pen.lineWidth = 3;
    pen.fillStyle = sort === ANSWER ? colours.aid : colours.land;
    pen.strokeStyle = sort === ANSWER && units ? colours.land : colours.desk;
    pen.fill();
    pen.stroke();
  }
  function talk(now) {
    const until = waits.at.length;
    pen.globalAlpha = 0.55;
    for (let i = 0; i < until && waits.at[i] <= now; i += 1) {
      if (now < waits.until[i]) line(wire(waits.place[i], waits.desk[i]), [3, 7]);
    }
    const found = [];
    news(now, (along, share, units, sort) => found.push([along, share, units, sort]));
    for (const [along, share] of found) {
      pen.globalAlpha = 0.5 * (1 - share) + 0.08;
      line(along, []);
    }
    pen.globalAlpha = 1;
    for (const [along, share, units, sort] of found) {
      const [x, y] = place(along, share);
      envelope(x, y, sort, units);
      if (units && (sort !== 1 || found.length <= MOST_LABELS)) print(found.length > MOST_LABELS ? units : short(units), x, y, 12, true, x > DESK_LEFT ? undefined : DESK_LEFT - 4);
    }
  }
  function march(now) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    nib.setTransform(1, 0, 0, 1, 0, 0);
    nib.clearRect(0, 0, canvas.width, canvas.height);
    nib.setTransform(scale, 0, 0, scale, 0, 0);
    written = [...names];
    if (night.desks.length && !narrow.matches) talk(now);
    const found = [];
    each(now, (...convoy) => found.push(convoy));
    for (const [x, y, turn, units, sort] of found) {
      const length = size(units);
      at(x, y, sort === OWN ? 0 : turn);
      if (sort === OWN) pen.arc(0, 0, length * 0.7, 0, 7);
      else polygon([[length * 1.2, 0], [-length * 0.9, length * 0.8], [-length * 0.9, -length * 0.8]]);
      pen.lineWidth = sort === HOME ? 2 : 1.4;
      pen.fillStyle = sort === HOME ? colours.land : sort === OWN ? colours.own : colours.aid;
      pen.strokeStyle = sort === HOME ? colours.aid : colours.land;
      pen.fill();
      pen.stroke();
    }
    const many = found.length > MOST_LABELS;
    for (const [x, y, , units] of found) if (units > 1 || !many) print(many ? units : short(units), x, y, size(units), false);
  }
  function draw() {
    const now = Math.floor(minute);
    if (now !== shown) {
      paint(shown = now);
      names = boxes();
    }
    march(still.matches ? now : minute);
  }
  function again() { shown = -1; draw(); }
  let asked = 0;
  function soon() {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; draw(); });
  }
  /** Announce what is drawn, even if the next frame is not drawn yet. */
  function say() {
    draw();
    const told = saidAt(shown);
    $("said").textContent = told.startsWith(hour(shown)) ? time(shown) + told.slice(hour(shown).length) : time(shown);
  }
  function go(to) {
    touched = true;
    minute = Math.max(0, Math.min(night.end, to));
    soon();
  }
  function jump(to) {
    if (playing) pause();
    go(to);
    say();
  }

  /* --- playing ------------------------------------------------------------------------------- */

  let playing = false, before = 0;
  function frame(now) {
    if (!playing) return;
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
    playing = false;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
    minute = Math.floor(minute);
    soon();
    say();
  }
  function start() {
    if (playing) return;
    if (!touched || minute >= night.end) go(0);
    playing = true;
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    before = performance.now();
    requestAnimationFrame(frame);
  }
  const toggle = () => { if (playing) pause(); else start(); };
  play.addEventListener("click", toggle);
  slider.addEventListener("input", () => { if (playing) pause(); go(Number(slider.value)); });
  slider.addEventListener("change", say);
  $("to-start").addEventListener("click", () => jump(0));
  $("kind").addEventListener("change", (event) => { kind = Number(event.target.value); again(); trace(); });
  $("view").addEventListener("change", (event) => { view = event.target.value; named(); again(); });

  /* --- the timeline ---------------------------------------------------------------------------- */

  const chapterNodes = [...document.querySelectorAll(".chapters button")];
  const chapterMinutes = chapterNodes.map((node) => Number(node.dataset.at));
  for (const node of chapterNodes) node.addEventListener("click", () => jump(Number(node.dataset.at)));
  function chapter(by) {
    const now = Math.floor(minute);
    const found = by > 0 ? chapterMinutes.find((at) => at > now) : chapterMinutes.filter((at) => at < now).pop();
    jump(found === undefined ? (by > 0 ? night.end : 0) : found);
  }
  const STEPS = [60, 120, 180, 240, 360, 720, 1440, 2880];
  function rule() {
    const ticks = $("ticks");
    ticks.textContent = "";
    const put = (node, at) => { node.style.left = `${100 * at / Math.max(1, night.end)}%`; ticks.append(node); };
    chapterMinutes.forEach((at) => put(make("i"), at));
    const room = ticks.clientWidth, letters = parseFloat(getComputedStyle(ticks).fontSize);
    const by = STEPS.find((step) => room * step / night.end > letters * (hour(night.end).length > 5 ? 8 : 5)) || 10080;
    for (let at = (60 - wall(0).getUTCMinutes()) % 60; at <= night.end; at += 60) {
      const now = wall(at);
      if ((60 * now.getUTCHours()) % Math.min(by, 1440) || (by > 1440 && Math.floor(at / 1440) % (by / 1440))) continue;
      const tick = make("span", hour(at)), share = room * at / night.end;
      tick.className = share < 2 * letters ? "at-start" : room - share < 2 * letters ? "at-end" : "";
      put(tick, at);
    }
  }
  /** The need for the chosen kind at all places, and the part of it that is met. */
  function trace() {
    const sums = Array.from({ length: 241 }, (_, i) => {
      const at = Math.round(i * night.end / 240);
      let need = 0, met = 0;
      fronts.forEach((of, n) => {
        if (!of[kind] || night.incidents[n].holding) return;
        const needed = of[kind][0](at);
        need += needed;
        met += Math.min(needed, of[kind][1](at));
      });
      return [need, met];
    });
    const most = Math.max(1, ...sums.map(([need]) => need));
    const steps = (n) => sums.map((each, i) => `${i ? "H" : "M"}${i}${i ? "V" : " "}${(98 - 90 * each[n] / most).toFixed(1)}`).join("");
    set(document.querySelector("#curve .curve-need"), "d", steps(0));
    set(document.querySelector("#curve .curve-met"), "d", `${steps(1)}V100H0z`);
  }

  /* --- full screen, and keys ------------------------------------------------------------------ */

  const presenting = () => root.classList.contains("presenting");
  function present(on) {
    root.classList.toggle("presenting", on);
    $("present").setAttribute("aria-pressed", String(on));
    $("present").textContent = on ? "Leave full screen" : "Full screen";
    if (on) root.focus();
  }
  async function screen() {
    const on = !presenting();
    present(on);
    try {
      if (on) await root.requestFullscreen(); else if (document.fullscreenElement) await document.exitFullscreen();
    } catch { /* A frame cannot use full screen: the block then fills the frame. */ }
  }
  $("present").addEventListener("click", screen);
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) present(false); });
  const keys = {
    " ": toggle,
    ArrowLeft: () => jump(Math.floor(minute) - 1),
    ArrowRight: () => jump(Math.floor(minute) + 1),
    PageUp: () => chapter(-1),
    PageDown: () => chapter(1),
    Home: () => jump(0),
    End: () => jump(night.end),
    m: () => jump(night.worst),
    f: screen,
    "?": () => { $("keys").open = !$("keys").open; },
    Escape: () => { if (presenting()) screen(); },
  };
  const MOVES = ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"];
  /** Whether the part of the page that has the focus handles a key itself. */
  function elsewhere(key, target) {
    if (target.closest("select, a, .scroll, #told ol")) return key !== "Escape";
    if (key === " ") return target.closest("button, summary");
    if (!MOVES.includes(key)) return false;
    return !presenting() && target !== root;
  }
  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const mine = presenting() || root.contains(document.activeElement);
    if (!keys[key] || !mine || event.ctrlKey || event.altKey || event.metaKey) return;
    if (elsewhere(key, event.target)) return;
    event.preventDefault();
    keys[key]();
  });

  /* --- for a page that shows this one in a frame -------------------------------------------- */

  window.mobsimReplay = {
    start: 0,
    end: night.end,
    get minute() { return Math.floor(minute); },
    get playing() { return playing; },
    show(to) { if (playing) pause(); go(Math.floor(to)); draw(); },
    play: start,
    pause() { if (playing) pause(); },
    onMinute(tell) { listeners.push(tell); },
  };

  /* --- words: they are compressed, and are unpacked while the map is drawn -------------------- */

  async function unpacked(letters) {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(text).json();
  }
  let words = { stories: {}, minutes: [], ticker: [] };
  function saidAt(now) {
    const last = upTo(words.minutes, now) - 1;
    return last < 0 ? "" : `${hour(words.minutes[last])} ${words.ticker[last]}`;
  }
  const chooser = $("story"), told = $("told");
  function subject(id) {
    const number = Number(id.slice(1));
    return id[0] === "i" ? night.incidents[number].name : night.forces[number][0];
  }
  function listed() {
    for (const [letter, name] of [["i", "Places"], ["f", "Forces"]]) {
      const group = make("optgroup");
      group.label = name;
      for (const id of Object.keys(words.stories)) {
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
    if (!id) return;
    const heading = make("h3");
    heading.append(make("bdi", subject(id)));
    told.append(heading);
    if (!words.stories[id]) {
      told.append(make("p", "The log has no rows about it."));
      return;
    }
    const opening = make("dl");
    for (const [name, said] of words.stories[id].opening) {
      const row = make("div"), answer = make("dd");
      answer.append(make("bdi", said));
      row.append(make("dt", name), answer);
      opening.append(row);
    }
    const list = make("ol");
    list.tabIndex = 0;
    list.setAttribute("aria-label", "Story");
    for (const [when, said, span] of words.stories[id].lines) {
      const row = make("li");
      row.append(make("span", span ? `${span} (${elapsed(when)})` : time(when)), make("bdi", said));
      list.append(row);
    }
    told.append(opening, list);
  }
  chooser.addEventListener("change", () => tell(chooser.value));

  /** The place or force whose mark is nearest to a point of the screen, if it is near enough. */
  function nearest(event) {
    const box = map.getBoundingClientRect();
    const x = (event.clientX - box.left) / across, y = (event.clientY - box.top) / across;
    const { spots } = views[view];
    let best = null, least = REACH / across;
    const near = (id, n, radius) => {
      const away = Math.hypot(spots[2 * n] - x, spots[2 * n + 1] - y), past = away - radius;
      if (past <= Math.min(least, REACH / across)) { best = id; least = past; }
    };
    placeNodes.forEach((node, i) => { if (node.on) near(`i${i}`, first + i, node.radius); });
    if (view === "map") forceNodes.forEach((node, i) => near(`f${i}`, i, node.radius));
    if (view === "tiles" && !(best && least <= 2)) {
      forceNodes.forEach((_, i) => {
        if (Math.max(Math.abs(tiles[2 * i] - x), Math.abs(tiles[2 * i + 1] - y)) <= 43) best = `f${i}`;
      });
    }
    return best;
  }
  map.addEventListener("click", (event) => {
    const id = nearest(event);
    if (!id && !presenting()) return;
    chooser.value = id || "";
    tell(id);
    if (id && !presenting()) told.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  });
  map.addEventListener("pointermove", (event) => {
    const id = nearest(event);
    map.style.cursor = id ? "pointer" : "";
    write($("hover"), id ? subject(id) : "");
  });

  /* --- size and colour scheme ----------------------------------------------------------------- */

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { dress(); soon(); });
  narrow.addEventListener("change", () => { named(); again(); });
  new ResizeObserver(() => { fit(); rule(); draw(); }).observe(canvas);

  unpacked(night.words).then((found) => { words = found; listed(); again(); }, () => {
    words.minutes = [0];
    words.ticker = ["This browser cannot unpack the stories. Use a newer browser."];
    again();
  });
  for (const node of document.querySelectorAll(".replay .controls")) node.hidden = false;
  const desks = $("desks");
  if (desks && !narrow.matches) desks.open = false;  // They are beside the map.
  dress();
  fit();
  named();
  trace();
  rule();
  draw();
})();
