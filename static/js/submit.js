// Forms: Ctrl+Enter is OK, a form is sent once, and typed text is not thrown away unasked.
import { everyPart, within } from "./parts.js";

const sent = new WeakSet();
let leaving = false;

function press(button) {
  if (button && !button.disabled) button.form.requestSubmit(button);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  // In a question over a form OK is the answer to the question.
  const part = event.target.closest?.("dialog, form");
  if (!part?.closest("form")) return;
  event.preventDefault();
  const ok = part.querySelector("[data-primary]") ?? part.querySelector("button:not([type=button])");
  press((event.shiftKey && part.querySelector("[data-and-next]")) || ok);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  // What opens beside this page leaves the form as it is.
  if (event.submitter?.formTarget === "_blank") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  leaving = true;
  sent.add(form);
  // Only after the browser has read the form: a disabled button would not be sent.
  setTimeout(() => lock(form, true));
});

function lock(form, locked) {
  for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = locked;
  form.toggleAttribute("aria-busy", locked);
}

function unlock(form) {
  sent.delete(form);
  leaving = false;
  lock(form, false);
}

// Back from the next page, or an answer that replaced only a part of this one.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) unlock(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form && sent.has(form)) unlock(form);
});

// --- Refused ------------------------------------------------------------------------------

// The hand goes on where something is to be mended, not where the form begins.
const refused = document.querySelector("main form :is(.is-invalid, [aria-invalid=true])");
(refused?.tomselect?.control_input ?? refused)?.focus();

// --- Typed text ------------------------------------------------------------------------------

const touched = new WeakSet();

everyPart((root) => {
  for (const form of within(root, "form[data-guard]")) {
    form.addEventListener("input", () => touched.add(form));
    form.addEventListener("change", () => touched.add(form));
    // Refused by the server, or opened again: what stands in it was typed and is stored nowhere.
    if (form.querySelector(".is-invalid, .alert-danger")) touched.add(form);
  }
});

window.addEventListener("beforeunload", (event) => {
  // A form that is kept on the server loses nothing, unless it could not be saved.
  const kept = (form) => form.dataset.keepUrl && !("unsaved" in form.dataset);
  const typed = [...document.forms].some((form) => form.isConnected && touched.has(form) && !kept(form));
  if (typed && !leaving) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const form = event.target.closest?.("form[data-guard]");
  const cancel = form?.querySelector("[data-cancel]");
  if (!cancel || form.querySelector(".ts-wrapper.dropdown-active")) return;
  // The question that Cancel may open is not closed by the same key.
  event.preventDefault();
  cancel.click();
});
