// One's own files on the page Data: choose or drop, progress, the report, replace, undo.
// What comes from files is only ever set as text.
(() => {
  "use strict";
  const allowed = document.querySelector('meta[name="uploads"]');
  if (!allowed) return;
  const LIMIT = Number(allowed.content), FIRST = 10;
  const count = (n) => window.formats.count(n);
  const make = (tag, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };
  const list = (lines) => make("ul", {}, ...lines.map((line) => make("li", {}, line)));

  // One request; the answer is always an object, with `error` when something is wrong.
  const ask = (method, path, body, onProgress) => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader("X-Requested-With", "dashboard");
    if (onProgress) request.upload.onprogress = onProgress;
    const answered = () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* not ours to read */ }
      const broken = { error: "The server can't be reached; nothing was changed." };
      done(answer && typeof answer === "object" ? answer : broken);
    };
    request.onload = request.onerror = answered;
    request.send(body || null);
  });

  const fileLine = (file) =>
    `${file.file}: ${count(file.accepted)} of ${count(file.read)} rows accepted` +
    (file.rejected ? `, ${count(file.rejected)} rejected` : "") +
    (file.warnings ? `, ${count(file.warnings)} with a warning` : "");
  const issueLine = (issue) =>
    `${issue.file}, line ${count(issue.line)}${issue.column ? `, ${issue.column}` : ""}: ` +
    `${issue.reason}${issue.value ? ` (“${issue.value.slice(0, 80)}”)` : ""}`;

  function build(place) {
    const input = make("input", { type: "file", multiple: true, accept: ".csv,text/csv" });
    const drop = make("label", { className: "upload__drop" }, input,
      make("span", {}, make("strong", {}, "Choose your CSV files"), " or drop them here"),
      make("span", { className: "muted" },
        `They are checked first; nothing is replaced until you say so. Up to ${count(LIMIT)} MB.`));
    const progress = make("progress", { className: "upload__progress", max: 1, hidden: true });
    progress.setAttribute("aria-label", "Upload");
    const said = make("p", { className: "upload__said" });
    said.setAttribute("role", "status");
    const report = make("div", { className: "upload__report" });
    const ways = make("div", { className: "upload__ways" });
    place.append(drop, progress, said, report, ways);

    const say = (words, wrong = false) => {
      said.textContent = words;
      said.classList.toggle("upload__said--wrong", wrong);
    };
    const offer = (...buttons) => ways.replaceChildren(...buttons);
    const button = (words, main, act) => {
      const one = make("button", { type: "button", className: `button${main ? " button--main" : ""}` }, words);
      one.addEventListener("click", () => {
        for (const other of ways.children) other.disabled = true;
        act();
      });
      return one;
    };
    const busy = (on) => { input.disabled = on; };

    const undo = () => button("Undo: bring the previous files back", false, async () => {
      say("Bringing the previous files back…");
      replaced(await ask("POST", "/api/upload/undo"), "The previous files are back.");
    });
    const rest = async () => {
      const state = await ask("GET", "/api/upload");
      if (state.previous && !ways.children.length) offer(undo());
    };
    const replaced = (answer, words) => {
      report.replaceChildren();
      offer();
      if (answer.error) { say(answer.error, true); rest(); return; }
      say(`${words} All readers see them within 10 seconds.`);
      report.replaceChildren(list(answer.files.map(fileLine)));
      const buttons = [button("Show the new figures", true, () => window.location.reload())];
      if (answer.previous) buttons.push(undo());
      offer(...buttons);
      buttons[0].focus();
    };
    const checked = (answer) => {
      const rejected = (answer.issues || []).filter((issue) => issue.kind === "rejected");
      const problems = (answer.problems || []).map((one) => `${one.file} ${one.reason}`);
      const lines = [...problems, ...(answer.files || []).map(fileLine)];
      report.replaceChildren(...(lines.length ? [list(lines)] : []));
      if (rejected.length) report.append(list(rejected.slice(0, FIRST).map(issueLine)));
      if (!answer.token) { say(answer.error || "These files can't be used.", true); rest(); return; }
      const lost = answer.files.reduce((sum, file) => sum + file.rejected, 0);
      say(lost ? `Checked: ${count(lost)} ${lost === 1 ? "row" : "rows"} can't be used and would be left out.`
        : "Checked: every row can be used.");
      const accept = button("Replace the data", true, async () => {
        say("Replacing…");
        replaced(await ask("POST", `/api/upload/${answer.token}/accept`), "Your files are in use now.");
      });
      const cancel = button("Cancel", false, async () => {
        await ask("POST", `/api/upload/${answer.token}/cancel`);
        report.replaceChildren();
        offer();
        say("Nothing was changed.");
        rest();
      });
      offer(accept, cancel);
      accept.focus();
    };
    const send = async (files) => {
      if (!files.length || input.disabled) return;
      report.replaceChildren();
      offer();
      if ([...files].reduce((sum, file) => sum + file.size, 0) > LIMIT * 1048576) {
        say(`The files are larger than ${count(LIMIT)} MB together.`, true);
        rest();
        return;
      }
      const body = new FormData();
      for (const file of files) body.append("file", file, file.name);
      busy(true);
      progress.hidden = false;
      progress.value = 0;
      say("Uploading…");
      const answer = await ask("POST", "/api/upload", body, (event) => {
        progress.value = event.total ? event.loaded / event.total : 0;
        if (event.loaded === event.total) say("Checking every row…");
      });
      progress.hidden = true;
      input.value = "";
      busy(false);
      checked(answer);
    };

    input.addEventListener("change", () => send(input.files));
    const over = (on) => (event) => {
      event.preventDefault();
      drop.classList.toggle("upload__drop--over", on);
    };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => {
      over(false)(event);
      send(event.dataTransfer.files);
    });
    rest();
  }

  const known = new WeakSet();
  const meet = () => {
    const place = document.querySelector("[data-upload]");
    if (!place || known.has(place)) return;
    known.add(place);
    build(place);
  };
  new MutationObserver(meet).observe(document.documentElement, { childList: true, subtree: true });
  meet();
})();
