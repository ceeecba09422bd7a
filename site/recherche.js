// The search page. Words are folded and stemmed as src/render/search/stem.rs does: tests/fixtures/stems.tsv checks both.
"use strict";
(() => {
  const COMMON = new Set("au aux avec ce ces cet cette chaque dans de des du elle elles en est et il ils la le les leur leurs lui ne ni ou par pas pour qu que qui sa se ses son sont sur un une vers y".split(" "));
  const ENDINGS = "issement atrice ement ateur ation euse ment ance ence able ible eur ant ent age ite ive if ee er ez e".split(" ");
  const PAGE = 40;

  const fold = (text) => text.replace(/[\u0152\u0153]/g, "oe").replace(/[\u00c6\u00e6]/g, "ae").normalize("NFD").replace(/[\u0300-\u036f\u00ad]/g, "").toLowerCase();
  const bare = (text) => fold(text).replace(/[^a-z0-9]/g, "");

  function stem(word) {
    if (word.length <= 3 || /\d/.test(word)) return word;
    if (word.endsWith("aux") && word.length >= 5) return word.slice(0, -3) + "al";
    let root = /[sx]$/.test(word) ? word.slice(0, -1) : word;
    const ending = ENDINGS.find((one) => root.endsWith(one) && root.length - one.length >= 4);
    if (ending) root = root.slice(0, -ending.length);
    if (root.endsWith("ific")) return root.slice(0, -1);
    if (root.length > 1 && root.at(-1) === root.at(-2)) return root.slice(0, -1);
    return root.endsWith("y") ? root.slice(0, -1) + "i" : root;
  }

  // Words worth looking for, folded.
  const telling = (text) => fold(text).split(/[^a-z0-9]+/).filter((word) => word.length > 1 && !COMMON.has(word));
  globalThis.remcWords = (text) => telling(text).map(stem);

  // What a query asks for: stems, and the beginning of the last word, which may still be being typed.
  const ask = (query) => {
    const asked = telling(query);
    const last = asked.at(-1) || "";
    return { stems: asked.map(stem), start: last.length > 2 ? last : "" };
  };

  const index = globalThis.REMC_INDEX;
  const form = document.getElementById("recherche");
  if (!index || !form) return;
  const [ID, FILE, TITLE, NAMES, LANES, STATUS, LABEL, STATEMENT, PROOFS, REPLIES] = Array(10).keys();
  const list = document.getElementById("resultats");
  const status = document.getElementById("compte");
  const more = document.getElementById("suite");
  const near = document.getElementById("proches");
  const places = new Map(index.mots);
  const stems = index.mots.map((row) => row[0]);
  const ids = index.docs.map((doc) => bare(doc[ID]));
  let timer = 0;
  let found = [];
  let shown = 0;

  const href = (doc) => "exigences/" + encodeURIComponent(doc[FILE] ?? doc[ID]) + ".html";

  // The fields a stem is in, by document; words that begin with `start` count too.
  function lookup(term, start) {
    const into = new Map();
    const add = (text) => {
      let doc = 0;
      for (const part of text.split(" ")) {
        const value = parseInt(part, 36);
        doc += value >> 4;
        into.set(doc, (into.get(doc) || 0) | (value & 15));
      }
    };
    const exact = places.get(term);
    if (exact !== undefined) add(exact);
    if (!start) return into;
    let low = 0;
    let high = stems.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stems[middle] < start) low = middle + 1; else high = middle;
    }
    for (; low < stems.length && stems[low].startsWith(start); low += 1) if (stems[low] !== term) add(index.mots[low][1]);
    return into;
  }

  // Lower comes first: exact id, id without punctuation, beginning or part of an id, then title, statement, proofs, replies.
  function search(query) {
    const ranks = new Map();
    const put = (doc, rank) => { if (!(ranks.get(doc) <= rank)) ranks.set(doc, rank); };
    const id = bare(query);
    if (id) {
      ids.forEach((one, doc) => {
        if (index.docs[doc][ID] === query) put(doc, 0);
        else if (one === id) put(doc, 1);
        else if (id.length > 2 && one.startsWith(id)) put(doc, 3);
        else if (id.length > 2 && one.endsWith(id)) put(doc, 2);
        else if (id.length > 3 && one.includes(id)) put(doc, 4);
      });
      for (const [former, doc] of index.anciens) if (bare(former) === id) put(doc, 1);
    }
    const asked = ask(query);
    if (asked.stems.length) {
      const maps = asked.stems.map((term, position) => lookup(term, position === asked.stems.length - 1 ? asked.start : ""));
      for (const [doc] of maps[0]) {
        if (!maps.every((map) => map.has(doc))) continue;
        let rank = 5;
        for (const map of maps) {
          const fields = map.get(doc);
          rank = Math.max(rank, fields & 1 ? 5 : fields & 2 ? 6 : fields & 4 ? 7 : 8);
        }
        put(doc, rank);
      }
    }
    const late = ([doc, rank]) => (rank > 1 && index.docs[doc][STATUS] === "obsolete" ? 1 : 0);
    return Array.from(ranks).sort((a, b) => late(a) - late(b) || a[1] - b[1] || a[0] - b[0]);
  }

  function distance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      row = next;
    }
    return row[b.length];
  }

  function nearest(query) {
    const id = bare(query).slice(0, 40);
    // A socle id is often typed without its first letters.
    const score = (one) => Math.min(distance(id, one), distance(id, one.slice(-id.length)) + 0.5);
    return ids.map((one, doc) => [score(one), doc]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 3).map(([, doc]) => index.docs[doc]);
  }

  function element(name, className, text) {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // About thirty words around the first match, matches marked.
  function excerpt(text, asked) {
    const hit = (word) => {
      const folded = fold(word);
      if (folded.length < 2 || COMMON.has(folded)) return false;
      return asked.stems.includes(stem(folded)) || (asked.start !== "" && folded.startsWith(asked.start));
    };
    const parts = text.split(/([^\p{L}\p{N}\u00ad\u0300-\u036f]+)/u);
    const hits = parts.map((part, position) => position % 2 === 0 && hit(part));
    const first = hits.indexOf(true);
    const start = Math.max(0, first - 24);
    const node = element("p", "extrait");
    if (start > 0) node.append("… ");
    for (let position = start; position < Math.min(parts.length, start + 90); position += 1) node.append(hits[position] ? element("mark", "", parts[position]) : parts[position]);
    if (start + 90 < parts.length) node.append(" …");
    return [first >= 0, node];
  }

  function result(doc, asked) {
    const item = element("li");
    const heading = element("h2");
    const link = element("a");
    link.href = href(doc);
    link.append(element("span", "id", doc[ID]), " ", doc[TITLE]);
    heading.append(link);
    const badges = element("p", "bs");
    badges.append(element("span", "b b-" + doc[STATUS], doc[LABEL]));
    for (const lane of doc[LANES]) badges.append(" ", element("span", "discret", index.couloirs[lane]));
    if (doc[NAMES]) badges.append(" ", element("span", "discret", doc[NAMES]));
    item.append(heading, badges);
    const sources = [[doc[STATEMENT], ""], [doc[PROOFS], "Dans les preuves\u00a0: "], [doc[REPLIES], "Dans une réponse\u00a0: "]].filter(([text]) => text);
    const tried = sources.map(([text, label]) => [...excerpt(text, asked), label]);
    const kept = tried.find(([hit]) => hit) || tried[0];
    if (kept) { kept[1].prepend(kept[2]); item.append(kept[1]); }
    return item;
  }

  function show(asked) {
    const next = found.slice(shown, shown + PAGE);
    list.append(...next.map(([doc]) => result(index.docs[doc], asked)));
    shown += next.length;
    more.hidden = shown >= found.length;
  }

  function run() {
    const query = form.elements.q.value.trim();
    const lane = index.couloirs.indexOf(form.elements.couloir.value);
    const wanted = form.elements.statut.value;
    const all = search(query);
    found = all.filter(([doc]) => (lane < 0 || index.docs[doc][LANES].includes(lane)) && (!wanted || index.docs[doc][STATUS] === wanted));
    list.replaceChildren();
    shown = 0;
    show(ask(query));
    near.hidden = true;
    if (!query) { status.textContent = ""; return; }
    const removed = all.length - found.length;
    status.textContent = found.length + "\u00a0résultat" + (found.length > 1 ? "s" : "") + (removed ? " (" + removed + " masqué" + (removed > 1 ? "s" : "") + " par les filtres)" : "");
    if (all.length === 0 && index.docs.length) {
      near.hidden = false;
      near.querySelector("ul").replaceChildren(...nearest(query).map((doc) => {
        const item = element("li");
        const link = element("a", "id", doc[ID]);
        link.href = href(doc);
        item.append(link, " ", doc[TITLE]);
        return item;
      }));
    }
  }

  function read() {
    const query = new URLSearchParams(location.search);
    for (const name of ["q", "couloir", "statut"]) form.elements[name].value = query.get(name) || "";
    return query.has("aller");
  }

  function write() {
    const query = new URLSearchParams();
    for (const name of ["q", "couloir", "statut"]) if (form.elements[name].value.trim()) query.set(name, form.elements[name].value.trim());
    const text = query.toString();
    try { history.replaceState(null, "", text ? "?" + text : location.pathname); } catch { /* the page works without */ }
  }

  const direct = read();
  run();
  // The field of every page leads straight to an id typed in full.
  if (direct && found.length && found[0][1] <= 1 && !(found[1] && found[1][1] <= 1)) location.replace(href(index.docs[found[0][0]]));
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); run(); write(); });
  form.addEventListener("change", () => { run(); write(); });
  form.elements.q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => { run(); write(); }, 200); });
  addEventListener("popstate", () => { read(); run(); });
  more.addEventListener("click", () => { const first = shown; show(ask(form.elements.q.value)); list.children[first]?.querySelector("a").focus(); });
})();
