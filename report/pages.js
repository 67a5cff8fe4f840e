
// A line of the tree opens over the page, with its own address: the way back closes it.
const pane = document.createElement("dialog");
pane.className = "part";
pane.setAttribute("aria-label", "A line of the tree");
pane.innerHTML = '<button type="button" class="shut" aria-label="Close">✕</button><div class="pane" tabindex="-1"></div>';
const inside = pane.querySelector(".pane");
const storyAddress = location.pathname + location.search;
let opened = 0; // how many addresses of lines are on top of that of the page

// fetched is the part of a page that an address names.
const fetched = async (address) => {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "1");
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected && !new URL(answer.url).searchParams.has("part")) throw new Error(String(answer.status));
  return answer.text(); // of our own server, which escapes every text
};

const show = async (address) => {
  let html;
  try {
    html = await fetched(address);
  } catch {
    location.assign(address); // the page itself says what is wrong
    return;
  }
  inside.innerHTML = html;
  inside.querySelector("h1")?.setAttribute("tabindex", "-1");
  if (!pane.isConnected) document.body.append(pane);
  if (!pane.open) pane.showModal();
  inside.scrollTop = 0;
  inside.querySelector("h1")?.focus({ preventScroll: true });
  toHash(new URL(address, location.href).hash);
};

const toHash = (hash) => {
  const at = hash.length > 1 && inside.querySelector("#" + CSS.escape(decoded(hash)));
  at?.scrollIntoView({ block: "center" });
};

const isPart = (path) => /\/(lines\/[^/]+|claims)\/[^/]+$/.test(path);
const isPlain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

if (!isPart(location.pathname) && document.querySelector("main .tree")) {
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event)) return;
    const url = new URL(link.getAttribute("href"), location.origin + storyAddress); // of an SVG link, too
    if (pane.contains(link)) {
      if (link.getAttribute("href").startsWith("#")) { // within the part
        event.preventDefault();
        toHash(link.getAttribute("href"));
        return;
      }
      if (url.pathname === new URL(storyAddress, location.href).pathname) { // back to the page
        event.preventDefault();
        leave(url.hash);
        return;
      }
    }
    if (url.origin !== location.origin || !/\/lines\/[^/]+\/[^/]+$/.test(url.pathname)) return;
    event.preventDefault();
    opened++;
    history.pushState({ opened }, "", url);
    show(url.href);
  });
  // leave closes the part, and goes to a place of the page.
  const leave = (hash) => {
    pane.after = hash;
    if (opened > 0) history.go(-opened); else pane.close();
  };
  pane.addEventListener("cancel", (event) => { event.preventDefault(); leave(""); });
  pane.querySelector(".shut").addEventListener("click", () => leave(""));
  pane.addEventListener("click", (event) => { if (event.target === pane) leave(""); });
  addEventListener("popstate", () => {
    opened = history.state?.opened ?? 0;
    if (opened > 0 && isPart(location.pathname)) { show(location.href); return; }
    if (pane.open) pane.close();
    if (pane.after) { const to = pane.after; pane.after = ""; location.hash = to; reveal(); }
  });
}

// A line that was opened over another page, and then loaded by itself, does not hold that page any more.
const loaded = location.pathname;
if (isPart(loaded)) addEventListener("popstate", () => { if (location.pathname !== loaded) location.reload(); });

// The text of a report is fetched when it is unfolded, or when a link leads into it.
const texts = new Map();
const fetchText = (report) => {
  const link = report.querySelector("a.fetch");
  if (!link) return Promise.resolve();
  if (!texts.has(report)) texts.set(report, fetched(link.getAttribute("href")).then((html) => {
    const page = document.createElement("template");
    page.innerHTML = html;
    const said = page.content.querySelector(".said");
    for (const alias of said.querySelectorAll(".alias")) alias.remove();
    link.closest(".fetched").replaceWith(said);
  }).catch(() => texts.delete(report)));
  return texts.get(report);
};
for (const report of document.querySelectorAll("details.report")) {
  report.addEventListener("toggle", () => { if (report.open) fetchText(report); });
}
const intoReport = async () => {
  const id = decoded(location.hash);
  if (!id || document.getElementById(id)) return;
  const report = document.getElementById(id.replace(/\.\d+$/, ""));
  if (!report?.matches("details.report")) return;
  await fetchText(report);
  reveal();
};
addEventListener("hashchange", intoReport);
addEventListener("click", (event) => { // a link to a sentence whose text the page can fetch
  const link = event.target.closest?.("a.ref, a.dot, a.letter");
  if (!link || !isPlain(event) || pane.contains(link)) return;
  const url = new URL(link.getAttribute("href"), location.href);
  const report = url.pathname.includes("/reports/") && document.getElementById(decoded(url.hash).replace(/\.\d+$/, ""));
  if (!report || !report.matches?.("details.report")) return;
  event.preventDefault();
  location.hash = url.hash;
});
intoReport();
