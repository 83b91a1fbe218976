// What does the map of a night show, and which place is clicked?

import { el, put, svg } from "./dom.js";

// Where a name may be beside its dot: across, down, anchor. The name of a place keeps clear of the ring around it.
const SIDES = {
  name: [[8, 4, "start"], [-8, 4, "end"], [0, -8, "middle"], [0, 16, "middle"], [6, -4, "start"], [6, 12, "start"], [-6, -4, "end"], [-6, 12, "end"]],
  place: [[16, 5, "start"], [-16, 5, "end"], [0, -18, "middle"], [0, 28, "middle"], [14, -9, "start"], [14, 19, "start"], [-14, -9, "end"], [-14, 19, "end"]],
};

export class CountryMap {
  constructor(country, picked, opened) {
    Object.assign(this, { country, picked, opened });
    this.view = { x: 0, y: 0, width: country.width, height: country.height };
    this.places = [];
    this.chosen = "";
    this.ends = svg("g", {});
    this.picture = svg("svg", {
      class: "country", role: "img", "aria-label": "Map of England and Wales with the police forces and the places of this night. The list beside it contains the same information.",
      preserveAspectRatio: "xMidYMid meet",
      on: { pointerdown: (event) => this.press(event), pointermove: (event) => this.drag(event), pointerup: (event) => this.release(event), pointercancel: () => { this.pressed = null; } },
    }, svg("clipPath", { id: "land-only" }, svg("rect", { x: 3, y: 3, width: country.width - 6, height: country.height - 6 })),
    svg("path", { class: "coast", d: country.coast, "clip-path": "url(#land-only)" }), this.ends);
    const zoom = (words, sign, by) => el("button", { type: "button", class: "plain", "aria-label": words, title: words, on: { click: () => this.zoom(by) } }, sign);
    this.node = el("div", { class: "map", "data-kept": "" }, this.picture,
      el("div", { class: "zoom", role: "group", "aria-label": "Size of the map" }, zoom("Zoom in", "+", 0.6), zoom("Zoom out", "−", 1 / 0.6), zoom("Whole country", "⤢", 0)));
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.picture);
  }

  spot({ lat, lon }) {
    const { west, north, scale, squeeze } = this.country;
    return { x: (lon - west) * squeeze * scale, y: (north - lat) * scale };
  }

  // Units of the map per pixel of the screen.
  grain() {
    const box = this.picture.getBoundingClientRect();
    if (!box.width || !box.height) return 1;
    return Math.max(this.view.width / box.width, this.view.height / box.height);
  }

  zoom(by) {
    const { country, view } = this;
    if (!by) this.view = { x: 0, y: 0, width: country.width, height: country.height };
    else {
      const width = Math.min(country.width, Math.max(country.width / 12, view.width * by));
      const height = (width * country.height) / country.width;
      const centre = this.focus && by < 1 ? this.focus : { x: view.x + view.width / 2, y: view.y + view.height / 2 };
      this.view = { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
      this.focus = null;
    }
    this.draw();
  }

  at(event) {
    const box = this.picture.getBoundingClientRect();
    const grain = this.grain();
    const { x, y, width, height } = this.view;
    return { x: x + width / 2 + (event.clientX - box.left - box.width / 2) * grain, y: y + height / 2 + (event.clientY - box.top - box.height / 2) * grain };
  }

  press(event) {
    if (event.button) return;
    this.pressed = { x: event.clientX, y: event.clientY, view: { ...this.view }, moved: false };
  }

  drag(event) {
    if (!this.pressed) return;
    const x = event.clientX - this.pressed.x;
    const y = event.clientY - this.pressed.y;
    if (Math.hypot(x, y) > 5) this.pressed.moved = true;
    if (!this.pressed.moved || this.view.width >= this.country.width) return;
    const grain = this.grain();
    Object.assign(this.view, { x: this.pressed.view.x - x * grain, y: this.pressed.view.y - y * grain });
    this.draw();
  }

  release(event) {
    const pressed = this.pressed;
    this.pressed = null;
    if (!pressed || pressed.moved) return;
    const pin = event.target.closest("[data-place]");
    if (pin) return this.opened(pin.getAttribute("data-place"));
    const spot = this.at(event);
    const { west, north, scale, squeeze } = this.country;
    this.picked({ lat: north - spot.y / scale, lon: west + spot.x / (squeeze * scale) });
  }

  show(places, chosen) {
    this.places = places;
    this.chosen = chosen;
    const at = places.find((each) => each.id === chosen);
    this.focus = at ? this.spot(at) : null;
    this.draw();
  }

  draw() {
    const { x, y, width, height } = this.view;
    this.picture.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    const grain = this.grain();
    const box = this.picture.getBoundingClientRect();
    const middle = [x + width / 2, y + height / 2];
    const half = [(box.width * grain) / 2 - 4 * grain, (box.height * grain) / 2 - 4 * grain];
    this.edges = [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
    const around = (each, far) => [each.x - far * grain, each.y - far * grain, each.x + far * grain, each.y + far * grain];
    const buttons = this.node.querySelector(".zoom").getBoundingClientRect();
    const shut = [[buttons.left, buttons.top], [buttons.right, buttons.bottom]].flatMap((spot) => [middle[0] + (spot[0] - box.left - box.width / 2) * grain, middle[1] + (spot[1] - box.top - box.height / 2) * grain]);
    const dots = [shut, ...this.country.forces.map((each) => around(each, 3))];
    const spots = this.places.map((each) => around(this.spot(each), 9));
    this.named = [];
    const pins = this.places.map((each) => this.pin(each, grain, dots, spots));
    const forces = this.country.forces.map((each) => this.dot(each, grain, [...dots, ...spots, ...this.named]));
    put(this.ends, forces, pins);
  }

  // A place of the night always has its name. Without room, the name covers dots of forces, then other places, then other names.
  pin(place, grain, dots, spots) {
    const { x, y } = this.spot(place);
    const rooms = [[...this.named, ...spots, ...dots], [...this.named, ...spots], this.named, [], null];
    const name = rooms.reduce((made, taken) => made || this.label(place.title, x, y, grain, taken, 13, "place"), null);
    return svg("g", { class: place.id === this.chosen ? "pin chosen" : "pin", "data-place": place.id, transform: `translate(${x} ${y}) scale(${grain})` },
      svg("circle", { r: 14, class: "near" }), svg("circle", { r: 7, class: "spot" }), name,
      svg("title", {}, `${place.title} (${place.force_name || place.force})`));
  }

  dot(force, grain, taken) {
    return svg("g", { class: "force", transform: `translate(${force.x} ${force.y}) scale(${grain})` }, svg("circle", { r: 2.6 }), this.label(short(force.name), force.x, force.y, grain, taken, 11, "name"),
      svg("title", {}, force.name));
  }

  // A label on the first side where it covers nothing that is taken, or no label if there is no room. With null, any side will do.
  label(words, x, y, grain, taken, size, kind) {
    const long = words.length * size * (kind === "place" ? 0.62 : 0.53) * grain;
    for (const [across, down, anchor] of SIDES[kind]) {
      const at = x + across * grain;
      const foot = y + down * grain;
      const left = anchor === "start" ? at : anchor === "end" ? at - long : at - long / 2;
      const box = [left, foot - size * grain, left + long, foot + size * grain * 0.25];
      const out = box[0] < this.edges[0] || box[1] < this.edges[1] || box[2] > this.edges[2] || box[3] > this.edges[3];
      if (taken && (out || taken.some((each) => box[0] < each[2] && box[2] > each[0] && box[1] < each[3] && box[3] > each[1]))) continue;
      this.named.push(box);
      return svg("text", { x: across, y: down, "text-anchor": anchor, class: kind }, words);
    }
    return null;
  }
}

// The map has little room, so it shows Kent Police as Kent.
const short = (name) => name.replace(/ (Police( Service)?|Constabulary)$/, "");
