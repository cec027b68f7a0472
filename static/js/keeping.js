// What is typed into the interaction form is kept on the server: three seconds after the last
// key, when a field is left, and when the page is left. Nothing of it stays in the browser.
import { everyPart, within } from "./parts.js";
import { say } from "./words.js";

const PAUSE = 3000;
// An open form says so every minute, so that the list can show it as open.
const HEARTBEAT = 60000;

// By the key of their form: one that unfolds into another (the composer of a card) stays one row.
const keepings = new Map();

// The keeping of a form, where there is one.
export function keepingOf(form) {
  return [...keepings.values()].find((keeping) => keeping.form === form);
}

class Keeping {
  constructor(form) {
    this.form = form;
    this.version = form.querySelector('[name="version"]');
    this.said = form.querySelector("[data-kept]");
    form.addEventListener("input", () => this.later());
    form.addEventListener("focusout", () => this.dirty && this.now());
    form.addEventListener("submit", (event) => this.send(event));
    addEventListener("pagehide", () => this.leave());
    addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.dirty && this.now());
    addEventListener("pageshow", (event) => event.persisted && this.again());
    this.heart = setInterval(() => this.hold(), HEARTBEAT);
    if (keepings.has(this.key)) this.takeOver(keepings.get(this.key));
    keepings.set(this.key, this);
    // Opened with a text that is stored nowhere yet: after a sign-in, or an undo.
    if (!this.version.value && this.hasText) this.later();
    this.hold();
  }

  // Says that what is kept is open; what it changes is not the text, so it needs no version.
  async hold() {
    if (this.stopped || !this.version.value) return;
    try {
      const body = new URLSearchParams({ key: this.key, csrfmiddlewaretoken: this.token });
      const answer = await fetch(this.form.dataset.openUrl, { method: "POST", body });
      if (answer.ok) this.opened = (await answer.json()).opened;
    } catch {
      // Without the mark the form works all the same.
    }
  }

  // The mark goes with the page; one that another tab has made since stays.
  letGo() {
    if (!this.opened) return;
    const body = new URLSearchParams({ key: this.key, opened: this.opened, csrfmiddlewaretoken: this.token });
    navigator.sendBeacon(this.form.dataset.openUrl, body);
    this.opened = "";
  }

  get key() {
    return this.form.querySelector('[name="key"]').value;
  }

  get token() {
    return this.form.querySelector('[name="csrfmiddlewaretoken"]').value;
  }

  get hasText() {
    return ["own_fields", "comment"].some((name) => this.form.querySelector(`[name="${name}"]`)?.value.trim());
  }

  takeOver(folded) {
    folded.rest();
    this.opened = folded.opened;
    folded.opened = "";
    const known = () => (this.version.value = folded.version.value || this.version.value);
    known();
    this.busy = folded.busy?.then(() => {
      known();
      this.busy = null;
    });
  }

  later() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  // The form is sent: what becomes of its text is said by the next page.
  stop() {
    this.rest();
    this.remember(undefined);
  }

  rest() {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.heart);
  }

  // Back from the next page, with the text still in it; what was sent in leaving has made a
  // version that this page does not know.
  again() {
    this.stopped = false;
    if (this.left) location.reload();
    else this.hold();
  }

  get isShort() {
    return (this.form.querySelector('[name="comment"]')?.value.length ?? 0) < 15000;
  }

  // What is on its way to be kept brings a new version: the form waits for it and names it.
  async send(event) {
    if (!this.busy) {
      this.stop();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    await this.busy;
    this.form.requestSubmit(event.submitter);
  }

  // One at a time: each answer brings the version that the next one names.
  now() {
    if (!this.stopped && !this.busy) this.busy = this.keep();
  }

  // Something else that may bring a new version: nothing is kept, and the form not sent, meanwhile.
  async during(work) {
    while (this.busy) await this.busy;
    this.busy = work().finally(() => {
      this.busy = null;
      if (this.dirty && !this.stopped) this.later();
    });
    return this.busy;
  }

  async keep() {
    clearTimeout(this.timer);
    this.dirty = false;
    try {
      const answer = await fetch(this.form.dataset.keepUrl, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        // Arrives also where the page is left meanwhile; browsers admit 64 KiB of it.
        keepalive: this.isShort,
      });
      if (answer.ok || answer.status === 409) this.tell(await answer.json());
      else this.failed();
    } catch {
      this.failed();
    } finally {
      this.busy = null;
      if (this.dirty && !this.stopped) this.later();
    }
  }

  failed() {
    this.dirty = true;
    this.form.toggleAttribute("data-unsaved", true);
    this.say(say("notSaved"));
  }

  tell({ kept, version, resume, said, problem, opened }) {
    if (kept) {
      this.opened = opened;
      this.refused = false;
      this.form.removeAttribute("data-unsaved");
      this.version.value = version;
      this.remember({ resume, version });
    }
    // What another window or a colleague has saved is not overwritten; in leaving this is kept beside.
    if (problem) this.refused = true;
    this.say(said ?? problem ?? "");
  }

  say(text) {
    if (this.said && this.said.textContent !== text) this.said.textContent = text;
  }

  // The place in the history knows which row holds the text, for when the page is loaded again.
  remember(row) {
    const rows = { ...history.state?.rows, [this.form.dataset.once]: row };
    history.replaceState({ ...history.state, rows }, "");
  }

  leave() {
    if (this.stopped || !(this.dirty || this.refused)) return this.letGo();
    this.dirty = this.refused = false;
    this.left = true;
    const body = new FormData(this.form);
    body.append("left", "1");
    navigator.sendBeacon(this.form.dataset.keepUrl, body);
  }
}

// Reloaded, or back from elsewhere: the page of the form opens the text that was kept of it.
function opensAgain(form) {
  const resume = form.id && history.state?.rows?.[form.dataset.once]?.resume;
  if (!resume || resume === location.pathname) return false;
  location.replace(resume);
  return true;
}

everyPart((root) => {
  for (const form of within(root, "form[data-keep-url]")) if (!opensAgain(form)) new Keeping(form);
});
