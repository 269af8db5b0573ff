// Words typed while an answer is on its way are never replaced by it: it is dropped, and asked for anew with them.
let typed = 0;
const sent = new WeakMap();

document.addEventListener("input", (event) => {
  if (event.target.closest("#writing")) typed += 1;
});
document.addEventListener("htmx:beforeRequest", (event) => sent.set(event.detail.xhr, typed));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, requestConfig } = event.detail;
  if (target.id !== "posting-form" || sent.get(xhr) === typed) return;
  event.detail.shouldSwap = false;
  const asked = requestConfig.elt;
  window.htmx.trigger(asked, asked.matches("input") ? "change" : "click");
});
