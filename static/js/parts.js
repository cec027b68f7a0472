// Runs `start(root)` for the page, and again for every part of it that htmx puts in.
export function everyPart(start) {
  start(document);
  // The first load is that of the page itself, where `start` has just been.
  document.addEventListener("htmx:load", (event) => event.target !== document.body && start(event.target));
}

// The elements of a part that match, the part itself included.
export function within(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  return root instanceof Element && root.matches(selector) ? [root, ...found] : found;
}
