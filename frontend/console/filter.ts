/**
 * Legend chips filter what they explain: `<button data-filter="open part" aria-controls="id" aria-pressed="false">`.
 * The controlled element gets the class `filter`, what matches in it (`[data-state]`) the class `hit`; a second press shows all.
 * The style sheet decides whether the rest fades (elevation, tiles) or goes (rows).
 */
export function installFilter(doc: Document): void {
  doc.addEventListener("click", (event) => {
    const chip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-filter]") : null;
    const target = doc.getElementById(chip?.getAttribute("aria-controls") ?? "");
    if (!chip || !target) return;
    const on = chip.getAttribute("aria-pressed") !== "true";
    for (const other of doc.querySelectorAll(`[data-filter][aria-controls="${CSS.escape(target.id)}"]`)) {
      other.setAttribute("aria-pressed", String(on && other === chip));
    }
    const states = (chip.dataset["filter"] ?? "").split(" ");
    target.classList.toggle("filter", on);
    for (const item of target.querySelectorAll<HTMLElement>("[data-state]")) {
      item.classList.toggle("hit", on && states.includes(item.dataset["state"] ?? ""));
    }
  });
}
