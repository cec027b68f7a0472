// What a page does beyond what the server has rendered. Each module has one subject, and every
// page works without them.
import "./choose.js";
import "./days.js";
import "./dialogs.js";
import "./htmx-setup.js";
import "./keys.js";
import "./lines.js";
import "./list.js";
import "./palette.js";
import "./submit.js";
import "./toasts.js";

document.documentElement.classList.add("scripted");
