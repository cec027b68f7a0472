// A call: its time runs, and the minutes stand in the form until somebody types others or ends
// the call. The server knows the same from the address alone.
const two = (number) => String(number).padStart(2, "0");

class Call {
  constructor(bar) {
    this.bar = bar;
    this.duration = document.querySelector('#interaction-form [name="duration"]');
    this.state = history.state?.call ?? {};
    this.face = bar.querySelector("[data-call-time]");
    this.end = bar.querySelector("[data-call-end]");
    this.face.hidden = this.end.hidden = false;
    this.end.addEventListener("click", () => this.stop());
    this.duration?.addEventListener("input", () => (this.typed = true));
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
    // Enter dials; a single key says that nobody answered.
    if (!this.state.ended) bar.querySelector("[data-dial]")?.focus();
  }

  get seconds() {
    const now = this.state.ended ?? Math.floor(Date.now() / 1000);
    return Math.max(0, now - Number(this.bar.dataset.began));
  }

  // A reload goes on where it was: what happened is remembered with the place in the history.
  remember(facts) {
    Object.assign(this.state, facts);
    history.replaceState({ ...history.state, call: this.state }, "");
  }

  tick() {
    if (this.seconds > Number(this.bar.dataset.longest)) return this.give_up();
    this.face.textContent = `${Math.floor(this.seconds / 60)}:${two(this.seconds % 60)}`;
    const minutes = String(Math.max(1, Math.ceil(this.seconds / 60)));
    if (!this.typed && this.duration && this.duration.value !== minutes) this.duration.value = minutes;
    if (this.state.ended) this.stop();
  }

  stop() {
    if (!this.state.ended) this.remember({ ended: Math.floor(Date.now() / 1000) });
    clearInterval(this.timer);
    this.end.disabled = true;
    this.bar.classList.add("call-ended");
    document.querySelector('#interaction-form [name="comment"]')?.focus();
  }

  // A form that was left open measures no call.
  give_up() {
    clearInterval(this.timer);
    this.face.hidden = this.end.hidden = true;
  }
}

for (const bar of document.querySelectorAll("[data-call]")) new Call(bar);
