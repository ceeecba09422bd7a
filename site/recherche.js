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

  // A dot between two figures belongs to the number: a version is one word.
  const joined = (text) => text.replace(/(\d)\.(?=\d)/g, "$1\u0001");
  const split = (text) => text.replace(/\u0001/g, ".");
  // Words worth looking for, folded.
  const telling = (text) => joined(fold(text)).split(/[^a-z0-9\u0001]+/).map(split).filter((word) => word.length > 1 && !COMMON.has(word));
  // A word without its plural, for the beginning of a longer one.
  const singular = (word) => (word.length <= 3 ? word : word.endsWith("aux") ? word.slice(0, -3) + "al" : word.replace(/[sx]$/, ""));
  globalThis.remcWords = (text) => telling(text).map(stem);

  const index = globalThis.REMC_INDEX;
  const form = document.getElementById("recherche");
  if (!index || !form) return;
  const [ID, FILE, TITLE, NAMES, LANES, STATUS, LABEL, STATEMENT, PROOFS, REPLIES, NUMBERS] = Array(11).keys();
  const list = document.getElementById("resultats");
  const status = document.getElementById("compte");
  const more = document.getElementById("suite");
  const near = document.getElementById("proches");
  const places = new Map(index.mots);
  const stems = index.mots.map((row) => row[0]);
  // Ids without punctuation, whole then without each of their first parts.
  const writings = (id) => {
    const parts = fold(id).split(/[^a-z0-9]+/).filter(Boolean);
    return parts.map((_, first) => parts.slice(first).join(""));
  };
  const ids = index.docs.map((doc) => writings(doc[ID]));
  const former = index.anciens.map(([id, doc]) => ({ id, doc, forms: writings(id) }));
  // Ids that meant something else before: until when, and what.
  const before = new Map(index.avant.map(([doc, ...past]) => [doc, past]));
  const numbered = index.docs.flatMap((doc, place) => numbers(doc[ID], doc[NUMBERS]).map((one) => ({ ...one, doc: place })));
  const others = besides();
  let timer = 0;
  let found = [];
  let shown = 0;

  // Scenarios and proofs: a number that starts with a dot extends the one above it.
  function numbers(owner, text) {
    const whole = (above, number) => (number.startsWith(".") ? above + number : number);
    return text.split(";").filter(Boolean).flatMap((row) => {
      const [first, ...rest] = row.split(" ");
      const scenario = whole(owner, first);
      const proofs = rest.map((proof) => whole(scenario, proof));
      return [scenario, ...proofs].map((id, place) => ({ id, scenario, name: (place ? "preuve " : "scénario ") + id, forms: writings(id) }));
    });
  }

  // What is no requirement and has an address of its own: referentials, comments, words of the glossary.
  function besides() {
    const list = [];
    const anchor = (name, own) => "#" + encodeURIComponent(own ?? name);
    for (const [code, title, own, versions, citing] of index.referentiels) {
      const page = "referentiels/index.html";
      list.push({
        kind: "Référentiel externe", label: code, title, href: page + anchor(code, own), forms: writings(code), codes: telling(code), words: telling(title),
        versions: new Map(versions.map(([name, at]) => [fold(name), [name, page + anchor(name, at)]])),
        note: [versions.length ? "Versions\u00a0: " + versions.map(([name]) => name).join(", ") : "", citing ? citing + "\u00a0exigence" + (citing > 1 ? "s le citent" : " le cite") : "Aucune exigence ne le cite"].filter(Boolean).join(" · "),
      });
    }
    for (const [lane, place, title, text] of index.transverses) {
      const [own, ...proofs] = numbers("", text);
      list.push({ kind: "Scénario transverse", label: own.id, title, href: place, forms: own.forms, direct: true, proofs, codes: [], words: telling(title), versions: new Map(), note: "Couloir " + lane });
    }
    for (const [page, iteration, comments] of index.retours) {
      for (const [id, item, decision, own] of comments) {
        const target = typeof item === "number" ? index.docs[item][ID] : item;
        list.push({
          kind: "Retour éditeur", label: id, title: "sur " + target, href: page + anchor(id, own), forms: writings(id), direct: true, codes: [], words: [], versions: new Map(),
          note: "Reçu sur " + iteration + " · " + (decision === null ? "sans décision" : index.decisions[decision]),
        });
      }
    }
    for (const [names, expansion, own] of index.termes) {
      list.push({
        kind: "Glossaire", label: names.join(", "), title: expansion, href: "glossaire.html#" + encodeURIComponent(own), forms: names.map(bare), codes: names.flatMap(telling), words: telling(expansion), versions: new Map(), note: "",
      });
    }
    for (const one of list) one.stems = new Set([...one.codes, ...one.words].map(stem));
    return list;
  }

  const href = (doc) => "exigences/" + encodeURIComponent(doc[FILE] ?? doc[ID]) + ".html";
  // Where a result leads: a number leads to its scenario in the page of the requirement.
  function address([place, , more]) {
    if (place >= index.docs.length) return more?.version?.[1] ?? others[place - index.docs.length].href;
    const scenario = more?.number?.scenario.replace(/_/g, "~").replace(/\//g, "_");
    return href(index.docs[place]) + (scenario ? "#t-" + encodeURIComponent(scenario) : "");
  }

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

  // What a query asks for: stems, and the beginning of the last word when it may still be being typed.
  function ask(query) {
    const asked = telling(query);
    const last = asked.at(-1) || "";
    const known = places.has(stem(last)) || others.some((one) => one.stems.has(stem(last)) || one.versions.has(last));
    return { words: asked, stems: asked.map(stem), start: last.length > 2 && !known ? singular(last) : "" };
  }

  // How near a writing is to an id: the same, the same without its first parts, its beginning, its end, a part of it.
  function nearness(forms, id) {
    if (forms[0] === id) return 1;
    if (id.length < 3) return 0;
    if (forms.includes(id)) return 2;
    if (forms[0].startsWith(id)) return 3;
    if (forms[0].endsWith(id)) return 3.5;
    return id.length > 3 && forms[0].includes(id) ? 4 : 0;
  }

  // Whether a writing is the number of a scenario or of a proof, with or without its first parts.
  function isNumber(one, id) {
    const near = nearness(one.forms, id);
    return id.length > 4 && near > 0 && near <= 2;
  }

  // The rank of what is no requirement: its code, its code and a version, its code and words, words.
  function rankOther(one, id, asked) {
    const near = nearness(one.forms, id);
    if (near && near <= 3) return { rank: near };
    const number = one.proofs?.find((proof) => isNumber(proof, id));
    if (number) return { rank: nearness(number.forms, id), number };
    if (!asked.words.length) return null;
    let version;
    let named = false;
    const all = asked.words.every((word, position) => {
      const found = one.versions.get(word) || one.versions.get(word.replace(/^v/, ""));
      if (found) { version = found; return true; }
      if (one.codes.includes(word)) { named = true; return true; }
      return one.stems.has(asked.stems[position]) || (asked.start !== "" && position === asked.words.length - 1 && one.words.concat(one.codes).some((other) => other.startsWith(asked.start)));
    });
    return all ? { rank: version || named ? 2.5 : 5.5, version } : null;
  }

  // Lower comes first: exact id, the same id written otherwise, part of an id, then title, statement, proofs, replies.
  // What is no requirement has places after those of the requirements.
  function search(query, asked) {
    const ranks = new Map();
    const put = (doc, rank, more) => { if (!(ranks.get(doc)?.[1] <= rank)) ranks.set(doc, [doc, rank, more]); };
    const named = (id, most, least) => {
      const keep = (doc, forms, more) => {
        const near = nearness(forms, id);
        if (near && near <= most) put(doc, Math.max(near, least), more);
      };
      ids.forEach((forms, doc) => keep(doc, forms));
      for (const one of former) keep(one.doc, one.forms, { former: one.id });
      for (const one of numbered) if (isNumber(one, id)) keep(one.doc, one.forms, { number: one });
    };
    const id = bare(query);
    if (id) {
      index.docs.forEach((doc, place) => { if (doc[ID] === query) put(place, 0.5); });
      named(id, 4, 0);
      // An id among other words is still an id.
      const parts = query.split(/\s+/);
      if (parts.length > 1) for (const part of parts) if (/\d/.test(part)) named(bare(part), 2, 2.6);
      others.forEach((one, place) => {
        const found = rankOther(one, id, asked);
        if (found) put(index.docs.length + place, found.rank, found);
      });
    }
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
    const late = ([doc, rank]) => (rank > 2 && doc < index.docs.length && index.docs[doc][STATUS] === "obsolete" ? 1 : 0);
    return Array.from(ranks.values()).sort((a, b) => late(a) - late(b) || a[1] - b[1] || a[0] - b[0]);
  }

  // The only thing an id may mean, whatever its writing.
  function only(found) {
    const named = found.filter(([doc]) => doc < index.docs.length || others[doc - index.docs.length].direct);
    const exact = named.filter(([, rank]) => rank <= 1);
    const same = exact.length ? exact : named.filter(([, rank]) => rank === 2);
    return same.length === 1 ? same[0] : null;
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

  // Ids that a slip or two away from what was typed could be; none when nothing is.
  function nearest(query) {
    const id = bare(query).slice(0, 40);
    const most = Math.floor(id.length * 0.4);
    // A socle id is often typed without its first letters.
    const score = ([whole]) => Math.min(distance(id, whole), distance(id, whole.slice(-id.length)) + 0.5);
    const scored = ids.map((forms, doc) => [score(forms), doc]).filter(([far]) => far <= most);
    return scored.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 3).map(([, doc]) => index.docs[doc]);
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
    const parts = joined(text).split(/([^\p{L}\p{N}\u0001\u00ad\u0300-\u036f]+)/u).map(split);
    const hits = parts.map((part, position) => position % 2 === 0 && hit(part));
    const first = hits.indexOf(true);
    const start = Math.max(0, first - 24);
    let end = Math.min(parts.length, start + 90);
    const cut = end < parts.length;
    // A cut text ends with a word.
    if (cut && end % 2 === 0) end -= 1;
    const node = element("p", "extrait");
    if (start > 0) node.append("… ");
    for (let position = start % 2 ? start + 1 : start; position < end; position += 1) node.append(hits[position] ? element("mark", "", parts[position]) : parts[position]);
    if (cut) node.append(" …");
    return [first >= 0, node];
  }

  function titled(address, label, title) {
    const heading = element("h2");
    const link = element("a");
    link.href = address;
    link.append(element("span", "id", label), " ", title);
    heading.append(link);
    return heading;
  }

  // What an id meant before.
  function meant(doc, [state, other]) {
    const node = element("p", "discret", "Jusqu’à " + state + ", " + doc[ID] + " désignait une autre exigence");
    if (other !== null) {
      const link = element("a", "", index.docs[other][ID] + " " + index.docs[other][TITLE]);
      link.href = href(index.docs[other]);
      node.append(", aujourd’hui ", link);
    }
    node.append(".");
    return node;
  }

  function result(one, asked) {
    const [place, rank, more] = one;
    const item = element("li");
    const badges = element("p", "bs");
    if (place >= index.docs.length) {
      const other = others[place - index.docs.length];
      const version = more?.version?.[0];
      badges.append(element("span", "b b-etat", other.kind));
      const note = [more?.number?.name, other.note].filter(Boolean).join(" · ");
      if (note) badges.append(" ", element("span", "discret", note));
      item.append(titled(address(one), version ? other.label + " " + version : other.label, other.title), badges);
      return item;
    }
    const doc = index.docs[place];
    badges.append(element("span", "b b-" + doc[STATUS], doc[LABEL]));
    const lanes = doc[LANES].map((lane) => index.couloirs[lane]);
    const facts = [lanes.length ? (lanes.length > 1 ? "Couloirs " : "Couloir ") + lanes.join(", ") : "", doc[NAMES], more?.former ? "anciennement " + more.former : "", more?.number?.name].filter(Boolean);
    if (facts.length) badges.append(" ", element("span", "discret", facts.join(" · ")));
    item.append(titled(address(one), doc[ID], doc[TITLE]), badges);
    if (rank < 5 && before.has(place)) item.append(meant(doc, before.get(place)));
    const sources = [[doc[STATEMENT], ""], [doc[PROOFS], "Dans les preuves\u00a0: "], [doc[REPLIES], "Dans une réponse\u00a0: "]].filter(([text]) => text);
    const tried = sources.map(([text, label]) => [...excerpt(text, asked), label]);
    const kept = tried.find(([hit]) => hit) || tried[0];
    if (kept) { kept[1].prepend(kept[2]); item.append(kept[1]); }
    return item;
  }

  function show(asked) {
    const next = found.slice(shown, shown + PAGE);
    list.append(...next.map((one) => result(one, asked)));
    shown += next.length;
    more.hidden = shown >= found.length;
  }

  function run() {
    const query = form.elements.q.value.trim();
    const lane = index.couloirs.indexOf(form.elements.couloir.value);
    const wanted = form.elements.statut.value;
    const asked = ask(query);
    const all = search(query, asked);
    // A filter asks for requirements: nothing else has a lane or a status.
    found = all.filter(([doc]) => (lane < 0 && !wanted) || (doc < index.docs.length && (lane < 0 || index.docs[doc][LANES].includes(lane)) && (!wanted || index.docs[doc][STATUS] === wanted)));
    list.replaceChildren();
    shown = 0;
    show(asked);
    near.hidden = true;
    if (!query) { status.textContent = ""; return; }
    const removed = all.length - found.length;
    status.textContent = (found.length ? found.length + "\u00a0résultat" + (found.length > 1 ? "s" : "") : "Aucun résultat") + (removed ? " (" + removed + " masqué" + (removed > 1 ? "s" : "") + " par les filtres)" : "");
    if (all.length) return;
    status.textContent += ". Essayer moins de mots, ou un identifiant.";
    const close = nearest(query);
    near.hidden = close.length === 0;
    near.querySelector("ul").replaceChildren(...close.map((doc) => {
      const item = element("li");
      const link = element("a", "id", doc[ID]);
      link.href = href(doc);
      item.append(link, " ", doc[TITLE]);
      return item;
    }));
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
  // The field of every page leads straight to an id that can mean one thing only.
  const target = direct ? only(found) : null;
  if (target !== null) location.replace(address(target));
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); run(); write(); });
  form.addEventListener("change", () => { run(); write(); });
  form.elements.q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => { run(); write(); }, 200); });
  addEventListener("popstate", () => { read(); run(); });
  more.addEventListener("click", () => { const first = shown; show(ask(form.elements.q.value)); list.children[first]?.querySelector("a").focus(); });
})();
