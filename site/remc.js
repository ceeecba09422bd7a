// Folded texts opened when an anchor or the printer needs them, links and references copied. Every page reads without
// this script; filters are in filtres.js.
"use strict";
(() => {
  document.documentElement.classList.add("js");

  // What is long and comes before a list starts folded on a narrow screen.
  if (innerWidth < 640) for (const fold of document.querySelectorAll("details[data-repli]")) fold.open = false;

  // An anchor inside a folded part opens it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    for (let part = target && target.closest("main [hidden]"); part; part = part.parentElement.closest("main [hidden]")) part.hidden = false;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  const spoken = document.createElement("p");
  spoken.className = "sr";
  spoken.setAttribute("role", "status");
  document.querySelector("main").append(spoken);

  document.addEventListener("click", (event) => {
    const target = event.target;
    const more = target.closest(".saut > button");
    if (more) {
      const open = more.parentElement.classList.toggle("ouvert");
      more.setAttribute("aria-expanded", String(open));
    }
    const link = target.closest("a.copier");
    if (link && navigator.clipboard) {
      event.preventDefault();
      navigator.clipboard.writeText(location.href.split(/[?#]/)[0] + link.getAttribute("href")).then(
        () => { spoken.textContent = "Lien copié : " + link.getAttribute("href").slice(1); link.textContent = "Lien copié"; },
        () => { location.hash = link.getAttribute("href"); },
      );
    }
  });

  const opened = [];
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not([open])")) { fold.open = true; opened.push(fold); }
  });
  addEventListener("afterprint", () => { while (opened.length) opened.pop().open = false; });

  for (const code of document.querySelectorAll(".citation")) {
    if (!navigator.clipboard) break;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copier";
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(code.textContent).then(() => { button.textContent = "Copié"; });
    });
    code.after(" ", button);
  }
})();
