/* Runs before the first paint, as a blocking script in <head>: a remembered dark page must not flash white.
   Imports nothing, so that it stays one small file. theme.ts writes what is read here. */
try {
  const theme = localStorage.getItem("wanjia-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // storage may be forbidden; then the page follows the system
}
export {};
