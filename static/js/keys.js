// The keyboard: from anywhere to the search, along a list, to a page, and a list of all of it.
import { tinykeys } from "../vendor/tinykeys/tinykeys.js";

const root = document.documentElement;
const seen = (element) => element && element.offsetParent !== null && !element.disabled;
const find = (selector) => [...document.querySelectorAll(selector)].find(seen);

// --- Along a list ----------------------------------------------------------------------------

const rows = () => [...document.querySelectorAll(".list-table tbody tr:not(.row-group)")];
const at = () => document.querySelector(".list-table tr.at");

function stand(row) {
  at()?.classList.remove("at");
  row.classList.add("at");
  (row.querySelector("td a") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(at());
  stand(all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + by))]);
}

// What the row offers, else the page, else the frame around it.
const press = (key) => [at(), document.querySelector("main"), document]
  .map((part) => part?.querySelector(`[data-key="${key}"]`))
  .find(seen);

// --- What the keys do ------------------------------------------------------------------------

function search() {
  const field = find("[data-search] input");
  field?.focus();
  field?.select();
}

// One line a key: what stands in the page goes before the frame around it, as when it is pressed.
function keysHere() {
  const all = [...document.querySelectorAll("main [data-key]"), ...document.querySelectorAll("[data-key]")];
  const first = new Map();
  for (const element of all.filter(seen)) {
    if (!first.has(element.dataset.key)) first.set(element.dataset.key, element);
  }
  return [...first.values()];
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog || dialog.open) return;
  const here = dialog.querySelector("[data-keys-here]");
  here.replaceChildren(
    ...keysHere().map((element) => {
      const line = dialog.querySelector("template").content.firstElementChild.cloneNode(true);
      line.querySelector("kbd").textContent = element.dataset.key;
      line.querySelector("span").textContent = element.getAttribute("aria-label") ?? element.textContent.trim();
      return line;
    }),
  );
  dialog.showModal();
}

const always = { "$mod+KeyK": search, "Alt+KeyQ": search };

const letters = {
  j: () => step(1),
  k: () => step(-1),
  x: () => at()?.querySelector("input[name=selected]")?.click(),
  e: () => (press("e") ?? at()?.querySelector("a[href$='/edit/']"))?.click(),
  f: () => find("[data-filter-key]")?.focus(),
  "[Shift]+/": () => find("[data-filter-key]")?.focus(),
  "[Shift]+?": showKeys,
  "Shift+K": showKeys,
};

function goKeys() {
  const places = document.querySelectorAll("a[data-go-key]");
  return Object.fromEntries([...places].map((place) => [`g ${place.dataset.goKey}`, () => place.click()]));
}

function pageKeys() {
  const keys = [...document.querySelectorAll("[data-key]")].map((element) => element.dataset.key);
  return Object.fromEntries(keys.filter((key) => !(key in letters)).map((key) => [key, () => press(key)?.click()]));
}

// --- When they are listened to ---------------------------------------------------------------

// AltGr types characters on many keyboards (Czech ones too): it is never Alt, never Ctrl.
const typesCharacter = (event) => event.getModifierState("AltGraph") || event.isComposing;
const writing = (target) => target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), select, textarea");

function bind(keys, ignore) {
  const handlers = Object.entries(keys).map(([key, act]) => [key, (event) => {
    event.preventDefault();
    act(event);
  }]);
  tinykeys(window, Object.fromEntries(handlers), { ignore });
}

bind(always, typesCharacter);
if ("singleKeys" in root.dataset) {
  // Sequences first: after "g" a letter leads to a page and does nothing else.
  bind({ ...goKeys(), ...letters, ...pageKeys() }, (event) =>
    typesCharacter(event) || event.repeat && !["j", "k"].includes(event.key)
    || writing(event.target) || document.querySelector("dialog[open]") !== null);
}
