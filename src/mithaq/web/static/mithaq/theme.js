// Before the first paint: follow the device when the person has not chosen light or dark.
(() => {
  const root = document.documentElement;
  const device = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === "auto" ? (device.matches ? "dark" : "light") : chosen;
  };
  apply();
  device.addEventListener("change", apply);
  window.mithaqTheme = apply;
})();
