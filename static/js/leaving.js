// Cancel asks what is to become of a form that somebody has touched. The question stands in the
// page; what it answers is sent like any other button. Without this script a page asks the same.
import { everyPart, within } from "./parts.js";

// What a person sees in the form; hidden fields change by themselves.
function content(form) {
  const hidden = new Set([...form.querySelectorAll("input[type=hidden]")].map((input) => input.name));
  return JSON.stringify([...new FormData(form)].filter(([name]) => !hidden.has(name)));
}

class Leaving {
  constructor(form, question) {
    this.form = form;
    this.question = question;
    this.opened = content(form);
    form.querySelector("[data-leave]").addEventListener("click", (event) => this.ask(event));
  }

  text(name) {
    return this.form.querySelector(`[name="${name}"]`)?.value.trim() ?? "";
  }

  // Untouched: neither typed into since it was opened, nor opened with what is stored nowhere.
  get touched() {
    if (content(this.form) !== this.opened) return true;
    if (this.text("version")) return this.text("version") !== this.text("resumed");
    return Boolean(this.text("own_fields") || this.text("comment"));
  }

  ask(event) {
    if (!this.touched) return;
    event.preventDefault();
    this.question.showModal();
  }
}

everyPart((root) => {
  for (const form of within(root, "form")) {
    const question = form.querySelector("[data-leave-question]");
    if (question) new Leaving(form, question);
  }
});
