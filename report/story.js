"use strict";
// What a link leads to is opened, with everything around it.
const reveal = () => {
  const at = location.hash.length > 1 && document.getElementById(location.hash.slice(1)); // our ids are plain
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
const folded = [...document.querySelectorAll("details")];
const unfold = document.createElement("button");
unfold.type = "button";
unfold.className = "unfold";
unfold.textContent = "Unfold all";
unfold.addEventListener("click", () => {
  const all = unfold.textContent === "Unfold all";
  for (const part of folded) part.open = all;
  unfold.textContent = all ? "Fold all" : "Unfold all";
});
if (folded.length) document.querySelector(".toc, header")?.after(unfold);

// The drawing grows, shrinks and is dragged.
for (const frame of document.querySelectorAll(".tree .scroll")) {
  const drawing = frame.querySelector("svg");
  const width = drawing.width.baseVal.value, height = drawing.height.baseVal.value;
  let scale = 1;
  const set = (s) => {
    scale = Math.min(4, Math.max(0.25, s));
    drawing.setAttribute("width", width * scale);
    drawing.setAttribute("height", height * scale);
  };
  const bar = document.createElement("div");
  bar.className = "zoom";
  for (const [sign, label, to] of [["−", "Zoom out", () => scale / 1.25], ["+", "Zoom in", () => scale * 1.25], ["↺", "Original size", () => 1], ["⤢", "Fit the width", () => frame.clientWidth / width]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.addEventListener("click", () => set(to()));
    bar.append(button);
  }
  frame.before(bar);
  bar.classList.add(frame.classList[1]); // wide, middle or narrow

  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    set(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }, { passive: false });
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0 && !event.target.closest("a")) from = [event.clientX + frame.scrollLeft, event.clientY + frame.scrollTop];
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    frame.scrollLeft = from[0] - event.clientX;
    frame.scrollTop = from[1] - event.clientY;
  });
  addEventListener("pointerup", () => { from = null; });
}
