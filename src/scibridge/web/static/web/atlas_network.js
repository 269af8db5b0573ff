// The network as a picture to move in. Without this, its strongest stand still, and everything is in the tables.
const NAMES = 24;
const CLOSEST = 0.8, FARTHEST = 40;
const STEP = 60;

class Network {
  constructor(figure, content) {
    this.words = figure.dataset;
    this.content = content;
    this.figure = figure;
    this.frame = figure.querySelector(".network-frame");
    this.side = figure.querySelector(".network-side");
    this.number = new Intl.NumberFormat(this.words.locale, { maximumSignificantDigits: 3 });
    this.view = { x: 0.5, y: 0.5, zoom: 1 };
    this.hovered = this.selected = -1;
    this.fingers = new Map();
    this.prepare();
    this.build();
    this.listen();
    this.colours();
  }

  prepare() {
    const { units, ties } = this.content;
    const top = Math.max(...units.strength);
    this.radius = units.strength.map((one) => 2.5 + 15 * Math.sqrt(one / top));
    this.order = units.strength.map((_, place) => place).sort((one, other) => units.strength[other] - units.strength[one]);
    this.rank = [];
    this.order.forEach((place, rank) => { this.rank[place] = rank; });
    this.partners = units.id.map(() => []);
    ties.one.forEach((one, tie) => {
      this.partners[one].push([ties.other[tie], tie]);
      this.partners[ties.other[tie]].push([one, tie]);
    });
    // Strong ties are drawn wider: three widths, each drawn in one go.
    const most = ties.value.reduce((one, other) => Math.max(one, other), 0);
    this.widths = [[], [], []];
    ties.value.forEach((value, tie) => this.widths[value >= 0.4 * most ? 2 : value >= 0.1 * most ? 1 : 0].push(tie));
    this.groups = new Map();
    // Small ones last, so that large ones do not hide them.
    this.order.forEach((place) => {
      const group = units.group[place];
      if (!this.groups.has(group)) this.groups.set(group, []);
      this.groups.get(group).push(place);
    });
  }

  build() {
    this.canvas = this.made("canvas", { tabIndex: 0 });
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", this.words.label);
    this.pen = this.canvas.getContext("2d");
    this.figure.querySelector(".network-still").replaceWith(this.canvas);
    const tools = this.made("div", { className: "network-tools" });
    const find = this.made("input", { type: "search", placeholder: this.words.find, autocomplete: "off" });
    find.setAttribute("aria-label", this.words.find);
    find.setAttribute("list", "network-names");
    const names = this.made("datalist", { id: "network-names" });
    this.order.slice(0, 1000).forEach((place) => names.append(this.made("option", { value: this.content.units.name[place] })));
    find.addEventListener("change", () => this.find(find.value));
    const button = (text, label, act) => {
      const made = this.made("button", { type: "button", className: "quiet", textContent: text });
      made.setAttribute("aria-label", label);
      made.title = label;
      made.addEventListener("click", act);
      return made;
    };
    tools.append(
      button("+", this.words.in, () => this.zoom(1.5)), button("−", this.words.out, () => this.zoom(1 / 1.5)),
      button("⤢", this.words.whole, () => this.whole()), find, names,
    );
    this.name = this.made("p", { className: "network-name", hidden: true });
    this.name.setAttribute("aria-hidden", "true");
    this.frame.append(tools, this.name);
    this.side.hidden = true;
  }

  made(kind, values = {}) { return Object.assign(document.createElement(kind), values); }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.up(event));
    canvas.addEventListener("pointerleave", () => this.hover(-1));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.resized()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.colours(); this.soon(); });
  }

  // What the page's tokens are here and now: the legend and the canvas itself wear them.
  colours() {
    const worn = getComputedStyle(this.canvas);
    this.ink = worn.color;
    this.ground = worn.backgroundColor;
    this.quiet = worn.borderTopColor;
    this.warm = worn.outlineColor;
    this.font = worn.fontFamily;
    this.fills = new Map();
    this.figure.querySelectorAll(".network-groups .mark").forEach((mark) => {
      this.fills.set(Number(mark.getAttribute("class").match(/group-(\d)/)[1]), getComputedStyle(mark).fill);
    });
  }

  resized() {
    const box = this.canvas.getBoundingClientRect();
    const sharp = window.devicePixelRatio || 1;
    this.width = box.width;
    this.height = box.height;
    this.canvas.width = Math.round(box.width * sharp);
    this.canvas.height = Math.round(box.height * sharp);
    this.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.draw();
  }

  soon() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }

  get reach() { return [(this.width - 90) * this.view.zoom, (this.height - 90) * this.view.zoom]; }

  at(place) {
    const { units } = this.content;
    const [across, down] = this.reach;
    return [this.width / 2 + (units.x[place] - this.view.x) * across, this.height / 2 + (units.y[place] - this.view.y) * down];
  }

  size(place) { return this.radius[place] * Math.min(2.2, this.view.zoom ** 0.35) * (this.width < 500 ? 0.7 : 1); }

  draw() {
    const { pen, content: { units, ties } } = this;
    if (!this.width) return;
    const points = units.id.map((_, place) => this.at(place));
    const chosen = this.selected;
    const near = chosen < 0 ? null : new Set([chosen, ...this.partners[chosen].map(([other]) => other)]);
    pen.clearRect(0, 0, this.width, this.height);
    const inside = (place) => points[place][0] > -30 && points[place][0] < this.width + 30 && points[place][1] > -30 && points[place][1] < this.height + 30;
    pen.strokeStyle = this.quiet;
    this.widths.forEach((found, width) => {
      pen.beginPath();
      for (const tie of found) {
        const one = ties.one[tie], other = ties.other[tie];
        if (!inside(one) && !inside(other)) continue;
        pen.moveTo(...points[one]);
        pen.lineTo(...points[other]);
      }
      pen.lineWidth = [0.5, 1.1, 2.2][width];
      pen.globalAlpha = [0.3, 0.5, 0.7][width] * (near ? 0.25 : 1) * Math.min(1, 0.35 + 1500 / (ties.one.length + 1));
      pen.stroke();
    });
    if (near) {
      pen.globalAlpha = 0.8;
      pen.strokeStyle = this.warm;
      pen.lineWidth = 1.4;
      pen.beginPath();
      for (const [other] of this.partners[chosen]) { pen.moveTo(...points[chosen]); pen.lineTo(...points[other]); }
      pen.stroke();
    }
    for (const [group, members] of this.groups) {
      const seen = members.filter(inside);
      if (near) this.marks(group, seen.filter((place) => !near.has(place)), points, 0.15);
      this.marks(group, near ? seen.filter((place) => near.has(place)) : seen, points, 1);
    }
    for (const place of [this.hovered, chosen]) if (place >= 0) this.ring(points[place], this.size(place));
    this.labels(points, near, inside);
  }

  // All marks of a group in one path.
  marks(group, members, points, strength) {
    const { pen } = this;
    const corners = this.content.shapes[group - 1] ?? [];
    pen.beginPath();
    for (const place of members) {
      const [x, y] = points[place], size = this.size(place);
      if (!corners.length) { pen.moveTo(x + size, y); pen.arc(x, y, size, 0, 2 * Math.PI); continue; }
      corners.forEach(([across, down], corner) => pen[corner ? "lineTo" : "moveTo"](x + size * across, y + size * down));
      pen.closePath();
    }
    pen.globalAlpha = strength;
    pen.fillStyle = this.fills.get(group);
    pen.fill();
    pen.lineWidth = 0.8;
    pen.strokeStyle = this.ground;
    pen.stroke();
  }

  ring([x, y], size) {
    this.pen.globalAlpha = 1;
    this.pen.beginPath();
    this.pen.arc(x, y, size + 4, 0, 2 * Math.PI);
    this.pen.strokeStyle = this.warm;
    this.pen.lineWidth = 2.5;
    this.pen.stroke();
  }

  // The names of the largest in sight, where none stands in another's way.
  labels(points, near, inside) {
    const { pen } = this;
    const taken = [];
    let written = 0;
    pen.globalAlpha = 1;
    pen.font = `600 13px ${this.font}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const first = [this.selected, this.hovered].filter((place) => place >= 0);
    for (const place of [...first, ...this.order]) {
      if (written >= NAMES) break;
      if (!inside(place) || (near && !near.has(place))) continue;
      const text = this.short(this.content.units.name[place]);
      const [x, y] = points[place], half = pen.measureText(text).width / 2 + 3;
      if (taken.some(([x2, y2, half2]) => Math.abs(x - x2) < half + half2 && Math.abs(y - y2) < 17)) continue;
      taken.push([x, y, half]);
      written += 1;
      pen.lineWidth = 3.5;
      pen.strokeStyle = this.ground;
      pen.strokeText(text, x, y);
      pen.fillStyle = this.ink;
      pen.fillText(text, x, y);
    }
  }

  short(name) { return name.length > 32 ? `${name.slice(0, 31)}…` : name; }

  // The mark under a point, the topmost of several.
  under(x, y) {
    let found = -1, closest = Infinity;
    for (let place = 0; place < this.radius.length; place += 1) {
      const [across, down] = this.at(place);
      const away = Math.hypot(across - x, down - y) - this.size(place);
      if (away < 5 && away < closest) { closest = away; found = place; }
    }
    return found;
  }

  local(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, this.local(event));
    this.moved = 0;
  }

  move(event) {
    const now = this.local(event), before = this.fingers.get(event.pointerId);
    if (!before) { this.hover(this.under(...now)); return; }
    if (this.fingers.size === 1) this.pan(now[0] - before[0], now[1] - before[1]);
    else {
      const [other] = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
      this.zoom(apart(now) / (apart(before) || 1), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
    }
    this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    this.fingers.set(event.pointerId, now);
  }

  up(event) {
    const pressed = this.fingers.delete(event.pointerId);
    if (pressed && event.type === "pointerup" && this.moved < 6 && !this.fingers.size) this.select(this.under(...this.local(event)));
  }

  hover(place) {
    if (place === this.hovered) return;
    this.hovered = place;
    this.canvas.classList.toggle("on-one", place >= 0);
    this.name.hidden = place < 0;
    if (place >= 0) {
      const [x, y] = this.at(place);
      this.name.textContent = this.content.units.name[place];
      this.name.style.transform = `translate(${Math.min(Math.max(x + 12, 0), this.width - 160)}px, ${Math.max(y - 44, 0)}px)`;
    }
    this.soon();
  }

  wheel(event) {
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015));
    // At its smallest the picture lets the page scroll on.
    if (factor < 1 && this.view.zoom <= 1) return;
    event.preventDefault();
    this.zoom(factor, this.local(event));
  }

  zoom(factor, around = [this.width / 2, this.height / 2]) {
    const before = this.view.zoom;
    this.view.zoom = Math.min(Math.max(before * factor, CLOSEST), FARTHEST);
    const grown = 1 / before - 1 / this.view.zoom;
    this.view.x += ((around[0] - this.width / 2) / (this.width - 90)) * grown;
    this.view.y += ((around[1] - this.height / 2) / (this.height - 90)) * grown;
    this.pan(0, 0);
  }

  pan(across, down) {
    const [wide, high] = this.reach;
    this.view.x = Math.min(Math.max(this.view.x - across / wide, 0), 1);
    this.view.y = Math.min(Math.max(this.view.y - down / high, 0), 1);
    this.soon();
  }

  whole() { this.view = { x: 0.5, y: 0.5, zoom: 1 }; this.soon(); }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowLeft: () => this.pan(STEP, 0), ArrowRight: () => this.pan(-STEP, 0),
      ArrowUp: () => this.pan(0, STEP), ArrowDown: () => this.pan(0, -STEP),
      "+": () => this.zoom(1.3), "=": () => this.zoom(1.3), "-": () => this.zoom(1 / 1.3), 0: () => this.whole(),
      n: () => this.step(1), p: () => this.step(-1), Escape: () => this.select(-1),
      Enter: () => { if (this.selected >= 0) window.location.assign(this.address("unit", this.selected)); },
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  step(by) {
    const rank = this.selected < 0 ? (by > 0 ? -1 : 0) : this.rank[this.selected];
    this.select(this.order[(rank + by + this.order.length) % this.order.length], true);
  }

  find(text) {
    const wanted = text.trim().toLocaleLowerCase();
    if (!wanted) return;
    const { name } = this.content.units;
    const exact = this.order.find((place) => name[place].toLocaleLowerCase() === wanted);
    const found = exact ?? this.order.find((place) => name[place].toLocaleLowerCase().includes(wanted));
    if (found !== undefined) this.select(found, true);
  }

  address(kind, place, other) {
    const { addresses, units, unit_mark: mark, other_mark: second } = this.content;
    const made = addresses[kind].replace(mark, units.id[place]);
    return other === undefined ? made : made.replace(second, units.id[other]);
  }

  select(place, bring = false) {
    this.selected = place;
    if (place >= 0 && bring) {
      const [x, y] = this.at(place);
      if (x < 40 || y < 40 || x > this.width - 40 || y > this.height - 40) {
        this.view.x = this.content.units.x[place];
        this.view.y = this.content.units.y[place];
      }
    }
    this.tell(place);
    this.soon();
  }

  // The panel beside the picture: whose page, the strongest partners, the works behind.
  tell(place) {
    this.side.hidden = place < 0;
    if (place < 0) { this.side.replaceChildren(); return; }
    const { units, ties, addresses } = this.content;
    const title = this.made("h3");
    title.append(this.made("a", { href: this.address("unit", place), textContent: units.name[place] }));
    const facts = this.made("ul", { className: "plain" });
    for (const [word, value] of [
      [this.words.output, units.works[place]], [this.words.number, this.partners[place].length], [this.words.strength, units.strength[place]],
    ]) facts.append(this.made("li", { textContent: `${word}${this.words.colon}${this.number.format(value)}` }));
    const links = this.made("p");
    links.append(this.made("a", { href: this.address("unit", place), textContent: this.words.page }));
    if (addresses.works) links.append(" · ", this.made("a", { href: this.address("works", place), textContent: this.words.works }));
    const list = this.made("ol");
    const strongest = [...this.partners[place]].sort((one, other) => ties.value[other[1]] - ties.value[one[1]]).slice(0, 10);
    for (const [other, tie] of strongest) {
      const line = this.made("li"), press = this.made("button", { type: "button", className: "link", textContent: units.name[other] });
      press.addEventListener("click", () => { this.select(other, true); this.canvas.focus({ preventScroll: true }); });
      const works = this.made("a", { href: this.address("pair", place, other), textContent: this.words.pair });
      works.append(this.made("span", { className: "unseen", textContent: `${this.words.colon}${units.name[place]} – ${units.name[other]}` }));
      line.append(press, ` ${this.number.format(ties.value[tie])} `, works);
      list.append(line);
    }
    const close = this.made("button", { type: "button", className: "quiet slight", textContent: this.words.close });
    close.addEventListener("click", () => { this.select(-1); this.canvas.focus({ preventScroll: true }); });
    this.side.replaceChildren(title, facts, links, this.made("h4", { textContent: this.words.partners }), list, close);
  }
}

async function begin(figure) {
  try {
    const answer = await fetch(figure.dataset.network, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    new Network(figure, await answer.json());
  } catch {
    const told = document.createElement("p");
    told.className = "quiet small";
    told.setAttribute("role", "status");
    told.textContent = figure.dataset.failed;
    figure.querySelector("figcaption").prepend(told);
  }
}

document.querySelectorAll("figure[data-network]").forEach(begin);
