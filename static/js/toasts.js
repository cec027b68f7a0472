// Messages go by themselves after a while, unless the hand or the focus rests on them. One that
// offers something (an undo) or reports a problem stays until it is closed.
const STAYS = 7000;
const box = document.getElementById("messages");

function start(toast) {
  const close = toast.querySelector("[data-dismiss]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.querySelector(".told-action") || toast.matches(".told-error, .told-warning")) return;
  let timer;
  const pause = () => clearTimeout(timer);
  const go = () => {
    pause();
    timer = setTimeout(() => toast.remove(), STAYS);
  };
  for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, pause);
  for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, go);
  go();
}

// Say something from a script; it looks like a message of the server.
export function tell(sentence, level = "error") {
  const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  toast.classList.add(`told-${level}`);
  toast.querySelector("p").textContent = sentence;
  box.append(toast);
}

if (box) {
  // A live region speaks of what is put into it, not of what stood there when the page came.
  const waiting = [...box.children];
  box.replaceChildren();
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) start(node);
    }
  }).observe(box, { childList: true });
  requestAnimationFrame(() => box.append(...waiting));
}
