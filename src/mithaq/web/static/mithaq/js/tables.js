// Tables: choices apply at once, menus close, figures stay readable without any of this.
"use strict";
document.documentElement.classList.add("js");

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submits]")) event.target.form.requestSubmit();
});

// A search box that waits for the end of the word before it asks.
let waiting = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches(".mq-data-tools input[type=search]")) return;
  clearTimeout(waiting);
  const form = event.target.form;
  waiting = setTimeout(() => form.requestSubmit(), 400);
});

// The fragment that htmx puts in place of the table takes the focus back to where it was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  if (!active || !active.id || !event.detail.target.contains(active)) return;
  const { id, selectionStart } = active;
  document.addEventListener("htmx:afterSettle", () => {
    const again = document.getElementById(id);
    if (!again) return;
    again.focus();
    if (selectionStart !== null && again.setSelectionRange) again.setSelectionRange(selectionStart, selectionStart);
  }, { once: true });
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.mq-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.mq-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
