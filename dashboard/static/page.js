// Small comforts of every page; each page works without them.
"use strict";

// Empty fields say nothing: they are left out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "filter") return;
  const fields = event.detail.parameters;
  for (const name of Object.keys(fields)) if (fields[name] === "") delete fields[name];
});

// After a filter, the form shows what the address says: choices that another filter emptied are still there.
document.addEventListener("htmx:responseError", (event) => {
  const said = document.getElementById("said") || document.getElementById("found");
  if (!said) return;
  const note = document.createElement("p");
  note.className = "note bad";
  note.setAttribute("role", "alert");
  note.textContent = event.detail.xhr.status === 403
    ? "Nothing was changed: this page is too old. Reload it and do it again."
    : `The server answered ${event.detail.xhr.status}. What you see may be out of date: reload the page.`;
  said.prepend(note);
});
document.addEventListener("htmx:sendError", () => {
  const said = document.getElementById("said") || document.getElementById("found");
  if (!said) return;
  const note = document.createElement("p");
  note.className = "note bad";
  note.setAttribute("role", "alert");
  note.textContent = "The server does not answer. What you see is as it was; nothing was changed.";
  said.prepend(note);
});

// Of several open menus one is enough; Escape closes it.
document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (!(opened instanceof HTMLDetailsElement) || !opened.open || !opened.matches(".drop, .who")) return;
  for (const other of document.querySelectorAll("details.drop[open], details.who[open]"))
    if (other !== opened) other.open = false;
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.drop[open], details.who[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// On a phone the filter is folded until it is wanted.
const folded = document.querySelector(".filter > details");
if (folded && window.matchMedia("(max-width: 620px)").matches) folded.open = false;
