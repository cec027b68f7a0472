// The search drops its hits down while one types: a combobox over a listbox of links.
import { say } from "./words.js";

const PAUSE = 120;
const form = document.querySelector("[data-search]");
const field = form?.querySelector("input");
const list = document.getElementById("palette");
const status = form?.querySelector("[data-palette-status]");

let timer = 0;
let request = null;
let shownFor = "";
let openFirst = false;

const asked = () => field.value.trim();
const options = () => [...list.querySelectorAll("[role=option]")];
const active = () => list.querySelector("[aria-selected=true]");

function mark(option) {
  active()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function move(by) {
  const all = options();
  if (all.length) mark(all[(all.indexOf(active()) + by + all.length) % all.length]);
}

function close() {
  clearTimeout(timer);
  request?.abort();
  openFirst = false;
  shownFor = "";
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function show(html) {
  list.innerHTML = html;
  const all = options();
  list.hidden = false;
  field.setAttribute("aria-expanded", String(all.length > 0));
  status.textContent = list.querySelector("[data-palette-says]")?.textContent.trim() ?? "";
  mark(all.find((option) => option.href));
  if (openFirst) active()?.click();
  openFirst = false;
}

async function ask() {
  clearTimeout(timer);
  request?.abort();
  request = new AbortController();
  const text = asked();
  try {
    const address = `${form.action}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(address, {
      headers: { "HX-Request": "true" },
      signal: request.signal,
    });
    // A session that ended answers with the sign-in page: then the whole page goes there.
    if (!answer.ok || answer.redirected) return form.submit();
    const html = await answer.text();
    if (text !== asked()) return;
    shownFor = text;
    show(html);
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = say("offline");
  }
}

function typed() {
  clearTimeout(timer);
  if (!asked()) close();
  else timer = setTimeout(ask, PAUSE);
}

function enter(event) {
  if (!asked()) return;
  event.preventDefault();
  if (shownFor === asked()) {
    active()?.click();
    return;
  }
  // Typed faster than it was answered: the first hit is opened when it is known.
  openFirst = true;
  ask();
}

const keys = {
  ArrowDown: () => (list.hidden ? typed() : move(1)),
  ArrowUp: () => move(-1),
  Escape: close,
};

if (field && list) {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "palette-list");
  field.setAttribute("aria-expanded", "false");
  field.addEventListener("input", typed);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") return enter(event);
    if (!(event.key in keys) || (event.key !== "ArrowDown" && list.hidden)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  // A click on a hit takes the focus only when it leads somewhere: until then the list stays.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== active()) mark(option);
  });
  field.addEventListener("blur", close);
  // Typed before the page could listen.
  if (document.activeElement === field) typed();
  // The back button shows this page as it was left.
  window.addEventListener("pagehide", close);
}
