// How the map of relationships is drawn: ties on one canvas, travelling dots on a second, faces and names on a third.
// The element in graph.js knows the data and the hand; this half of it knows the pens.

const MANY_TIES = 1500;
const MOST_LABELS = 60;
const TRAVEL = 1700;
const SPREAD = 2400;
const SCALE = ["--v-3", "--v-2", "--v-1", "--v0", "--v1", "--v2", "--v3"];
export const MANY_FACES = 200;
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class PaintedMap extends HTMLElement {
  /* Geometry */

  measure() {
    const { clientWidth: w, clientHeight: h } = this;
    const ratio = Math.min(devicePixelRatio, 2);
    Object.assign(this, { w, h, ratio });
    for (const { canvas } of [this.under, this.sparks, this.over]) [canvas.width, canvas.height] = [w * ratio, h * ratio];
    this.draw();
  }

  /* Room for the card beside the map, where there is room for both. */
  fit() {
    const room = this.w > 620 ? 236 * this.inset : 0;
    const [rx, ry] = [(this.w - room) / 2, (this.h - 24) / 2];
    Object.assign(this, { cx: rx, cy: ry, unit: Math.min(rx, ry), fx: rx - 44, fy: ry - 44 });
  }

  at({ x, y }) {
    const [u, v] = [x * 2 - 1, y * 2 - 1];
    return [this.cx + this.view.x + u * this.fx * this.view.k, this.cy + this.view.y + v * this.fy * this.view.k];
  }

  radius(node) {
    return this.base * (0.72 + 0.5 * node.size) * Math.sqrt(this.view.k);
  }

  /* How far from its middle what is drawn of somebody reaches: a face, or among many a mere disc. */
  extent(node) {
    return this.radius(node) * (this.nodes.length > MANY_FACES ? 0.6 : 1);
  }

  nodeAt(x, y) {
    return this.nodes.findLast((node) => {
      const [nx, ny] = this.at(node);
      return Math.hypot(nx - x, ny - y) <= this.radius(node) + 4;
    });
  }

  curve(a, b) {
    const [from, to] = [this.points[Math.min(a, b)], this.points[Math.max(a, b)]];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    return { from, to, bend: [(from[0] + to[0]) / 2 + dy * 0.09, (from[1] + to[1]) / 2 - dx * 0.09] };
  }

  /* Drawing */

  readTheme() {
    const probe = this.appendChild(document.createElement("i"));
    // A custom property read directly is the raw light-dark(…); a colour is resolved.
    const read = (token) => ((probe.style.color = `var(${token})`), getComputedStyle(probe).color);
    this.colors = SCALE.map(read);
    const named = { ink: "--ink", quiet: "--ink-3", ground: "--surface", line: "--line", accent: "--accent", region: "--group" };
    for (const [name, token] of Object.entries(named)) this[name] = read(token);
    this.font = getComputedStyle(this).fontFamily;
    this.serif = getComputedStyle(document.querySelector("h1")).fontFamily;
    probe.remove();
    this.draw();
  }

  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.colors || !this.w || !this.h) return;
      this.fit();
      // Discs may be smaller than faces.
      const least = this.nodes.length > MANY_FACES ? 5 : 9;
      this.base = Math.min(25, Math.max(least, Math.sqrt((this.w * this.h) / (this.nodes.length * 24 + 40))));
      this.points = this.nodes.map((node) => this.at(node));
      this.near = this.circleOf(this.index.get(this.hovered ?? this.selected));
      this.drawUnder();
      this.drawOver();
    });
  }

  clear(pen) {
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.w, this.h);
    pen.lineCap = pen.lineJoin = "round";
    pen.globalAlpha = 1;
  }

  drawUnder() {
    const pen = this.under;
    this.clear(pen);
    this.drawRings(pen);
    this.drawGroups(pen);
    if (this.ties.length > MANY_TIES) this.drawHairlines(pen);
    else for (const pair of this.ties) this.drawTie(pen, pair);
    pen.setLineDash([]);
  }

  /* One device pixel wide and in batches: canvas draws these ten times faster than wider lines. */
  drawHairlines(pen) {
    pen.globalAlpha = 0.4;
    pen.lineWidth = 1 / this.ratio;
    for (let step = 0; step < SCALE.length; step += 1) {
      const ties = this.ties.filter(({ steps }) => Math.round((steps[0] + steps[1]) / 2) + 3 === step);
      pen.strokeStyle = this.colors[step];
      for (let start = 0; start < ties.length; start += 256) {
        pen.beginPath();
        for (const { a, b } of ties.slice(start, start + 256)) {
          pen.moveTo(...this.points[a]);
          pen.lineTo(...this.points[b]);
        }
        pen.stroke();
      }
    }
  }

  drawTie(pen, { a, b, steps, strengths, strength }) {
    const chosen = this.index.get(this.hovered ?? this.selected);
    const near = chosen === undefined || a === chosen || b === chosen;
    const { from, to, bend } = this.curve(a, b);
    const [p, q] = [middle(from, bend), middle(bend, to)];
    const half = middle(p, q);
    pen.globalAlpha = near ? 0.3 + 0.65 * Math.min(1, strength * 1.6) : 0.12;
    const stroke = (step, own, start, control, end) => {
      pen.strokeStyle = this.colors[step + 3];
      pen.setLineDash(step < 0 ? [4, 5] : []);
      pen.lineWidth = 0.9 + 2.6 * own;
      pen.beginPath();
      pen.moveTo(...start);
      pen.quadraticCurveTo(...control, ...end);
      pen.stroke();
    };
    stroke(steps[0], strengths[0], from, p, half);
    stroke(steps[1], strengths[1], half, q, to);
  }

  drawRings(pen) {
    pen.strokeStyle = this.line;
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1;
    const [cx, cy] = this.at({ x: 0.5, y: 0.5 });
    for (const ring of [0.36, 0.72, 1.08]) {
      pen.beginPath();
      pen.ellipse(cx, cy, Math.max(0, ring * this.fx * this.view.k), Math.max(0, ring * this.fy * this.view.k), 0, 0, 7);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  drawGroups(pen) {
    this.groups.forEach((_, group) => {
      const members = this.membersOf(group);
      if (members.length < 2) return;
      pen.strokeStyle = pen.fillStyle = this.region;
      pen.lineWidth = this.base * 3.1 * Math.sqrt(this.view.k);
      pen.beginPath();
      convexHull(members).forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.stroke();
      pen.fill();
    });
  }

  membersOf(group) {
    return this.points.filter((_, i) => this.nodes[i].group === group);
  }

  drawGroupName(pen, name, group, taken) {
    const members = this.membersOf(group);
    if (members.length < 2) return;
    pen.font = `italic 500 13px ${this.serif}`;
    const half = pen.measureText(name).width / 2;
    const [mx, my] = [0, 1].map((axis) => members.reduce((sum, point) => sum + point[axis], 0) / members.length);
    const away = Math.max(16, this.base * 2.1);
    const tops = members.toSorted((p, q) => p[1] - q[1]);
    const spots = [tops[0], tops.at(-1), ...convexHull(members)].flatMap(([x, y]) => {
      const far = 1 + away / (Math.hypot(x - mx, y - my) || 1);
      return [[x, y - away], [x, y + away], [mx + (x - mx) * far, my + (y - my) * far]];
    });
    const boxes = spots.map(([x, y]) => [x - half, y - 8, x + half, y + 8]);
    const inside = ([l, t, r, b]) => l > 4 && r < this.w - 4 && t > 4 && b < this.h - 36;
    const box = boxes.find((one) => inside(one) && !this.onFace(one) && !clashes(one, taken));
    if (!box) return;
    this.write(pen, name, box, this.quiet);
    taken.push(box);
  }

  write(pen, text, box, color) {
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 3.5;
    pen.strokeStyle = this.ground;
    pen.fillStyle = color;
    const at = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    pen.strokeText(text, ...at);
    pen.fillText(text, ...at);
  }

  onFace([left, top, right, bottom], except) {
    return this.nodes.some((node, i) => {
      if (node === except) return false;
      const [x, y] = this.points[i];
      const r = this.extent(node) + 2;
      return left < x + r && right > x - r && top < y + r && bottom > y - r;
    });
  }

  drawOver() {
    const pen = this.over;
    this.clear(pen);
    const chosen = this.index.get(this.selected);
    const held = this.index.get(this.hovered);
    const rank = (i) => (i === held ? 3 : i === chosen ? 2 : this.nodes[i].size);
    const order = [...this.nodes.keys()].sort((i, j) => rank(j) - rank(i));
    for (const i of order.toReversed()) this.drawNode(pen, i, i === chosen);
    const taken = [];
    for (const i of order.slice(0, MOST_LABELS)) this.drawLabel(pen, i, taken, i === chosen || i === held);
    this.groups.forEach((name, group) => this.drawGroupName(pen, name, group, taken));
  }

  /* Somebody and everyone tied to them; everyone, when nobody is meant. */
  circleOf(who) {
    if (who === undefined) return new Set(this.nodes.keys());
    const ties = this.ties.filter(({ a, b }) => a === who || b === who);
    return new Set([who, ...ties.flatMap(({ a, b }) => [a, b])]);
  }

  drawNode(pen, i, chosen) {
    const node = this.nodes[i];
    const [x, y] = this.points[i];
    const r = this.radius(node);
    pen.globalAlpha = this.near.has(i) ? 1 : 0.45;
    if (this.nodes.length > MANY_FACES) {
      disc(pen, x, y, this.extent(node), this.colors[node.mood + 3]);
      pen.globalAlpha = 1;
      return;
    }
    disc(pen, x, y, r + 3, this.ground);
    if (node.image) {
      pen.save();
      pen.beginPath();
      pen.arc(x, y, r, 0, 7);
      pen.clip();
      pen.drawImage(node.image, x - r, y - r, 2 * r, 2 * r);
      pen.restore();
    }
    pen.beginPath();
    pen.arc(x, y, r + 1.5, 0, 7);
    pen.lineWidth = chosen ? 3.5 : 2.25;
    pen.strokeStyle = chosen ? this.accent : this.colors[node.mood + 3];
    pen.stroke();
    pen.globalAlpha = 1;
  }

  drawLabel(pen, i, taken, chosen) {
    const node = this.nodes[i];
    const near = this.near.has(i);
    const [x, y] = this.points[i];
    const r = this.radius(node);
    pen.font = `${chosen ? 650 : 500} ${chosen ? 13 : 12}px ${this.font}`;
    const boxesFor = (name) => {
      const half = pen.measureText(name).width / 2 + 3;
      const spots = [[x, y + r + 12], [x, y - r - 12], [x + r + half + 4, y], [x - r - half - 4, y]];
      return spots.map(([cx, cy]) => ({ name, box: [cx - half, cy - 8, cx + half, cy + 8] }));
    };
    const inside = ([l, t, right, b]) => l > 0 && right < this.w && t > 0 && b < this.h;
    // The whole name where there is room for it, else what friends would say.
    const spots = [...boxesFor(node.name), ...boxesFor(node.short)];
    const free = ({ box }) => inside(box) && !clashes(box, taken) && !this.onFace(box, node);
    const spot = spots.find(free) ?? (chosen && (spots.find(({ box }) => inside(box)) ?? spots[0]));
    if (!spot) return;
    taken.push(spot.box);
    this.write(pen, spot.name, spot.box, near ? this.ink : this.quiet);
  }

  /* A dot travels along the tie while two meet, and rings where it arrives. */
  drawSparks() {
    const pen = this.sparks;
    this.clear(pen);
    if (!this.points) return;
    for (const { a, b, start } of this.pulses) {
      const t = (performance.now() - start) / TRAVEL;
      const { from, to, bend } = this.curve(a, b);
      const along = a < b ? (s) => s : (s) => 1 - s;
      const gone = ease(Math.min(1, t / 0.7));
      for (let tail = 5; tail >= 0; tail -= 1) {
        const s = gone - tail * 0.018;
        if (s < 0 || t > 0.75) continue;
        pen.globalAlpha = (6 - tail) / 6;
        disc(pen, ...onCurve(from, bend, to, along(s)), 5 - tail * 0.6, this.accent);
      }
      if (t < 0.66) continue;
      const [x, y] = this.points[b];
      pen.globalAlpha = 1 - (t - 0.66) / 0.34;
      pen.beginPath();
      pen.arc(x, y, this.radius(this.nodes[b]) + 3 + 34 * (t - 0.66), 0, 7);
      pen.strokeStyle = this.accent;
      pen.lineWidth = 2;
      pen.stroke();
    }
    for (const ring of this.rings) this.drawRing(pen, ring);
    pen.globalAlpha = 1;
  }

  drawRing(pen, { a, reached, color, start }) {
    const gone = Math.min(1, (performance.now() - start) / SPREAD);
    const [x, y] = this.points[a];
    const away = (i) => Math.hypot(this.points[i][0] - x, this.points[i][1] - y);
    const r = ease(gone) * (Math.max(...reached.map(away)) + 20);
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    pen.globalAlpha = 0.55 * (1 - gone);
    pen.beginPath();
    pen.arc(x, y, Math.max(this.radius(this.nodes[a]), r), 0, 7);
    pen.stroke();
    for (const i of reached) {
      const since = r - away(i);
      if (since < 0) continue;
      pen.globalAlpha = 1 - gone;
      pen.lineWidth = 4;
      pen.beginPath();
      pen.arc(...this.points[i], this.radius(this.nodes[i]) + 5, 0, 7);
      pen.stroke();
    }
  }

  travel() {
    const now = performance.now();
    this.pulses = this.pulses.filter(({ start }) => now - start < TRAVEL);
    this.rings = this.rings.filter(({ start }) => now - start < SPREAD);
    this.drawSparks();
    if (this.pulses.length + this.rings.length && this.isConnected) requestAnimationFrame(() => this.travel());
  }
}

const middle = (p, q) => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
export const ease = (t) => 1 - (1 - t) ** 3;
const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

function onCurve(from, bend, to, s) {
  return [0, 1].map((axis) => (1 - s) ** 2 * from[axis] + 2 * (1 - s) * s * bend[axis] + s ** 2 * to[axis]);
}

function clashes([left, top, right, bottom], taken) {
  return taken.some(([l, t, r, b]) => left < r && right > l && top < b && bottom > t);
}

function disc(pen, x, y, r, color) {
  pen.beginPath();
  pen.arc(x, y, Math.max(0, r), 0, 7);
  pen.fillStyle = color;
  pen.fill();
}

function convexHull(points) {
  const sorted = points.toSorted((p, q) => p[0] - q[0] || p[1] - q[1]);
  const half = (list) => {
    const chain = [];
    for (const p of list) {
      while (chain.length > 1 && cross(chain.at(-2), chain.at(-1), p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}
