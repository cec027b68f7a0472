// Files of the interaction form: each is given to the server as soon as it is chosen, dropped or
// pasted, so that nothing is lost when the page is. What could not be given goes with the form.
import { keepingOf } from "./keeping.js";
import { everyPart, within } from "./parts.js";
import { say } from "./words.js";

const holdsFiles = (transfer) => Boolean(transfer?.types.includes("Files"));
// A text that was copied with its picture is meant as a text.
const pasted = (clipboard) => (clipboard?.types.includes("text/plain") ? [] : [...(clipboard?.files ?? [])]);

// Lets files be dropped on *target*, and pasted into it.
function takes(target, take) {
  const mark = (on) => target.classList.toggle("drop-target", on);
  target.addEventListener("dragover", (event) => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    mark(true);
  });
  target.addEventListener("dragleave", (event) => target.contains(event.relatedTarget) || mark(false));
  target.addEventListener("drop", (event) => {
    mark(false);
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  target.addEventListener("paste", (event) => {
    const files = pasted(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}

function put(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
}

// An answer of the server, with the progress of what is sent to it.
function post(address, body, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("loadend", () => done({ status: request.status, answer: request.response }));
    request.send(body);
  });
}

class FormFiles {
  constructor(part) {
    this.part = part;
    this.form = part.closest("form");
    this.input = part.querySelector("input[type=file]");
    this.list = part.querySelector("[data-file-list]");
    this.row = part.querySelector("[data-file-row]");
    this.problem = part.querySelector("[data-file-problem]");
    this.input.addEventListener("change", () => this.give([...this.input.files]));
    this.list.addEventListener("click", (event) => this.remove(event));
    this.form.addEventListener("submit", (event) => this.wait(event));
    takes(this.form, (files) => this.give(files));
  }

  // One after the other; whatever else is kept of the form waits, for each may bring a version.
  give(files) {
    if (!files.length) return;
    put(this.input, []);
    this.problem.textContent = "";
    const rows = files.map((file) => this.show(file));
    const work = async () => {
      for (const [place, file] of files.entries()) await this.send(file, rows[place]);
    };
    const alone = keepingOf(this.form)?.during(work) ?? work();
    this.busy = Promise.all([this.busy, alone]).then(() => (this.busy = null));
  }

  show(file) {
    const row = this.row.content.cloneNode(true).firstElementChild;
    row.querySelector(".file-name").textContent = file.name;
    row.querySelector("progress").hidden = false;
    row.querySelector("button").hidden = true;
    this.list.append(row);
    this.list.hidden = false;
    return row;
  }

  async send(file, row) {
    const body = new FormData(this.form);
    body.set("files", file);
    if ("unkept" in this.part.dataset) body.set("unkept", "1");
    const bar = row.querySelector("progress");
    const { status, answer } = await post(this.part.dataset.files, body, (share) => (bar.value = share));
    if (status === 200 && answer) this.given(answer, row);
    else this.failed(file, answer, row);
  }

  given({ files, problems, version, resume }, row) {
    if (version) keepingOf(this.form)?.tell({ kept: true, version, resume });
    this.say(problems);
    if (!files.length) {
      this.drop(row);
      return;
    }
    const [{ name, size, href, removal }] = files;
    const link = row.querySelector(".file-name");
    link.textContent = name;
    link.href = href;
    row.querySelector(".soft").textContent = size;
    row.querySelector("progress").remove();
    const button = row.querySelector("button");
    button.dataset.fileRemoval = removal;
    button.ariaLabel = `${button.dataset.label}: ${name}`;
    button.hidden = false;
  }

  // The server said why, or it was not reached: then the file goes with the form.
  failed(file, answer, row) {
    this.drop(row);
    if (answer?.problems) {
      this.say(answer.problems);
      return;
    }
    put(this.input, [...this.input.files, file]);
    this.say([`${say("fileNotSent")} ${file.name}`]);
  }

  say(problems) {
    if (problems.length) this.problem.textContent = [this.problem.textContent, ...problems].join(" ").trim();
  }

  drop(row) {
    row.remove();
    this.list.hidden = !this.list.children.length;
  }

  async remove(event) {
    const button = event.target.closest("[data-file-removal]");
    if (!button) return;
    event.preventDefault();
    const address = button.dataset.fileRemoval;
    // One that was to be taken over from an entry is left where it is.
    const { status } = address ? await post(address, this.token(), () => {}) : { status: 200 };
    if (status !== 200 && status !== 404) return;
    this.drop(button.closest("li"));
    this.input.focus();
  }

  token() {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    return body;
  }

  // The form waits for what is on its way; where it is kept, its keeping does.
  async wait(event) {
    if (!this.busy || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    await this.busy;
    this.form.requestSubmit(event.submitter);
  }
}

everyPart((root) => {
  for (const part of within(root, "[data-files]")) new FormFiles(part);
  for (const form of within(root, "form[data-file-drop]")) {
    const input = form.querySelector("input[type=file]");
    takes(form.closest("section"), (files) => put(input, files));
  }
});
