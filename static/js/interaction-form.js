// The interaction form fills itself in for what is chosen in it. The server decides what is filled
// and what is the person's own; without this script a button does the same.
import { everyPart, within } from "./parts.js";
import "./days.js";

const value = (control) => (control.type === "checkbox" ? (control.checked ? "on" : "") : control.value);

function put(control, wanted) {
  if (control.type === "checkbox") {
    control.checked = Boolean(wanted);
  } else if (control.tomselect) {
    const box = control.tomselect;
    if (wanted) box.addOption(wanted);
    // Silent: what the server has filled in is not asked about again.
    if (wanted) box.setValue(String(wanted.id), true);
    else box.clear(true);
  } else {
    control.value = wanted;
  }
}

const same = (control, wanted) => value(control) === (control.tomselect ? String(wanted?.id ?? "") : wanted);

class InteractionForm {
  constructor(form) {
    this.form = form;
    form.addEventListener("change", (event) => {
      if (event.target.name && event.target.name !== "comment") this.refresh();
    });
    form.querySelector("[data-now]")?.addEventListener("click", (event) => this.setToNow(event));
  }

  control(name) {
    // The select of a choice stands behind the text field that pages without scripts show.
    return [...this.form.querySelectorAll(`[name="${name}"]`)].pop();
  }

  // The clock is the server's: a laptop may be set to another zone than its owner.
  async setToNow(event) {
    event.preventDefault();
    const button = event.currentTarget;
    if (!(await this.refresh(button))) return this.form.requestSubmit(button);
    this.control("date").dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Whether the form was filled in; *button* asks as if it had been pressed.
  async refresh(button) {
    this.asking?.abort();
    this.asking = new AbortController();
    const sent = new FormData(this.form, button);
    try {
      const answer = await fetch(this.form.dataset.valuesUrl, {
        method: "POST",
        body: sent,
        headers: { Accept: "application/json" },
        signal: this.asking.signal,
      });
      // Whatever went wrong, OK asks the server again and says it.
      if (!answer.ok || answer.redirected) return false;
      this.fill(await answer.json(), sent);
      return true;
    } catch {
      return false;
    }
  }

  fill({ values, origins, hints, summary, state }, sent) {
    for (const [name, wanted] of Object.entries(values)) {
      const control = this.control(name);
      const typedSince = value(control) !== (sent.getAll(name).pop() ?? "");
      if (!typedSince && !same(control, wanted)) put(control, wanted);
      this.say(name, origins[name] ?? "", hints[name]);
    }
    for (const [name, text] of Object.entries(state)) this.control(name).value = text;
    const line = this.form.querySelector("[data-summary]");
    if (line) line.textContent = summary.join(" · ");
  }

  say(name, origin, hint) {
    const part = this.form.querySelector(`[data-part="${name}"]`);
    const originOf = part?.querySelector("[data-origin]");
    const hintOf = part?.querySelector("[data-hint]");
    if (originOf) originOf.textContent = origin;
    if (!hintOf) return;
    hintOf.textContent = hint?.text ?? "";
    hintOf.hidden = !hint;
    hintOf.classList.toggle("form-hint-warns", Boolean(hint?.warns));
  }

}

everyPart((root) => within(root, "form[data-values-url]").forEach((form) => new InteractionForm(form)));

// A template picked on a card proposes its next step, as long as nobody has written another one.
class ProposedStep {
  constructor(form) {
    this.form = form;
    this.fields = [...form.querySelectorAll("[data-step]")];
    this.own = form.querySelector('[name="own_fields"]');
    form.addEventListener("change", (event) => event.target.dataset.nextStep !== undefined && this.propose(event.target.dataset));
    for (const field of this.fields) {
      // Also where it was emptied: then the template is not to fill it in again.
      field.addEventListener("input", () => (this.own.value = this.fields.map(({ name }) => name).join()));
    }
    const picked = form.querySelector("[data-next-step]:checked");
    if (picked && !this.fields.some(({ value }) => value)) this.propose(picked.dataset);
  }

  propose({ nextStep, nextStepDue }) {
    if (this.own.value) return;
    const [step, due] = this.fields;
    step.value = nextStep;
    due.value = nextStepDue;
    step.closest("details").open ||= Boolean(nextStep);
  }
}

everyPart((root) => {
  for (const form of within(root, "form")) if (form.querySelector("[data-step]")) new ProposedStep(form);
});

// Back, a reload or a doubled tab may bring the page anew, with a new key. The place in the history
// remembers the one it had, so that the form is recorded once all the same.
everyPart((root) => {
  for (const form of within(root, "form[data-once]")) {
    const key = form.querySelector('[name="key"]');
    const kept = history.state?.once?.[form.dataset.once];
    const row = history.state?.rows?.[form.dataset.once];
    // An empty form on a card is another one: the text that was kept of the first waits in the list.
    const emptied = row && !form.querySelector('[name="comment"]')?.value;
    if (kept && !emptied) {
      key.value = kept;
      if (row) form.querySelector('[name="version"]').value = row.version;
    }
    const once = { ...history.state?.once, [form.dataset.once]: key.value };
    history.replaceState({ ...history.state, once }, "");
  }
});

// A template picked by hand is followed by words; one reached by the arrow keys may not be the last.
everyPart((root) => {
  for (const pick of within(root, "input[data-moves-to]")) {
    pick.addEventListener("click", (event) => {
      if (event.detail > 0) document.getElementById(pick.dataset.movesTo).focus();
    });
  }
});
