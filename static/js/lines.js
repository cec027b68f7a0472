// The lines of a segment: a value is changed where it stands. Enter saves it, Tab saves it and goes
// on to the next one, Escape leaves it as it was.
import { everyPart, within } from "./parts.js";

const rows = (row) => [...row.closest("tbody").children];
const valueLink = (cell) => cell.querySelector("[data-value-link]");
const addressOf = (cell) => `${cell.closest("[data-line]").dataset.line}values/${cell.dataset.value}/`;
// The field takes the next key: it must be ready when it is there.
const AT_ONCE = "innerHTML settle:0ms";
// What stood in a cell before its field came, and which way Tab wants to go from there.
const before = new WeakMap();
const direction = new WeakMap();

async function open(cell) {
  if (!cell || before.has(cell)) return;
  const stood = [...cell.childNodes];
  await window.htmx.ajax("GET", addressOf(cell), { source: cell, target: cell, swap: AT_ONCE });
  const field = cell.querySelector(".value-edit > :is(input, select)");
  // Refused, or the session has ended: what stood there still stands.
  if (!field) return;
  before.set(cell, stood);
  (field.tomselect?.control_input ?? field).focus();
  if (field.matches("input")) field.select();
}

function leave(cell) {
  cell.replaceChildren(...before.get(cell));
  before.delete(cell);
  valueLink(cell).focus();
}

async function save(cell, { go = 0, focus = true, values = {} } = {}) {
  const row = cell.closest("[data-line]");
  const { value: name } = cell.dataset;
  const line = row.dataset.line;
  const place = rows(row).indexOf(row);
  const body = row.parentElement;
  const checked = row.querySelector("input[name=selected]").checked;
  if (before.has(cell) && cell.hasAttribute("aria-busy")) return;
  cell.setAttribute("aria-busy", "true");
  await window.htmx.ajax("POST", addressOf(cell), { source: cell, target: row, swap: "outerHTML", values });
  cell.removeAttribute("aria-busy");
  const saved = body.children[place];
  if (saved === row || saved?.dataset.line !== line) return;
  saved.querySelector("input[name=selected]").checked = checked;
  const now = saved.querySelector(`[data-value="${name}"]`);
  if (go) open(neighbour(now, go));
  else if (focus) valueLink(now).focus();
}

// The value before or after this one, in the next row where this one ends.
function neighbour(cell, go) {
  const cells = [...cell.closest("tbody").querySelectorAll("[data-value]")];
  return cells[cells.indexOf(cell) + go];
}

function onKey(event) {
  const cell = event.target.closest("[data-value]");
  if (!cell || !before.has(cell) || event.defaultPrevented || event.isComposing) return;
  const acts = {
    Enter: () => save(cell),
    Tab: () => save(cell, { go: direction.get(cell) }),
    Escape: () => leave(cell),
  };
  if (!(event.key in acts)) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
}

function start(table) {
  table.addEventListener("click", (event) => {
    const part = event.target.closest("[data-value-link], [data-value-inherit]");
    if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const cell = part.closest("[data-value]");
    if (part.matches("[data-value-link]")) open(cell);
    else save(cell, { values: { inherit: "1" } });
  });
  // A list of choices takes Tab for itself: which way it wanted to go is noted before.
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-value]");
    if (cell) direction.set(cell, event.key === "Tab" ? (event.shiftKey ? -1 : 1) : 0);
  }, { capture: true });
  table.addEventListener("keydown", onKey);
  table.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-value]");
    const chosen = event.target.matches("select[data-choices-url]") && event.target.value;
    if (cell && before.has(cell) && chosen) save(cell, { go: direction.get(cell) ?? 0 });
  });
  // Whoever clicks elsewhere has finished.
  table.addEventListener("focusout", (event) => {
    const cell = event.target.closest("[data-value]");
    setTimeout(() => {
      const left = cell?.isConnected && before.has(cell) && !cell.contains(document.activeElement);
      if (left && document.hasFocus()) save(cell, { focus: false });
    });
  });
  // A value that was refused comes back in its field, with the reason.
  table.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 422) return;
    event.detail.target = event.detail.requestConfig.elt;
    event.detail.swapOverride = "innerHTML";
  });
}

everyPart((root) => within(root, "[data-lines]").forEach(start));
