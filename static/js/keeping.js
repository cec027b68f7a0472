// What is typed into the interaction form is kept on the server: three seconds after the last
// key, when a field is left, and when the page is left. Nothing of it stays in the browser.
import { everyPart, within } from "./parts.js";

const PAUSE = 3000;
// An open form says so every minute, so that the list can show it as open.
const HEARTBEAT = 60000;

class Keeping {
  constructor(form) {
    this.form = form;
    this.version = form.querySelector('[name="version"]');
    this.said = form.querySelector("[data-kept]");
    form.addEventListener("input", () => this.later());
    form.addEventListener("focusout", () => this.dirty && this.now());
    form.addEventListener("submit", (event) => this.send(event));
    addEventListener("pagehide", () => this.leave());
    addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    this.heart = setInterval(() => this.kept && this.now(), HEARTBEAT);
  }

  later() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.heart);
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

  async keep() {
    clearTimeout(this.timer);
    this.dirty = false;
    try {
      const answer = await fetch(this.form.dataset.keepUrl, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
      });
      if (answer.ok || answer.status === 409) this.tell(await answer.json());
      else this.dirty = true;
    } catch {
      this.dirty = true;
    } finally {
      this.busy = null;
      if (this.dirty && !this.stopped) this.later();
    }
  }

  tell({ kept, version, said, problem }) {
    if (kept) {
      this.kept = true;
      this.version.value = version;
    }
    if (this.said) this.said.textContent = said ?? problem ?? "";
  }

  leave() {
    if (this.stopped || !this.dirty) return;
    this.dirty = false;
    navigator.sendBeacon(this.form.dataset.keepUrl, new FormData(this.form));
  }
}

everyPart((root) => within(root, "form[data-keep-url]").forEach((form) => new Keeping(form)));
