// Beside a field of a day: days with one click, and a calendar. Without this script it is typed.
import { everyPart, within } from "./parts.js";

function offerDays(day) {
  const typed = day.querySelector(`[name="${day.dataset.day}"]`);
  const choose = (text) => {
    typed.value = text;
    typed.dispatchEvent(new Event("input", { bubbles: true }));
    typed.dispatchEvent(new Event("change", { bubbles: true }));
  };
  day.querySelector("[data-day-picks]").hidden = false;
  for (const pick of day.querySelectorAll("[data-day-pick]")) {
    pick.addEventListener("click", () => choose(pick.dataset.dayPick));
  }
  const native = day.querySelector("[data-day-native]");
  day.querySelector("[data-day-open]").addEventListener("click", () => native.showPicker());
  // The picker speaks of its own field with its own events; only the typed one is the form's.
  native.addEventListener("input", (event) => event.stopPropagation());
  native.addEventListener("change", (event) => {
    event.stopPropagation();
    const [year, month, date] = native.value.split("-").map(Number);
    if (year) choose(`${date}.${month}.${year}`);
  });
}

everyPart((root) => within(root, "[data-day]").forEach(offerDays));
