// Draws charts with vega-embed, in the colours of the theme, without evaluating text as code.
"use strict";
(() => {
  const views = new Map();

  // "mq:accent" becomes the live value of --mq-accent: light or dark, from the one style sheet.
  function coloured(thing, style) {
    if (typeof thing === "string") {
      return thing.startsWith("mq:") ? style.getPropertyValue(`--mq-${thing.slice(3)}`).trim() : thing;
    }
    if (Array.isArray(thing)) return thing.map((each) => coloured(each, style));
    if (thing && typeof thing === "object") {
      return Object.fromEntries(Object.entries(thing).map(([key, value]) => [key, coloured(value, style)]));
    }
    return thing;
  }

  async function draw(place) {
    const data = JSON.parse(place.nextElementSibling.textContent);
    const style = getComputedStyle(document.documentElement);
    views.get(place)?.finalize();
    const result = await vegaEmbed(place, coloured(data.spec, style), {
      actions: false, ast: true, renderer: "svg", defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      formatLocale: data.numbers, timeFormatLocale: data.times,
    });
    // The figure itself carries the name; the drawing inside is not read twice.
    place.querySelector("svg")?.setAttribute("aria-hidden", "true");
    for (const part of place.querySelectorAll("svg [role], svg [aria-label]")) {
      part.removeAttribute("role");
      part.removeAttribute("aria-label");
    }
    views.set(place, result);
    const table = place.closest("figure").querySelector("details[data-open-without-js]");
    if (table && !table.dataset.closedOnce) {
      table.open = false;
      table.dataset.closedOnce = "1";
    }
  }

  function drawAll(root) {
    if (typeof vegaEmbed === "undefined") return;
    for (const place of root.querySelectorAll("[data-chart]")) draw(place);
  }

  document.addEventListener("DOMContentLoaded", () => {
    drawAll(document);
    new MutationObserver(() => drawAll(document)).observe(document.documentElement, {
      attributes: true, attributeFilter: ["data-bs-theme"],
    });
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) drawAll(event.detail.elt);
  });
})();
