// What pages do better with JavaScript. Everything here also works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const sheet = document.getElementById("mq-sheet");
  let opener = null;

  // ---- side sheet: a link with data-sheet opens its page beside the content
  const openSheet = async (link) => {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    const moved = answer.headers.get("HX-Redirect");
    if (moved || !answer.ok) { location.href = moved || link.href; return; }
    opener?.removeAttribute("aria-current");
    opener = link;
    opener.setAttribute("aria-current", "true");
    sheet.innerHTML = await answer.text();
    sheet.setAttribute("open", "");
    window.htmx?.process(sheet);
    sheet.dispatchEvent(new CustomEvent("mithaq:sheet", { bubbles: true }));
    (sheet.querySelector("#mq-sheet-title") || sheet).focus({ preventScroll: true });
  };
  const closeSheet = () => {
    if (!sheet?.hasAttribute("open")) return;
    sheet.removeAttribute("open");
    sheet.replaceChildren();
    opener?.removeAttribute("aria-current");
    opener?.focus({ preventScroll: true });
    opener = null;
  };

  // ---- light and dark: at once, and kept in the cookie that the server reads
  const chooseTheme = (theme) => {
    root.dataset.theme = theme;
    window.mithaqTheme();
    document.cookie = `mithaq_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    for (const button of document.querySelectorAll("[data-theme-set]"))
      button.setAttribute("aria-pressed", String(button.value === theme));
  };

  document.addEventListener("click", (event) => {
    const plainClick = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = event.target.closest("a[data-sheet]");
    if (link && plainClick && sheet) { event.preventDefault(); openSheet(link); return; }
    if (event.target.closest("[data-sheet-close]")) { closeSheet(); return; }

    const toggle = event.target.closest("[data-theme-toggle]");
    if (toggle) { event.preventDefault(); chooseTheme(root.dataset.bsTheme === "dark" ? "light" : "dark"); return; }
    const chosen = event.target.closest("[data-theme-set]");
    if (chosen) { event.preventDefault(); chooseTheme(chosen.value); return; }

    const asks = event.target.closest("[data-dialog]");
    if (asks) {
      event.preventDefault();
      const dialog = document.getElementById(asks.dataset.dialog);
      dialog.showModal();
      (dialog.querySelector("textarea, select, input:not([type=hidden])") || dialog).focus();
      return;
    }
    if (event.target.closest("[data-dialog-close]")) {
      event.preventDefault();
      event.target.closest("dialog").close();
      if (location.hash) history.replaceState(null, "", location.pathname + location.search);
      return;
    }
    for (const menu of document.querySelectorAll("details.mq-menu[open]"))
      if (!menu.contains(event.target)) menu.removeAttribute("open");
  });

  document.addEventListener("keydown", (event) => {
    const role = event.target.getAttribute?.("role");
    if ((role === "button") && event.key === " " && event.target.matches("a[data-dialog], a[data-dialog-close]")) {
      event.preventDefault();
      event.target.click();
    }
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, textarea, select, [contenteditable]")) {
      const search = document.querySelector("[data-search]");
      if (search && search.offsetParent) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.mq-menu[open]");
      if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus(); }
      else if (!document.querySelector("dialog[open]")) closeSheet();
    }
  });

  // ---- a form is sent once, however often the button is pressed
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
})();
