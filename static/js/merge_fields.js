/* Makes the list of merge fields clickable: a click puts the token where the cursor was last. */

const FIELDS = "#texts-group :is(input[name$='-subject'], textarea[name$='-body'])";

const list = document.querySelector("[data-merge-fields]");
let target = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches(FIELDS)) target = event.target;
});

function insert(token) {
  if (!target?.isConnected) target = document.querySelector(`${FIELDS}:not([name*="__prefix__"])`);
  if (!target) return;
  target.focus();
  target.setRangeText(token, target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const item of list?.querySelectorAll("[data-merge-field]") ?? []) {
  const token = item.querySelector("code").textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  // The field keeps the focus, so that the cursor stays visible.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => insert(token));
  button.append(...item.childNodes);
  item.append(button);
}
list?.querySelector("[data-merge-hint]")?.removeAttribute("hidden");
