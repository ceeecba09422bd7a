// The preview, added by « remc serve » to the pages it shows and by nothing else: reloads the page when the sources have
// changed, where the reader was, and shows what is wrong with them.
"use strict";
(() => {
  const script = document.currentScript;
  const site = script.dataset.site;
  const alone = script.hasAttribute("data-seule");
  const place = "remc-apercu:" + location.pathname + location.search;
  const folded = "remc-apercu:replie";
  let seen = "";
  let asking = null;
  let box = null;

  const kept = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => {
    try { if (value === null) sessionStorage.removeItem(name); else sessionStorage.setItem(name, value); } catch { /* no storage: nothing is kept */ }
  };

  // An element is found again by the nearest anchor above it and its rank among its like.
  const nameOf = (element) => {
    const anchor = element.closest("[id]");
    if (anchor === element) return [element.id, "", 0];
    const root = anchor || document.body;
    return [anchor ? anchor.id : "", element.localName, Array.from(root.getElementsByTagName(element.localName)).indexOf(element)];
  };
  const named = ([id, tag, rank]) => {
    const root = id ? document.getElementById(id) : document.body;
    return root && (tag ? root.getElementsByTagName(tag)[rank] : root);
  };

  const reload = () => {
    const top = Array.from(document.querySelectorAll("main [id]")).find((one) => one.getClientRects().length && one.getBoundingClientRect().bottom > 0);
    const focus = document.activeElement;
    keep(place, JSON.stringify({
      y: scrollY,
      x: scrollX,
      top: top && scrollY > 0 ? [nameOf(top), top.getBoundingClientRect().top] : null,
      folds: Array.from(document.querySelectorAll("main details"), (fold) => [nameOf(fold), fold.open]),
      focus: focus && focus !== document.body && !(box && box.contains(focus)) ? nameOf(focus) : null,
    }));
    // The browser would put the page back later, elsewhere.
    history.scrollRestoration = "manual";
    location.reload();
  };

  const restore = () => {
    const text = kept(place);
    keep(place, null);
    if (!text) return;
    const was = JSON.parse(text);
    for (const [name, open] of was.folds) {
      const fold = named(name);
      if (fold && fold.localName === "details") fold.open = open;
    }
    const back = () => {
      const top = was.top && named(was.top[0]);
      const y = top && top.getClientRects().length ? scrollY + top.getBoundingClientRect().top - was.top[1] : was.y;
      scrollTo({ left: was.x, top: y, behavior: "instant" });
    };
    const focus = was.focus && named(was.focus);
    if (focus) focus.focus({ preventScroll: true });
    back();
    addEventListener("load", () => { back(); history.scrollRestoration = "auto"; }, { once: true });
  };

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const fold = (closed) => {
    keep(folded, closed ? "1" : null);
    box.querySelector(".remc-constats").hidden = closed;
    const button = box.querySelector("button");
    button.textContent = closed ? "Afficher" : "Fermer";
    button.setAttribute("aria-expanded", String(!closed));
  };

  const show = (html) => {
    if (!html) {
      if (box) box.remove();
      box = null;
      keep(folded, null);
      return;
    }
    if (!box) {
      const button = element("button", { type: "button", "aria-controls": "remc-constats" }, "Fermer");
      button.addEventListener("click", () => fold(!box.querySelector(".remc-constats").hidden));
      const head = element("div", { class: "remc-tete" }, element("p", { id: "remc-titre", role: "alert" }), button);
      const list = element("div", { id: "remc-constats", class: "remc-constats", tabindex: "0", role: "group", "aria-labelledby": "remc-titre" });
      box = element("section", { id: "remc-apercu", "aria-label": "Aperçu : erreurs dans les sources" }, head, list);
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        fold(true);
        button.focus();
      });
      // After the skip link, so that the keyboard soon reaches it.
      const skip = document.querySelector("body > a.skip");
      if (skip) skip.after(box); else document.body.prepend(box);
      fold(kept(folded) !== null);
    }
    const list = box.querySelector(".remc-constats");
    list.innerHTML = html;
    const first = list.firstElementChild;
    box.querySelector("#remc-titre").textContent = first.textContent + " Cette page est la dernière sans erreur.";
    first.remove();
  };

  const lost = (is) => {
    document.documentElement.classList.toggle("remc-perdu", is);
  };

  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // A hidden page does not ask: browsers open few connections to one address.
  const follow = async () => {
    if (asking) return;
    asking = new AbortController();
    const { signal } = asking;
    while (!signal.aborted) {
      try {
        const answer = await fetch("/_apercu/etat?vu=" + seen, { signal, cache: "no-store" });
        if (!answer.ok) throw new Error(answer.status);
        const html = await answer.text();
        const state = answer.headers.get("X-Remc-Etat");
        const first = seen === "";
        lost(false);
        if (answer.headers.get("X-Remc-Site") !== site || (alone && !first && state !== seen)) return reload();
        if (state !== seen && !alone) show(html);
        seen = state;
      } catch {
        if (signal.aborted) return;
        lost(true);
        await pause(1000);
      }
    }
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && asking) { asking.abort(); asking = null; }
    if (!document.hidden) follow();
  });
  restore();
  if (!document.hidden) follow();
})();
