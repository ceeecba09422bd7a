// Filters for any list. The page says what is filtered; this script knows no list in particular, and every page reads
// without it.
//
//   form.filtres[data-cible=SELECTOR][data-nom=WORD]   what is filtered, and its feminine name
//   input[type=checkbox][name=N][value=V]              keeps items whose data-N holds V; values are separated by |
//   input[data-classe=C]                               a setting: puts C on the body (data-inverse: when unchecked)
//   input[type=file][data-fichier=reponses]            keeps items to be reviewed among the answers of a local file; the
//                                                      rules of the carry-over wrote in data-vu what to compare
//   form[data-ouvre=SELECTOR]                          folds opened while a setting is on
//   [data-compte]                                      text of a section whose number says what it shows of its items
//   [data-suit=ID]                                     shown and hidden with the item of that id
//
// Groups add up (and), values of one group replace each other (or). The address holds what differs from the default. The
// number of a value is what it would give among the other groups; all are counted in one pass.
"use strict";
(() => {
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2019]/g, "'").replace(/[\u00a0\u202f]/g, " ").toLowerCase();
  const bare = (text) => fold(text).replace(/[.\/_\-\s]/g, "");
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const figure = (count) => count.toLocaleString("fr-FR");
  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const plural = (count, word) => count + "\u00a0" + word + (count > 1 ? "s" : "");

  const form = document.querySelector("form.filtres");
  if (!form) return;
  const items = all(form.dataset.cible);
  const followers = all("[data-suit]").map((row) => [row, document.getElementById(row.dataset.suit)]);
  const inside = all("main .sec, main .grp").map((section) => [
    section,
    all(form.dataset.cible + ", [data-suit]", section).map((item) => [item, item.dataset.suit || item.id || item]),
    all("[data-compte]", section).map((place) => [place, place.textContent]),
  ]).filter(([, list]) => list.length);
  const folds = all("main .sec > details").map((one) => [one, all(form.dataset.cible, one)]);
  const status = form.querySelector(".compte");
  const none = document.getElementById("aucune");
  const search = form.elements.q;
  const boxes = all("input[type=checkbox]:not([data-classe])", form);
  const settings = all("input[data-classe]", form);
  const file = form.querySelector("input[data-fichier=reponses]");
  const said = form.querySelector("[data-dit=reponses]");
  const names = Array.from(new Set(boxes.map((box) => box.name)));
  const legends = names.map((name) => boxes.find((box) => box.name === name).closest("fieldset").querySelector("legend").textContent);
  const nothing = none ? none.textContent : "";
  // What lets fewer items through: a group by its place, then the search and the file.
  const TEXT = names.length;
  const FILE = TEXT + 1;
  const removed = removedList();
  const texts = new Map();
  let answers = null;
  // How many items each criterion alone keeps out.
  let without = [];
  let timer = 0;

  const valuesOf = (item, name) => (item.dataset[name] || "").split("|");
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, [fold(item.textContent), bare(item.textContent)]);
    return texts.get(item);
  };

  const places = names.map((name) => new Map(boxes.map((box, place) => [box, place]).filter(([box]) => box.name === name).map(([box, place]) => [box.value, place])));
  // Places of the boxes each item answers to, by group.
  const borne = items.map((item) => names.map((name, group) => valuesOf(item, name).map((value) => places[group].get(value)).filter((place) => place !== undefined)));
  const notes = boxes.map((box) => {
    let note = box.parentElement.querySelector(".discret");
    if (!note) {
      note = document.createElement("span");
      note.className = "discret";
      box.parentElement.append(" ", note);
    }
    return note;
  });
  const borneBy = new Set(borne.flat(2));
  boxes.forEach((box, place) => { if (!borneBy.has(place)) box.parentElement.hidden = true; });
  for (const set of all("fieldset", form)) {
    const labels = all("label", set);
    if (labels.length && labels.every((label) => label.hidden)) set.hidden = true;
  }
  read();
  const criteria = form.querySelector("details");
  if (criteria && innerWidth < 640 && !location.search) criteria.open = false;
  form.hidden = false;
  apply();
  announce();

  // Texts are read once, before the first key.
  search.addEventListener("focus", () => items.forEach(textOf), { once: true });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target === file) return;
    update();
    announce();
  });
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { update(); announce(); }, 300);
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    boxes.forEach((box) => { box.checked = false; });
    settings.forEach((one) => { one.checked = one.defaultChecked; });
    search.value = "";
    forget();
    update();
    announce();
    search.focus();
  });
  addEventListener("popstate", () => { read(); apply(); announce(); });
  if (file) file.addEventListener("change", () => load(file.files[0]));

  // Previous and next skip what is hidden.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("article a[rel=prev], article a[rel=next]");
    if (!link) return;
    const step = link.rel === "next" ? 1 : -1;
    const cards = items.filter((item) => item.tagName === "ARTICLE");
    let place = cards.indexOf(link.closest("article")) + step;
    while (cards[place] && cards[place].hidden) place += step;
    event.preventDefault();
    if (cards[place]) location.hash = cards[place].id;
  });

  // In the address, commas separate values; those inside values are encoded.
  function query() {
    const found = new Map();
    for (const part of location.search.slice(1).split("&")) {
      const [name, value] = part.split("=");
      if (!value) continue;
      try {
        found.set(name, value.split(",").map((one) => decodeURIComponent(one.replace(/\+/g, " "))));
      } catch { /* not one of ours */ }
    }
    return found;
  }

  function read() {
    const asked = query();
    for (const box of boxes) {
      box.checked = (asked.get(box.name) || []).includes(box.value);
      if (!box.checked) continue;
      box.parentElement.hidden = false;
      box.closest("fieldset").hidden = false;
      for (let one = box.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    }
    for (const one of settings) {
      const value = (asked.get(one.name) || [""])[0];
      one.checked = "inverse" in one.dataset ? value !== one.value : value === one.value;
    }
    for (const name of new Set(settings.filter((one) => one.type === "radio").map((one) => one.name))) {
      const set = settings.filter((one) => one.name === name);
      if (!set.some((one) => one.checked)) set.forEach((one) => { one.checked = one.defaultChecked; });
    }
    search.value = (asked.get("q") || []).join(",");
  }

  function update() {
    apply();
    const parts = [];
    const encoded = (value) => encodeURIComponent(value).replace(/%2F/g, "/");
    for (const name of names) {
      const kept = boxes.filter((box) => box.name === name && box.checked).map((box) => encoded(box.value));
      if (kept.length) parts.push(name + "=" + kept.join(","));
    }
    for (const one of settings) {
      const on = "inverse" in one.dataset ? !one.checked : one.checked;
      if (on && one.value) parts.push(one.name + "=" + encoded(one.value));
    }
    if (search.value.trim()) parts.push("q=" + encoded(search.value.trim()));
    try {
      history.replaceState(null, "", (parts.length ? "?" + parts.join("&") : location.pathname) + location.hash);
    } catch { /* the page works without */ }
  }

  function apply() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const id = bare(search.value);
    const on = boxes.map((box) => box.checked);
    const asked = names.map((name) => boxes.some((box) => box.name === name && box.checked));
    const active = asked.includes(true) || words.length > 0 || answers !== null;
    const counts = boxes.map(() => 0);
    without = [];
    const says = (item) => {
      const [plain, compact] = textOf(item);
      return words.every((word) => plain.includes(word)) || (id.length > 2 && compact.includes(id));
    };
    items.forEach((item, place) => {
      // What keeps it out: nothing, one criterion, or more than one.
      const out = asked.flatMap((one, group) => (one && !borne[place][group].some((box) => on[box]) ? [group] : []));
      if (out.length < 2 && words.length && !says(item)) out.push(TEXT);
      if (out.length < 2 && answers && !falls(item, answers)) out.push(FILE);
      if (out.length < 2) borne[place].forEach((list, group) => { if (!out.length || out[0] === group) for (const box of list) counts[box] += 1; });
      if (out.length === 1) without[out[0]] = (without[out[0]] || 0) + 1;
      const keep = !out.length;
      if (item.hidden === keep) item.hidden = !keep;
    });
    boxes.forEach((box, place) => {
      write(notes[place], "(" + figure(counts[place]) + ")");
      box.parentElement.classList.toggle("nul", counts[place] === 0);
    });
    for (const [row, item] of followers) row.hidden = item !== null && item.hidden;
    for (const [section, list, told] of inside) {
      const shown = list.filter(([item]) => !item.hidden);
      section.hidden = !shown.length;
      // A row and the card it follows count once.
      const count = () => figure(new Set(shown.map(([, key]) => key)).size);
      for (const [place, full] of told) write(place, shown.length < list.length ? full.replace(/[\d\u202f]+/, count() + " sur $&") : full);
    }
    for (const [one, list] of folds) {
      if (active && !one.open && list.some((item) => !item.hidden)) { one.open = true; one.dataset.filtre = ""; }
      if (!active && "filtre" in one.dataset) { one.open = false; delete one.dataset.filtre; }
    }
    let set = false;
    for (const one of settings) {
      const on = "inverse" in one.dataset ? !one.checked : one.checked;
      if (!one.dataset.classe) continue;
      document.body.classList.toggle(one.dataset.classe, on);
      if (on && one.type === "radio") set = true;
    }
    if (form.dataset.ouvre) {
      for (const one of all(form.dataset.ouvre)) {
        if (set && !one.open) { one.open = true; one.dataset.vue = ""; }
        if (!set && "vue" in one.dataset) { one.open = false; delete one.dataset.vue; }
      }
    }
    removed.refresh();
  }

  function announce() {
    const shown = items.filter((item) => !item.hidden).length;
    write(status, plural(shown, form.dataset.nom) + " affichée" + (shown > 1 ? "s" : "") + " sur " + items.length);
    if (!none) return;
    none.hidden = shown > 0;
    if (!shown) relax();
  }

  // Nothing is found: what each criterion alone keeps out, one click away.
  function relax() {
    const label = (one) => (one === TEXT ? "Sans la recherche" : one === FILE ? "Sans le fichier de réponses" : "Sans le critère " + legends[one]);
    const ways = Array.from(without.keys()).filter((one) => without[one]).map((one) => {
      const way = document.createElement("button");
      way.type = "button";
      way.textContent = label(one) + "\u00a0: " + figure(without[one]);
      way.addEventListener("click", () => {
        boxes.forEach((box) => { if (box.name === names[one]) box.checked = false; });
        if (one === TEXT) search.value = "";
        if (one === FILE) forget();
        update();
        announce();
        search.focus();
      });
      return way;
    });
    none.replaceChildren(nothing + " ", ...(ways.length ? ways.flatMap((way) => [way, " "]) : ["Retirez plusieurs critères, ou affichez tout."]));
  }

  function forget() {
    answers = null;
    if (file) { file.value = ""; said.textContent = ""; }
  }

  // What the filter removed, each one click away.
  function removedList() {
    const box = document.createElement("details");
    const title = document.createElement("summary");
    const list = document.createElement("ul");
    box.className = "retires";
    list.className = "serre";
    box.hidden = true;
    box.append(title, list);
    form.append(box);
    const fill = () => {
      list.replaceChildren();
      if (!box.open) return;
      for (const item of items.filter((one) => one.hidden)) {
        const row = document.createElement("li");
        const link = document.createElement(item.id ? "a" : "span");
        if (item.id) link.href = "#" + item.id;
        link.textContent = (item.querySelector("h3, th, .id") || item).textContent.trim();
        row.append(link);
        list.append(row);
      }
    };
    box.addEventListener("toggle", fill);
    return {
      refresh() {
        const count = items.filter((one) => one.hidden).length;
        box.hidden = count === 0;
        title.textContent = "Ce que le filtre retire (" + count + ")";
        fill();
      },
    };
  }

  // Whether an answer of a file read something else than what the change says after: then it is to be reviewed.
  function falls(item, read) {
    const given = (key) => (Object.hasOwn(read.reponses, key) && read.reponses[key]) || null;
    const own = given(item.dataset.cle);
    const seen = own && own.vu;
    const mine = JSON.parse(item.dataset.vu || "[]").filter(([lanes]) => !read.couloir || lanes.split(" ").includes(read.couloir));
    return mine.some(([, list]) => list.some(([states, part, key, value]) => {
      if (part === "lignee") return given(key) !== null && !(seen && Array.isArray(seen.lignee) && seen.lignee.includes(key));
      if (!own || !(states === "*" || states.split(" ").includes(own.etat))) return false;
      return !seen || readAs(seen, part, key) !== value;
    }));
  }

  // What an answer read, in the form the page holds.
  function readAs(seen, part, key) {
    const half = (print) => { const text = String(print || ""); return text.slice(text.indexOf("-") + 1); };
    const inside = (map) => (map && Object.hasOwn(map, key) ? map[key] : "");
    switch (part) {
      case "nature": return seen.nature;
      case "references": return inside(seen.references);
      case "scenarios": return half(inside(seen.scenarios));
      case "preuves": return half(inside(seen.preuves));
      case "applicabilite": return [[].concat(seen.profils || []).join(", "), half(seen.condition), half(seen.perimetre)].join("\n");
      default: return half(seen.enonce);
    }
  }

  // The answers of a vendor: { "couloir", "iteration", "reponses": { KEY: … } }. Read here, sent nowhere.
  async function load(chosen) {
    answers = null;
    said.textContent = "";
    if (chosen) {
      let read = null;
      try { read = JSON.parse(await chosen.text()); } catch { /* told below */ }
      said.textContent = refused(read);
      if (!said.textContent) {
        answers = read;
        const concerned = items.filter((item) => falls(item, read)).length;
        said.textContent = concerned + " à revoir sur " + plural(Object.keys(read.reponses).length, "réponse") + "." + archived(read);
      }
    }
    update();
    announce();
  }

  // What becomes of answers to requirements no longer asked.
  function archived(read) {
    const gone = items.filter((item) => item.dataset.reponse === "archivee" && Object.hasOwn(read.reponses, item.dataset.cle));
    if (!gone.length) return "";
    const told = gone.filter((item) => item.dataset.reprise)
      .map((item) => item.querySelector(".id").textContent + " reprise par " + item.dataset.reprise.split("|").join(", "));
    return " " + gone.length + " archivée" + (gone.length > 1 ? "s" : "") + (told.length ? "\u00a0: dont " + told.join("\u202f; ") : "") + ".";
  }

  // Why a file cannot be compared with this page; empty when it can.
  function refused(read) {
    const given = read && typeof read === "object" ? read.reponses : null;
    if (!given || typeof given !== "object" || Array.isArray(given)) return "Ce fichier n’est pas un fichier de réponses.";
    const { couloir: lane, iterations } = file.dataset;
    if (lane && read.couloir && read.couloir !== lane) return "Ce fichier répond au couloir " + read.couloir + "\u202f; cette page compare le couloir " + lane + ".";
    const known = (iterations || "").split("|");
    if (iterations && read.iteration && !known.includes(read.iteration)) return "Ce fichier répond à " + read.iteration + "\u202f; cette comparaison s’arrête à " + known.pop() + ".";
    return "";
  }
})();
