// The few lines that every page has: they let the tables be sorted, and hide them only while the
// interactive part starts. If that does not come up, the tables are there.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("starting");

  const value = (row, column) => row.cells[column].firstChild ? row.cells[column].textContent.trim() : "";

  const sort = (table, column, button) => {
    const head = button.closest("th");
    const down = head.getAttribute("aria-sort") !== "descending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numbers = head.classList.contains("n");
    const key = (row) => numbers ? Number(value(row, column).replace(/,/g, "")) : value(row, column);
    const compare = (a, b) => numbers ? key(a) - key(b) : key(a).localeCompare(key(b), "en");
    const rows = [...table.tBodies[0].rows].sort((a, b) => down ? compare(b, a) : compare(a, b));
    table.tBodies[0].append(...rows);
  };

  addEventListener("DOMContentLoaded", () => {
    if (root.dataset.live !== "yes") root.classList.remove("starting");
    for (const table of document.querySelectorAll("table[data-sortable]")) {
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.textContent = "";
        head.append(button);
        button.addEventListener("click", () => sort(table, column, button));
      });
    }
  });
})();
