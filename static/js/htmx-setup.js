// htmx: the token of our forms, answers that are refusals, and sessions that have ended.
import { tell } from "./toasts.js";
import { say } from "./words.js";

function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value;
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token() ?? "";
});

document.addEventListener("htmx:beforeSwap", (event) => {
  // A form that was not accepted comes back with its errors.
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt, requestConfig } = event.detail;
  const form = elt.closest("form");
  if (xhr.status === 401 && form && requestConfig.verb === "post") {
    // Sent again as a whole page: the sign-in that answers carries what was typed.
    form.action = requestConfig.path;
    form.method = "post";
    HTMLFormElement.prototype.submit.call(form);
  } else {
    tell(say(xhr.status === 403 ? "refused" : "failed"));
  }
});

document.addEventListener("htmx:sendError", () => tell(say("offline")));
