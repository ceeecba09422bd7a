// Starts the form. Until this has run the page is a form to print, and it stays one if anything here fails.

function start() {
  const definition = wholeDefinition(JSON.parse(byId("definition").textContent));
  readCards(definition);
  startStore(definition);
  makeBoard();
  makeChoices();
  onChange(drawAll);
  document.documentElement.classList.add("rempli");
  listAgain();
  drawAll();
  addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
  addEventListener("pagehide", () => { if (isUnsaved()) writeDraft(); });
  // Another tab wrote the same draft: the last one to write wins, so say it.
  addEventListener("storage", (event) => {
    if (event.key === store.draftKey && event.newValue) say("Ce brouillon vient d’être modifié dans un autre onglet : enregistrez dans un fichier, ou fermez l’un des deux.");
  });
  goToAnchor();
  addEventListener("hashchange", goToAnchor);
  printWhole();
}

/** An anchor inside a folded part opens it; a card the filter hides is shown. */
function goToAnchor() {
  let target;
  try {
    target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return;
  }
  if (!target) return;
  const article = target.closest("article.ligne");
  const card = [...cards].find(([, one]) => one.article === article);
  if (card) reveal(card[0]);
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
}

/** On paper everything is there, whatever the screen shows. */
function printWhole() {
  let before = [];
  addEventListener("beforeprint", () => {
    before = [];
    for (const seen of store.view.exigences) {
      const card = cards.get(seen.cle);
      if (card?.article.hidden && isListed(seen)) {
        drawCard(card, seen);
        before.push([card.article, "hidden", true]);
        card.article.hidden = false;
      }
    }
    for (const section of document.querySelectorAll("details.sec[hidden]")) {
      before.push([section, "hidden", true]);
      section.hidden = false;
    }
    for (const fold of document.querySelectorAll("details:not([open])")) {
      before.push([fold, "open", false]);
      fold.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const [element, property, value] of before) element[property] = value;
  });
}

start();
