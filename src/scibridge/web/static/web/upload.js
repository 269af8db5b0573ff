// A form with a file is sent as any form is. With this, one sees how far it is, and a file that is too large
// is told before it is sent.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const file = form.querySelector("input[type=file]");
  const state = form.querySelector(".upload-state");
  const bar = state.querySelector("progress");
  const problem = form.querySelector("[data-problem]");
  const button = form.querySelector("button");
  const most = Number(file.dataset.mostBytes);

  const tell = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
    state.hidden = true;
    button.disabled = false;
  };
  const tooLarge = () => file.files.length > 0 && file.files[0].size > most;

  file.addEventListener("change", () => tell(tooLarge() ? form.dataset.tooLarge : ""));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (tooLarge()) {
      tell(form.dataset.tooLarge);
      file.focus();
      return;
    }
    tell("");
    state.hidden = false;
    button.disabled = true;
    const sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total;
    });
    sending.addEventListener("error", () => tell(form.dataset.broken));
    sending.addEventListener("load", () => {
      if (sending.status < 300) {
        window.location.assign(sending.responseURL);
        return;
      }
      const answer = new DOMParser().parseFromString(sending.responseText, "text/html");
      const main = answer.querySelector("main");
      if (!main) {
        tell(form.dataset.broken);
        return;
      }
      const again = main.querySelector("form[data-upload]");
      const problems = again ? [...again.querySelectorAll(".errorlist li, .form-problems li")] : [];
      tell(problems.map((one) => one.textContent).join(" ") || main.querySelector("p, h1").textContent);
    });
    sending.open("POST", form.action || window.location.href);
    sending.send(new FormData(form));
  });
}
