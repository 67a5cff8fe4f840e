"use strict";
// What is here, a form or a link does as well: news of the list, progress of a trace, files that are dropped, another text.

// The list of stories says that it has changed, and leaves it to the reader when to look.
const live = document.querySelector("[data-events]");
if (live) {
  const changed = new Set();
  const events = new EventSource(live.dataset.events);
  const tell = (event) => {
    changed.add(JSON.parse(event.data).id);
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = "Reload";
    live.replaceChildren(`${changed.size} ${changed.size === 1 ? "story has" : "stories have"} changed. `, again);
  };
  for (const kind of ["story", "tree"]) events.addEventListener(kind, tell);
  addEventListener("pagehide", () => events.close());
}

// A trace tells how far it is, and the page of its result comes by itself.
const progress = document.querySelector("[data-progress]");
if (progress) {
  const events = new EventSource(progress.dataset.progress);
  events.addEventListener("status", (event) => {
    const status = JSON.parse(event.data);
    const now = progress.querySelector(".now");
    if (now.textContent !== status.text) now.textContent = status.text;
    progress.querySelector(".steps").replaceChildren(...status.steps.map((step) => {
      const item = document.createElement("li");
      item.textContent = step.name;
      if (step.now) item.setAttribute("aria-current", "step");
      return item;
    }));
    if (status.state === "done" || status.state === "failed") {
      events.close();
      location.reload();
    }
  });
  let lost = 0;
  events.addEventListener("error", () => { // a stream may break off; the page without a script asks every two seconds
    if (++lost > 5) setTimeout(() => location.reload(), 5000);
  });
  addEventListener("pagehide", () => events.close());
}

// Files are dropped anywhere on the form, and named before they are sent.
const form = document.querySelector("form.drop");
if (form) {
  const input = form.querySelector("input[type=file]");
  const area = input.closest("fieldset");
  const chosen = area.querySelector(".chosen");
  const size = (bytes) => bytes < 1024 ? `${bytes} bytes` : bytes < 1 << 20 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  const name = () => {
    const files = [...input.files];
    const shown = files.slice(0, 10).map((file) => `${file.name} (${size(file.size)})`);
    if (files.length > 10) shown.push(`${files.length - 10} more`);
    chosen.textContent = shown.join(", ");
  };
  input.addEventListener("change", name);
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    area.classList.add("over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) area.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    area.classList.remove("over");
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    name();
  });
  const more = form.querySelector("button[name=more]");
  more?.addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = form.querySelectorAll(".box");
    const box = boxes[boxes.length - 1].cloneNode(true);
    const n = boxes.length;
    for (const field of box.querySelectorAll("input, textarea")) {
      field.value = "";
      field.id = `${field.name}-${n}`;
      field.closest("p").querySelector("label").htmlFor = field.id;
    }
    box.querySelector("textarea").name = "text";
    box.querySelector(".n").textContent = n + 1;
    boxes[n - 1].after(box);
    box.querySelector("textarea").focus();
    if (n + 1 >= 50) more.hidden = true;
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button.main");
    setTimeout(() => { button.disabled = true; button.textContent = "Sending…"; });
  });
  addEventListener("pageshow", () => { // also of a page that the browser kept
    const button = form.querySelector("button.main");
    button.disabled = false;
    button.textContent = "Trace";
    name();
  });
}
