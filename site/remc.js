// Filters with a state in the address, and folded texts opened for printing. Every page reads without this script.
"use strict";
(() => {
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2019]/g, "'").toLowerCase();
  const bare = (text) => fold(text).replace(/[.\/_\-\s]/g, "");

  const form = document.querySelector("form.filtres");
  if (form) filter(form);

  function filter(form) {
    const items = Array.from(document.querySelectorAll(form.dataset.cible));
    const sections = Array.from(document.querySelectorAll("main .sec, main .grp"));
    const status = form.querySelector(".compte");
    const none = document.getElementById("aucune");
    const search = form.elements.q;
    const boxes = Array.from(form.querySelectorAll("input[type=checkbox]"));
    const views = Array.from(form.querySelectorAll("input[type=radio]"));
    const names = Array.from(new Set(boxes.map((box) => box.name)));
    const texts = new Map();
    const textOf = (item) => {
      if (!texts.has(item)) texts.set(item, [fold(item.textContent), bare(item.textContent)]);
      return texts.get(item);
    };
    const valuesOf = (item, name) => (item.dataset[name] || "").split("|");
    let timer = 0;

    for (const box of boxes) {
      const count = items.filter((item) => valuesOf(item, box.name).includes(box.value)).length;
      const note = document.createElement("span");
      note.className = "discret";
      note.textContent = " (" + count + ")";
      box.parentElement.append(note);
      if (count === 0 && !box.checked) box.parentElement.hidden = true;
    }
    for (const set of form.querySelectorAll("fieldset")) {
      const labels = Array.from(set.querySelectorAll("label"));
      if (labels.length && labels.every((label) => label.hidden)) set.hidden = true;
    }
    read();
    const criteria = form.querySelector("details");
    if (criteria && innerWidth < 640 && !location.search) criteria.open = false;
    form.hidden = false;
    apply();

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => { apply(); write(); });
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { apply(); write(); }, 200);
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      boxes.forEach((box) => { box.checked = false; });
      views.forEach((view) => { view.checked = view.value === ""; });
      search.value = "";
      apply();
      write();
      search.focus();
    });
    addEventListener("popstate", () => { read(); apply(); });

    function read() {
      const query = new URLSearchParams(location.search);
      for (const box of boxes) {
        box.checked = (query.get(box.name) || "").split(",").includes(box.value);
        if (box.checked) { box.parentElement.hidden = false; box.closest("fieldset").hidden = false; }
      }
      const view = query.get("vue") || "";
      views.forEach((one) => { one.checked = one.value === view; });
      search.value = query.get("q") || "";
    }

    function write() {
      const query = new URLSearchParams();
      for (const name of names) {
        const kept = boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);
        if (kept.length) query.set(name, kept.join(","));
      }
      const view = views.find((one) => one.checked);
      if (view && view.value) query.set("vue", view.value);
      if (search.value.trim()) query.set("q", search.value.trim());
      const text = query.toString().replace(/%2C/g, ",");
      try { history.replaceState(null, "", (text ? "?" + text : location.pathname) + location.hash); } catch { /* the page works without */ }
    }

    function apply() {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      const id = bare(search.value);
      const groups = names
        .map((name) => [name, boxes.filter((box) => box.name === name && box.checked).map((box) => box.value)])
        .filter(([, kept]) => kept.length);
      let shown = 0;
      for (const item of items) {
        let keep = groups.every(([name, kept]) => valuesOf(item, name).some((value) => kept.includes(value)));
        if (keep && words.length) {
          const [plain, compact] = textOf(item);
          keep = words.every((word) => plain.includes(word)) || (id.length > 2 && compact.includes(id));
        }
        item.hidden = !keep;
        if (keep) shown += 1;
      }
      for (const section of sections) {
        const inside = section.querySelectorAll(form.dataset.cible);
        section.hidden = inside.length > 0 && Array.from(inside).every((item) => item.hidden);
      }
      if (none) none.hidden = shown > 0;
      const name = form.dataset.nom + (shown > 1 ? "s" : "");
      const hiddenCount = items.length - shown;
      status.textContent = shown + "\u00a0" + name + " sur " + items.length + (hiddenCount ? " (" + hiddenCount + " masquée" + (hiddenCount > 1 ? "s" : "") + ")" : "");
      const view = views.find((one) => one.checked);
      document.body.classList.toggle("vue-avap", !!view && view.value === "avap");
      document.body.classList.toggle("vue-apres", !!view && view.value === "apres");
      if (view && view.value) document.querySelectorAll(".v-textes").forEach((one) => { one.open = true; });
    }
  }

  // An anchor inside a folded part opens it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

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
