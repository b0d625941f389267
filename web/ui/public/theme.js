// Sets the theme and the language before the first paint, so that nothing flashes.
(function () {
  var theme, lang;
  try {
    theme = localStorage.getItem("mw.theme");
    lang = localStorage.getItem("mw.lang");
  } catch (e) {
    // Storage may be forbidden; the system's choice stands.
  }
  if (theme !== "dark" && theme !== "light") {
    theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = theme;
  if (lang === "en") document.documentElement.lang = "en";
})();
