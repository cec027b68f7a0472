// Choosing by typing. `<select data-choices-url>` asks the server for what begins with the typed
// words; `<select data-choices>` searches in its own options.
import { everyPart, within } from "./parts.js";
import { say } from "./words.js";

const message = (text) => {
  const line = document.createElement("div");
  line.className = "no-results";
  line.textContent = text;
  return line;
};

function option(data, escape) {
  const hint = data.hint ? `<small>${escape(data.hint)}</small>` : "";
  return `<div>${escape(data.text)}${hint}</div>`;
}

function asking(select) {
  return {
    valueField: "id",
    labelField: "text",
    searchField: [],
    // The server has searched and sorted, without accents. What stands chosen is listed only
    // where it was found again: Enter takes the first one.
    score() {
      return (data) => (!this.found || this.found.has(String(data.id)) ? 1 : 0);
    },
    sortField: "$order",
    shouldLoad: (text) => text.trim().length > 0,
    refreshThrottle: 120,
    loadThrottle: null,
    load(text, done) {
      const url = new URL(select.dataset.choicesUrl, location.href);
      url.searchParams.set("q", text);
      this.asked?.abort();
      this.asked = new AbortController();
      fetch(url, { headers: { Accept: "application/json" }, signal: this.asked.signal })
        .then((answer) => (answer.ok && !answer.redirected ? answer.json() : { results: [] }))
        .then(({ results }) => {
          this.found = new Set(results.map((row) => String(row.id)));
          this.clearOptions();
          done(results);
          this.answered = text;
          this.settle(results);
        })
        .catch((error) => {
          done();
          // Another question takes its place.
          if (error.name !== "AbortError") this.settle([]);
        });
    },
  };
}

// Enter and Tab may be faster than the answer: then they choose the first one when it is there.
const waiting = new Map();
const LONGEST_WAIT = 5000;

function begin(box) {
  const wait = {};
  wait.isOver = new Promise((resolve) => (wait.end = resolve));
  waiting.set(box, wait);
  // Whatever becomes of the answer, the form can be sent.
  setTimeout(wait.end, LONGEST_WAIT);
  // Asked at once: in a field that is left nothing is asked any more.
  if (!box.refreshTimeout) return;
  clearTimeout(box.refreshTimeout);
  box.refreshTimeout = null;
  box._onInput();
}

function end(box) {
  waiting.get(box)?.end();
  waiting.delete(box);
}

function letChoiceWait(box) {
  box.settle = (results) => {
    if (!waiting.has(box)) return;
    if (results.length) box.addItem(String(results[0].id));
    box.setTextboxValue("");
    box.close();
    end(box);
  };
  box.wrapper.addEventListener("keydown", (event) => {
    end(box);
    const typed = box.inputValue();
    const chooses = event.key === "Enter" || (event.key === "Tab" && !event.shiftKey);
    if (!chooses || !typed || typed === box.answered) return;
    begin(box);
    event.stopPropagation();
    if (event.key === "Enter") event.preventDefault();
  }, { capture: true });
}

// A form that is sent before its choice is there goes when it is.
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const waits = [...waiting].filter(([box]) => form.contains(box.wrapper));
  if (!waits.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.all(waits.map(([, wait]) => wait.isOver));
  for (const [box] of waits) end(box);
  form.requestSubmit(submitter);
}, { capture: true });

// What is chosen gives way to what is typed, and stands again as soon as nothing is.
function giveWayToTyping(box) {
  const look = () => box.wrapper.classList.toggle("typing", box.inputValue() !== "");
  box.on("type", look);
  box.on("item_add", () => queueMicrotask(look));
  box.on("dropdown_close", look);
  box.on("blur", look);
}

// TomSelect takes note of a click only when the page is idle, and swallows what is typed until then.
function takeNoteBeforeTyping(box) {
  box.wrapper.addEventListener("keydown", () => {
    if (box.isFocused) return;
    box.ignoreFocus = false;
    box.onFocus();
  }, { capture: true });
}

function start(select) {
  if (select.tomselect) return;
  const box = new window.TomSelect(select, {
    refreshThrottle: 0,
    ...(select.dataset.choicesUrl ? asking(select) : {}),
    maxItems: select.multiple ? null : 1,
    plugins: select.multiple ? ["remove_button"] : [],
    placeholder: select.dataset.placeholder ?? say("typeToSearch"),
    hidePlaceholder: true,
    // Inside a table the list would be cut off where the table scrolls.
    dropdownParent: select.closest("table") ? "body" : null,
    allowEmptyOption: !select.dataset.choicesUrl,
    closeAfterSelect: true,
    selectOnTab: true,
    maxOptions: 200,
    render: { option, no_results: () => message(say("nothingFound")), loading: () => message(say("searching")) },
    onType(text) {
      if (!text && select.dataset.choicesUrl) this.close();
    },
  });
  takeNoteBeforeTyping(box);
  giveWayToTyping(box);
  if (select.dataset.choicesUrl) letChoiceWait(box);
  select.setAttribute("aria-hidden", "true");
  const typed = box.control_input;
  typed.setAttribute("autocomplete", "off");
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) typed.setAttribute(name, select.getAttribute(name));
  }
  if (select.hasAttribute("autofocus")) typed.focus();
  // Backspace in a field with one choice empties it, so that another can be typed.
  typed.addEventListener("keydown", (event) => {
    if ((event.key === "Delete" || event.key === "Backspace") && !typed.value && !select.multiple) box.clear();
  });
}

everyPart((root) => within(root, "select[data-choices-url], select[data-choices]").forEach(start));
