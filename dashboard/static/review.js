// The review by keys alone. Everything here presses what the page has: links, forms, folded parts.
"use strict";
(() => {
  const queue = document.getElementById("queue");
  const said = document.getElementById("said");
  const keys = document.getElementById("keys");
  const LEFT_BEFORE_MORE = 5;
  let wanted = null; // the row that is being loaded

  const card = () => document.getElementById("card");
  const links = () => queue ? [...queue.querySelectorAll("a[data-row]")] : [];
  const current = () => links().find((link) => link.closest("li").classList.contains("open"));

  function open(link) {
    if (!link) return;
    for (const other of links()) {
      other.closest("li").classList.toggle("open", other === link);
      if (other === link) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    wanted = link.dataset.row;
    link.scrollIntoView({ block: "nearest" });
    htmx.ajax("GET", `/incidents/${link.dataset.row}/card`, { target: "#card", swap: "outerHTML" });
    history.replaceState(null, "", `/review?row=${link.dataset.row}`);
  }

  function step(by) {
    const all = links();
    const at = all.indexOf(current());
    open(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  function press(selector) {
    const part = card()?.querySelector(selector);
    if (!part) return;
    if (part.tagName === "FORM") part.requestSubmit();
    else {
      part.open = true;
      part.querySelector("input:not([type=hidden]), select")?.focus();
    }
  }

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    c: () => press("form.confirm"),
    x: () => press("details.reject"),
    m: () => press("details.merge"),
    e: () => press("details.editing"),
    u: () => said.querySelector("form.undo-last")?.requestSubmit(),
    o: () => card() && location.assign(`/incidents/${card().dataset.row}`),
    "?": () => keys.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys?.open) return;
    const field = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && field) { field.blur(); field.closest("details")?.removeAttribute("open"); return; }
    const choosing = document.activeElement?.closest?.("details.reject[open]");
    if (choosing && (!field || field.type === "radio")) {
      const reason = choosing.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (reason) { reason.checked = true; reason.focus(); event.preventDefault(); return; }
      if (event.key === "Enter" && field) { field.form.requestSubmit(); event.preventDefault(); return; }
    }
    if (field || !(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });

  document.querySelector("button.help")?.addEventListener("click", () => keys.showModal());
  queue?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-row]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    open(link);
  }, true);

  document.addEventListener("htmx:beforeSwap", (event) => {
    // Somebody went on before the card of the row before came: it is not wanted any more.
    const id = event.detail.target?.id;
    const path = event.detail.pathInfo?.requestPath || "";
    if (id === "card" && wanted && path.endsWith("/card") && !path.includes(wanted)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "said") decided();
    if (card()) card().focus({ preventScroll: true });
  });

  // What was decided leaves the list, and the next row opens; what was edited or taken back opens again.
  function decided() {
    const done = said.querySelector("[data-decided]");
    if (!done) return;
    const { decided: name, now, action } = done.dataset;
    const gone = queue?.querySelector(`a[data-row="${CSS.escape(name)}"]`)?.closest("li");
    if (action === "confirm" || action === "reject") {
      const next = gone?.nextElementSibling || gone?.previousElementSibling;
      gone?.remove();
      count(-1);
      if (links().length <= LEFT_BEFORE_MORE || !next) { location.assign("/review"); return; }
      open(next.querySelector("a"));
      return;
    }
    if (action === "undo" || action === "split" || action === "merge") { location.assign(`/review?row=${now}&done=${action}`); return; }
    open(queue?.querySelector(`a[data-row="${CSS.escape(now)}"]`));
  }

  function count(by) {
    for (const shown of document.querySelectorAll(".top .count, .queue .hint strong")) {
      const number = shown.firstChild;
      number.textContent = (Number(number.textContent.replace(/\D/g, "")) + by).toLocaleString("en");
    }
  }
})();
