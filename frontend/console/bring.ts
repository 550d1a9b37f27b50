/** Room below which a panel counts as out of sight. */
const MARGIN = 96;

/** What htmx puts into the page is scrolled into sight when it asks for it by `data-brings` and lies below the fold: a phone stacks the columns. */
export function installBringing(doc: Document, height: () => number): void {
  doc.body.addEventListener("htmx:afterSettle", (event) => {
    const panel = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-brings]") : null;
    if (panel && panel.getBoundingClientRect().top > height() - MARGIN) panel.scrollIntoView();
  });
}
