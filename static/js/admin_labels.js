// The admin's two-list widget names its hints on an element that may not have a name: as pictures
// they may. It is built when the page has loaded, so this comes just after.
window.addEventListener("load", () => {
  for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]")) hint.setAttribute("role", "img");
});
