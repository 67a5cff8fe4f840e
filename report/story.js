"use strict";
const decoded = (hash) => { try { return decodeURIComponent(hash.slice(1)); } catch { return ""; } };

// What a link leads to is opened, with everything around it.
const reveal = () => {
  const at = location.hash.length > 1 && document.getElementById(decoded(location.hash));
  if (!at) return;
  for (let e = at; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  at.scrollIntoView({ block: "start" });
};
addEventListener("hashchange", reveal);
addEventListener("click", (event) => { // also of a link to where the page is already
  if (event.target.closest?.('a[href^="#"]')) setTimeout(reveal);
});
reveal();

// What is unfolded is printed, too.
const folded = [...document.querySelectorAll("details")].filter((d) => !d.querySelector("a.fetch")); // a text that is not here yet stays folded
const unfold = document.createElement("button");
unfold.type = "button";
unfold.className = "unfold";
unfold.textContent = "Unfold all";
unfold.addEventListener("click", () => {
  const all = unfold.textContent === "Unfold all";
  for (const part of folded) part.open = all;
  unfold.textContent = all ? "Fold all" : "Unfold all";
});
if (folded.length) document.querySelector("main .toc, main header")?.after(unfold);

// The drawing grows, shrinks and is dragged; parts of the tree fold.
const ROW = 46; // as package drawing has it
const element = (name, attributes, ...inside) => {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...inside);
  return e;
};

class Tree {
  constructor(drawing) {
    this.drawing = drawing;
    this.height = drawing.height.baseVal.value;
    this.parts = [...drawing.querySelectorAll("[data-row]")];
    this.rows = new Map();
    for (const e of drawing.querySelectorAll("[data-end]")) {
      const n = Number(e.dataset.row);
      this.rows.set(n, { n, e, end: Number(e.dataset.end), up: Number(e.dataset.up), x: Number(e.dataset.x), y: Number(e.dataset.y), pile: e.classList.contains("copies"), single: e.hasAttribute("display"), folded: false });
    }
    this.order = [...this.rows.values()].sort((a, b) => a.n - b.n);
    this.order.forEach((r, i) => {
      r.many = r.end - r.n - 1;
      r.folded = r.pile; // copies are one row
      if (!r.single) this.handle(r);
      r.e.addEventListener("keydown", (event) => this.key(event, r));
    });
    this.lay();
  }

  // A sign that folds and unfolds; the keyboard has the arrows for it.
  handle(r) {
    if (r.many < 1) return;
    if (r.pile) {
      for (const [k, v] of [["role", "button"], ["tabindex", "0"]]) r.e.setAttribute(k, v);
      r.e.addEventListener("click", () => this.fold(r, !r.folded));
      return;
    }
    r.count = element("text", { y: 4, "text-anchor": "middle" });
    r.sign = element("g", { class: "fold", "data-row": r.n, "aria-hidden": "true" }, element("circle", { r: 12, class: "reach" }), element("circle", { r: 8 }), r.count);
    r.sign.addEventListener("click", () => this.fold(r, !r.folded));
    this.drawing.append(r.sign);
  }

  fold(r, folded) {
    r.folded = folded;
    this.lay();
  }

  // Everything below a depth is folded, or nothing is.
  foldBelow(depth) {
    const depths = new Map();
    for (const r of this.order) {
      depths.set(r.n, (depths.get(r.up) ?? -1) + 1);
      if (!r.pile) r.folded = r.many > 0 && depths.get(r.n) >= depth;
    }
    this.lay();
  }

  lay() {
    const shift = new Map(), foot = new Map();
    let y = this.order[0]?.y ?? 0, hidden = -1;
    for (const r of this.order) {
      const shown = r.n >= hidden;
      r.shown = shown;
      if (!shown) continue;
      r.at = y;
      y += ROW;
      shift.set(r.n, r.at - r.y);
      foot.set(r.up, r.at);
      if (r.folded) hidden = r.end;
    }
    for (const e of this.parts) {
      const n = Number(e.dataset.row), r = this.rows.get(n);
      if (!r) continue;
      const from = e.dataset.from === undefined ? null : this.rows.get(Number(e.dataset.from));
      const shown = r.shown && (!from || from.shown) && !(e.classList.contains("stem") && !foot.has(n));
      if (shown) e.removeAttribute("display"); else e.setAttribute("display", "none");
      if (!shown) continue;
      if (e.classList.contains("stem")) {
        e.setAttribute("d", `M${r.x} ${r.at + 11}V${foot.get(n) - 8}`);
      } else if (from) {
        for (const path of e.querySelectorAll("path")) {
          path.first ??= path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
          const [a, , b, , c, , d] = path.first;
          path.setAttribute("d", `M${a} ${from.at}C${b} ${from.at} ${c} ${r.at} ${d} ${r.at}`);
        }
      } else {
        e.setAttribute("transform", `translate(0 ${shift.get(n)})`);
      }
    }
    for (const r of this.order) {
      if (r.many > 0 && (r.sign || r.pile)) r.e.setAttribute("aria-expanded", String(!r.folded));
      if (!r.sign) continue;
      if (r.shown) r.sign.removeAttribute("display"); else r.sign.setAttribute("display", "none");
      if (!r.shown) continue;
      r.sign.setAttribute("transform", `translate(${r.x} ${r.at + 23})`);
      r.sign.classList.toggle("folded", r.folded);
      r.count.textContent = r.folded ? "+" + r.many : "−";
    }
    const height = this.height + (y - (this.order[0]?.y ?? 0)) - ROW * this.order.filter((r) => !r.single).length;
    this.drawing.setAttribute("viewBox", `0 0 ${this.drawing.viewBox.baseVal.width} ${height}`);
    for (const line of this.drawing.querySelectorAll(".grid")) line.setAttribute("d", line.getAttribute("d").replace(/V.*/, `V${height - 24}`));
    this.tall?.(height);
  }

  // Up and down go from row to row, left and right fold and unfold as in any tree.
  key(event, r) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = this.order.filter((o) => o.shown), i = shown.indexOf(r);
    const go = (to) => to?.e.focus();
    switch (event.key) {
      case "ArrowDown": go(shown[i + 1]); break;
      case "ArrowUp": go(shown[i - 1]); break;
      case "ArrowLeft": r.many > 0 && !r.folded ? this.fold(r, true) : go(this.rows.get(r.up)); break;
      case "ArrowRight": r.many > 0 && r.folded ? this.fold(r, false) : r.many > 0 && go(shown[i + 1]); break;
      case "Enter": case " ": if (!r.pile) return; this.fold(r, !r.folded); break;
      default: return;
    }
    event.preventDefault();
  }
}

for (const hint of document.querySelectorAll(".tree .hint")) hint.append(" With the keyboard, arrows go from row to row and fold what derives from one; +, − and 0 zoom.");

for (const frame of document.querySelectorAll(".tree .scroll")) {
  const drawing = frame.querySelector("svg");
  if (!drawing) continue;
  const width = drawing.width.baseVal.value;
  let height = drawing.height.baseVal.value, scale = 1;
  const set = (s, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => { // what is at a point of the frame stays there
    const before = scale;
    scale = Math.min(4, Math.max(0.1, s));
    drawing.setAttribute("width", width * scale);
    drawing.setAttribute("height", height * scale);
    frame.scrollLeft = (frame.scrollLeft + x) * scale / before - x;
    frame.scrollTop = (frame.scrollTop + y) * scale / before - y;
  };
  const tree = new Tree(drawing);
  tree.tall = (h) => { height = h; drawing.setAttribute("height", height * scale); };
  tree.lay();
  const bar = document.createElement("div");
  bar.className = "zoom";
  const buttons = [["−", "Zoom out (−)", () => set(scale / 1.25)], ["+", "Zoom in (+)", () => set(scale * 1.25)], ["↺", "Original size (0)", () => set(1)], ["⤢", "Fit the width", () => set(frame.clientWidth / width)]];
  if (tree.order.length > 40) buttons.unshift(["⊟", "Fold all but the first lines", () => tree.foldBelow(2)], ["⊞", "Unfold the whole tree", () => tree.foldBelow(Infinity)]);
  for (const [sign, label, act] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.addEventListener("click", act);
    bar.append(button);
  }
  frame.before(bar);
  bar.classList.add(frame.classList[1]); // wide, middle or narrow

  const at = (event) => [event.clientX - frame.getBoundingClientRect().left, event.clientY - frame.getBoundingClientRect().top];
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { "+": scale * 1.25, "=": scale * 1.25, "-": scale / 1.25, "0": 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  });
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    set(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1), ...at(event));
  }, { passive: false });

  // One finger scrolls as everywhere, two zoom.
  let pinch = null;
  const apart = (t) => Math.hypot(t[0].clientX - t[1].clientX, t[0].clientY - t[1].clientY);
  frame.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { apart: apart(event.touches), scale } : null;
  }, { passive: true });
  frame.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const [a, b] = event.touches, box = frame.getBoundingClientRect();
    set(pinch.scale * apart(event.touches) / Math.max(1, pinch.apart), (a.clientX + b.clientX) / 2 - box.left, (a.clientY + b.clientY) / 2 - box.top);
  }, { passive: false });

  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0 && !event.target.closest("a, .fold, .copies")) from = [event.clientX + frame.scrollLeft, event.clientY + frame.scrollTop];
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    frame.scrollLeft = from[0] - event.clientX;
    frame.scrollTop = from[1] - event.clientY;
  });
  addEventListener("pointerup", () => { from = null; });
}
