// Lists: selecting rows, and the bar with what can be done to the selected ones.
import { everyPart, within } from "./parts.js";
import { count } from "./words.js";

function start(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const page = form.querySelector("[data-bulk-page]");
  const all = form.querySelector("[data-bulk-all]");
  // A row may be put in anew while the page stands.
  const every = () => [...form.querySelectorAll("input[name=selected]")];
  let last = null;

  function show() {
    const boxes = every();
    const selected = boxes.filter((box) => box.checked).length;
    const everything = all?.checked ?? false;
    bar.classList.toggle("shown", selected > 0 || everything);
    bar.querySelector("[data-bulk-count]").textContent = everything ? "" : count("selected", selected);
    page.checked = boxes.length > 0 && selected === boxes.length;
    page.indeterminate = selected > 0 && selected < boxes.length;
  }

  function check(some, checked) {
    for (const box of some) box.checked = checked;
    if (!checked && all) all.checked = false;
    show();
  }

  page.addEventListener("change", () => check(every(), page.checked));
  all?.addEventListener("change", () => (all.checked ? check(every(), true) : show()));
  form.addEventListener("click", (event) => {
    const box = event.target;
    const boxes = every();
    if (!boxes.includes(box)) return;
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      check(boxes.slice(from, to + 1), box.checked);
    }
    last = box;
  });
  form.addEventListener("change", (event) => {
    if (every().includes(event.target)) check([], event.target.checked);
  });
  show();
}

everyPart((root) => within(root, "[data-bulk-form]").forEach(start));

// The button of the filters closes them again.
document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.detail.elt;
  if (!button.matches("[data-filters-toggle]")) return;
  const filters = document.getElementById(button.getAttribute("aria-controls"));
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  button.classList.toggle("active", !open);
  if (open) {
    event.preventDefault();
    filters.replaceChildren();
  }
});
