// Fills the checklist page as a vendor would, from file://, and compares what it says with the command line.
// Usage: node checklist.mjs REMC PROJECT SITE LANE FIRST NEXT...   One line per problem; exit code 1 when there is one.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { comes, launch } from './reader.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'RGAAv4', 'best-practice'];
const [remc, project, site, lane, first, ...nexts] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'remc-checklist-'));
const problems = [];
const check = (holds, said) => { if (!holds) problems.push(said); };
const address = (iteration) => pathToFileURL(resolve(site, 'couloirs', lane, `checklist-${iteration}.html`)).href;
const cli = (file, iteration) =>
  execFileSync(remc, ['checklist', 'view', file, '--project', project, '--iteration', iteration, '--format', 'json'], { encoding: 'utf8' });

const browser = await launch();

async function open(context, iteration) {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => problems.push(`${iteration}: script error: ${error.message}`));
  tab.on('console', (message) => { if (message.type() === 'error') problems.push(`${iteration}: console: ${message.text()}`); });
  tab.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) problems.push(`external request ${request.url()}`); });
  tab.on('dialog', (dialog) => dialog.accept());
  await tab.goto(address(iteration));
  return tab;
}

// A few cards of each kind are enough, or one part: pages.mjs inspects whole pages.
async function accessible(tab, place, part = 'html') {
  await tab.evaluate(() => {
    const shown = [...document.querySelectorAll('article.ligne:not([hidden])')];
    shown.slice(4).forEach((article) => { article.hidden = true; });
  });
  await tab.evaluate(axe);
  const result = await tab.evaluate(([within, tags]) => globalThis.axe.run(within, { runOnly: tags, preload: false, resultTypes: ['violations'] }), [part, TAGS]);
  for (const violation of result.violations) {
    const node = violation.nodes[0];
    problems.push(`${place}: axe ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim()}`);
  }
}

// Each in its own folder: they bear the same name.
let saves = 0;
async function saved(tab, button) {
  const [download] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('button', { name: button }).first().click()]);
  const path = join(folder, String(saves += 1), download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, acceptDownloads: true });
// The page allows its own script only: axe needs a context that forgets it.
const audited = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });

// A question that a profile and a condition ask is asked once, and answered for both.
const asking = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
const asked = await open(asking, first);
const shared = asked.locator('.choix').filter({ hasText: 'gère-t-elle la téléradiologie' });
check(await shared.count() === 1, `the question is asked ${await shared.count()} times`);
await shared.getByLabel('Non', { exact: true }).check();
check(await shared.locator('textarea').isVisible(), 'a « non » to a condition is not to be justified');
const decisions = JSON.parse(readFileSync(await saved(asked, 'Enregistrer dans un fichier'), 'utf8'));
check(decisions.profils['Téléradiologie']?.reponse === 'non', 'the profile is not decided');
check(Object.values(decisions.conditions).some((one) => one.reponse === 'non' && one.question.includes('téléradiologie')), 'the condition is not decided');
await asking.close();

// Thirty answers, some of each kind, with a decision, a justification, a file of proof.
const tab = await open(context, first);
const heavy = await tab.evaluate(() => new TextEncoder().encode(document.getElementById('formulaire').textContent).length);
check(heavy <= 106_000, `the script weighs ${heavy} bytes`);
await tab.getByLabel('Produit', { exact: true }).fill('Exemple-RIS');
await tab.getByLabel('Version du produit').fill('4.1');
const choice = tab.locator('.choix').filter({ has: tab.locator('fieldset') }).first();
await choice.getByLabel('Non', { exact: true }).check();
await choice.locator('textarea').evaluate((area) => { area.value = 'Hors de l’offre.'; area.dispatchEvent(new Event('input')); });
check(await choice.getByLabel('Non', { exact: true }).isChecked(), 'a reply is lost when its reason is typed');
await choice.getByLabel('À déterminer').check();
const proofs = join(folder, 'preuves');
mkdirSync(proofs);
const answered = await tab.evaluate(() => {
  const articles = [...document.querySelectorAll('article.ligne')].slice(0, 30);
  const states = ['conforme', 'conforme', 'non_conforme', 'en_cours', 'non_applicable'];
  articles.forEach((article, rank) => {
    const wanted = article.querySelector(`input[value=${states[rank % states.length]}]`);
    (wanted.disabled ? article.querySelector('input[value=conforme]') : wanted).click();
  });
  return articles.flatMap((article) => [...article.querySelectorAll('.ps .id')].map((one) => one.textContent));
});
await tab.locator('article.ligne textarea:visible').first().fill('Prévu dans la version 4.2.');
for (const number of answered.slice(0, 5)) writeFileSync(join(proofs, `${number.replaceAll('/', '_')}_capture.png`), number);
writeFileSync(join(proofs, 'sans-rapport.txt'), 'x');
await tab.locator('#dossier-preuves').setInputFiles(proofs);
await tab.waitForFunction(() => document.getElementById('statut').textContent.includes('sans preuve'));
check((await tab.locator('#dossier-lu').innerText()).includes('1'), 'the file without proof is not listed');
const status = await tab.locator('#statut').innerText();
check(/^5.fichiers associés/.test(status), `proofs linked: ${status}`);
// Treated cards stay until the list is asked again.
const before = await tab.locator('article.ligne:visible').count();
await tab.getByRole('button', { name: /Mettre à jour la liste/ }).click();
const cards = () => tab.locator('article.ligne:visible').count();
check(await comes(async () => before - await cards() === 30), `${before} cards, then ${await cards()}`);
const file = await saved(tab, 'Enregistrer dans un fichier');
const answers = JSON.parse(readFileSync(file, 'utf8'));
check(Object.keys(answers.reponses).length === 30, `${Object.keys(answers.reponses).length} answers saved`);
check(Object.values(answers.preuves).every((one) => one.sha256.length === 64), 'a file has no SHA-256');
check(/_\d{4}-\d\d-\d\d\.json$/.test(file), `file name ${file}`);

// Undo back one edit at a time.
await tab.locator('article.ligne:visible input[value=conforme]').first().click();
await tab.locator('#defaire').click();
check(await tab.evaluate(() => document.getElementById('etat-fichier').textContent.includes('hors de tout fichier')) === false, 'undo leaves an unsaved edit');
// What is typed after the file was saved is in no file, even in the field typed last.
const version = tab.getByLabel('Version du produit');
await version.fill('4.2');
await saved(tab, 'Enregistrer dans un fichier');
await version.fill('4.3');
check((await tab.locator('#etat-fichier').innerText()).includes('hors de tout fichier'), 'an edit after a save is taken for saved');
for (const wanted of ['4.2', '4.1']) {
  const undoing = await tab.locator('#defaire').innerText();
  await tab.locator('#defaire').click();
  check(await comes(async () => (await version.inputValue()) === wanted), `« ${undoing} » gives ${await version.inputValue()}, not ${wanted}`);
}

// The same file at each iteration: the page and the command line say the same, to the byte.
for (const iteration of [first, ...nexts]) {
  const page = await open(audited, iteration);
  await page.locator('#ouvrir').setInputFiles(file);
  await page.getByRole('button', { name: 'Utiliser ces réponses' }).click();
  const report = await saved(page, 'Télécharger le rapport de reprise');
  const [got, wanted] = [readFileSync(report, 'utf8'), cli(file, iteration)];
  check(got === wanted, `${iteration}: the view of the page is not the one of the command line`);
  const summary = JSON.parse(wanted).resume.map((line) => line.replace(/\s/g, ' '));
  const shown = (await page.locator('#reprise').innerText()).replace(/\s/g, ' ');
  for (const line of summary) check(shown.includes(line.replace(/ :/, ' :').replace(/'/g, '’')), `${iteration}: « ${line} » is not shown`);
  check(readFileSync(await saved(page, 'Enregistrer dans un fichier'), 'utf8') === readFileSync(file, 'utf8'), `${iteration}: opened and saved, the file changes`);
  if (iteration === nexts.at(-1)) await accessible(page, `${iteration} with answers`);
  await page.evaluate(() => localStorage.clear());
  await page.close();
}

// A later file is refused where it is not known yet; broken files too; the answers of the page stay.
const newer = await open(audited, nexts.at(-1));
await newer.locator('#ouvrir').setInputFiles(file);
await newer.getByRole('button', { name: 'Utiliser ces réponses' }).click();
await newer.locator('#filtre').selectOption('toutes');
await newer.locator('article.ligne input[value=en_cours]').last().click();
const later = await saved(newer, 'Enregistrer dans un fichier');
await newer.evaluate(() => localStorage.clear());
await newer.close();
const whole = readFileSync(file, 'utf8');
const elsewhere = whole.replace('"couloir": "RIS"', '"couloir": "AUTRE"').replace(/"enonce": "[^"]*"/g, '"enonce": "0-0"');
const bad = {
  'vide.json': ['', 'est vide'], 'tronque.json': [whole.slice(0, 900), 'tronqué'], 'absurde.json': ['n’importe quoi', 'pas du JSON'],
  'autre.json': ['{"a": 1}', 'pas un fichier de réponses'], 'couloir.json': [elsewhere, 'couloir « AUTRE »'],
  'catalogue.json': [whole.replace(/"catalogue": "[^"]*"/, '"catalogue": "ailleurs"'), 'catalogue « ailleurs »'],
  'format.json': [whole.replace('remc/reponses@1', 'remc/reponses@2'), 'plus récent'],
  'etat.json': [whole.replace('"etat": "conforme"', '"etat": "presque"'), 'n’est pas un état'],
  'deux-fois.json': [whole.replace('"couloir"', '"couloir": "RIS", "couloir"'), 'écrit deux fois'],
  'binaire.json': [Buffer.from([0x7b, 0xff, 0x00]), 'UTF-8'], 'classeur.xlsx': ['PK', 'remc checklist import'],
  'tableau.csv': ['a;b\n1;2\n', 'ligne de titres'], 'tableau-coupe.csv': ['ID;N° preuve;État\nA;B;"Conf', 'ne se referme pas'],
  'tableau-binaire.csv': [Buffer.from([1, 0, 0, 2]), 'ni un classeur'], 'enorme.json': [' '.repeat(50 << 20), 'trop volumineux'],
  'plus-tard.json': [readFileSync(later), 'plus récente'],
};
await tab.waitForTimeout(1500); // The draft is kept after half a second, later on a busy machine.
const everything = () => tab.evaluate(() => JSON.stringify([document.getElementById('chiffres').textContent, document.getElementById('etat-fichier').textContent, { ...localStorage }]));
const words = await everything();
for (const [name, [content, reason]] of Object.entries(bad)) {
  writeFileSync(join(folder, name), content);
  await tab.locator('#ouvrir').setInputFiles(join(folder, name));
  await tab.locator('#arrive').waitFor();
  check((await tab.locator('#arrive').innerText()).includes(name), `${name}: ${await tab.locator('#arrivee').innerText()}`);
  const said = (await tab.locator('#arrivee li').allInnerTexts()).join().replace(/\s/g, ' ');
  check(said.includes(reason), `${name}: « ${said} » does not say « ${reason} »`);
  await tab.getByRole('button', { name: 'Fermer' }).click();
  check(await tab.evaluate(() => document.activeElement.id) === 'ouverture', `${name}: the focus is lost`);
}
check(words === await everything(), 'a refused file changed the answers or the draft');
check(readFileSync(await saved(tab, 'Enregistrer dans un fichier'), 'utf8') === whole, 'a refused file changed what is saved');

// Two files in three columns: counted as the command line does, each disagreement settled by hand with the keyboard.
const theirs = { ...answers, reponses: { ...answers.reponses } };
const [key, second, gone] = Object.keys(answers.reponses);
theirs.reponses[key] = { ...answers.reponses[key], justification: 'Autre avis.' };
theirs.reponses[second] = { ...answers.reponses[second], note: 'À voir.' };
delete theirs.reponses[gone];
theirs.profils = { 'Téléradiologie': { reponse: 'non', justification: '<b>=1+1</b>' } };
const mate = join(folder, 'collegue.json');
writeFileSync(mate, JSON.stringify(theirs));
const merging = await open(audited, first);
await merging.locator('#ouvrir').setInputFiles(file);
await merging.getByRole('button', { name: 'Utiliser ces réponses' }).click();
const offered = async () => {
  await merging.locator('#ouvrir').setInputFiles(mate);
  await merging.getByRole('button', { name: 'Fusionner avec les réponses de la page' }).click();
};
await offered();
const choix = join(folder, 'choix.json');
writeFileSync(choix, JSON.stringify({ choix: { [`reponses/${key}`]: 'droite', [`reponses/${second}`]: 'gauche' } }));
const mergeOut = join(folder, 'fusion.json');
const mergeCli = (...more) => {
  try {
    return JSON.parse(execFileSync(remc, ['checklist', 'merge', file, mate, '--out', mergeOut, '--format', 'json', ...more], { encoding: 'utf8', stdio: 'pipe' }));
  } catch (error) {
    return JSON.parse(error.stdout);
  }
};
const { comptes, conflits } = mergeCli();
const plain320 = (text) => text.replace(/\s/g, ' ');
const counted = `${comptes.identiques} entrées identiques, ${comptes.gauche_seulement} dans votre dossier seulement, ${comptes.droite_seulement} dans l’autre fichier seulement, ${comptes.conflits} conflits`;
check(plain320(await merging.locator('#statut').innerText()).includes(counted), `merge: « ${await merging.locator('#statut').innerText()} », not « ${counted} »`);
check(comptes.gauche_seulement === 1 && comptes.droite_seulement === 1 && comptes.conflits === 2, `merge: ${JSON.stringify(comptes)}`);
check(await merging.evaluate(() => document.activeElement.id) === 'arrive', 'merge: the focus is not on the title');
const groups = merging.getByRole('group', { name: /^À retenir pour Exigence / });
check((await groups.count()) === conflits.length, 'merge: not one group of choices for each conflict');
const fuse = merging.getByRole('button', { name: 'Fusionner', exact: true });
check(await fuse.isDisabled(), 'a conflict can be left aside');
check(plain320(await merging.locator('#fusion-reste').innerText()).includes('Reste 2 conflits'), 'merge: no reason beside the button');
for (const name of ['Dans votre dossier seulement', 'Dans l’autre fichier seulement', 'Identiques']) await merging.locator('#arrivee summary', { hasText: name }).click();
const entries = Object.values(comptes).reduce((sum, one) => sum + one);
check(await comes(async () => (await merging.locator('#arrivee tbody tr').count()) === entries), 'merge: not one row for each entry');
check((await merging.locator('#arrivee b').count()) === 0 && (await merging.locator('#arrivee').innerText()).includes('<b>=1+1</b>'), 'merge: words of a file are markup');
for (const colorScheme of ['light', 'dark']) {
  await merging.emulateMedia({ colorScheme });
  await accessible(merging, `merge, ${colorScheme}`, '#arrivee');
}
await merging.setViewportSize({ width: 320, height: 800 });
check(await merging.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth) <= 0, 'merge: scrolls sideways at 320 px');
await merging.setViewportSize({ width: 1280, height: 900 });
// Left without merging: nothing moved.
await merging.getByRole('button', { name: 'Annuler' }).click();
check(readFileSync(await saved(merging, 'Enregistrer dans un fichier'), 'utf8') === whole, 'merge: leaving it changed the answers');
await offered();
await groups.first().getByRole('radio', { name: 'Votre dossier' }).focus();
await merging.keyboard.press('ArrowDown');
check(plain320(await merging.locator('#fusion-reste').innerText()).includes('Reste 1 conflit à'), 'merge: the keyboard does not choose');
await merging.getByRole('button', { name: /Votre dossier.*restants/ }).focus();
await merging.keyboard.press('Enter');
check(await groups.first().getByRole('radio', { name: 'Autre fichier' }).isChecked(), 'merge: a choice made is taken back');
await fuse.focus();
await merging.keyboard.press('Enter');
const mergedFile = readFileSync(await saved(merging, 'Enregistrer dans un fichier'), 'utf8');
check(mergeCli('--resolutions', choix).tranches === 2, 'merge: the command line does not take the choices');
check(mergedFile === readFileSync(mergeOut, 'utf8'), 'merge: the page and the command line do not write the same bytes');
check(JSON.parse(mergedFile).archives.length === 2, 'merge: what is not kept is not in the archives');
await merging.locator('#defaire').click();
check(readFileSync(await saved(merging, 'Enregistrer dans un fichier'), 'utf8') === whole, 'merge: undone, something stays');

// Tables both ways: what the page writes and what the command line writes give the same files on both sides.
const nasty = ['=1+1', '\'=1+1', '+33 1', '-5 %', '@nom', '"guillemets" ; point-virgule', 'ligne 1\nligne 2', 'été\u00a0: œuvre 😀', '00012', '<b>&amp;', ' espaces '];
await merging.locator('#filtre').selectOption('toutes');
await merging.evaluate((list) => {
  const articles = [...document.querySelectorAll('article.ligne')];
  list.forEach((word, rank) => {
    articles[rank].querySelector('input[value=non_conforme]').click();
    const area = articles[rank].querySelector('textarea');
    area.value = word;
    area.dispatchEvent(new Event('input'));
  });
}, nasty);
const base = await saved(merging, 'Enregistrer dans un fichier');
const fromPage = join(folder, 'page.csv');
copyFileSync(await saved(merging, 'Exporter en CSV'), fromPage);
check(nasty.every((word) => readFileSync(base, 'utf8').includes(JSON.stringify(word))), 'tables: a word was not typed');
const source = ['--project', project, '--iteration', first];
const run = (...words) => execFileSync(remc, ['checklist', ...words, ...source], { encoding: 'utf8', stdio: 'pipe' });
const now = await merging.evaluate(() => { const day = new Date(); return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-'); });
const same = join(folder, 'meme.json');
copyFileSync(base, same);
check(run('import', fromPage, '--into', same).includes('aucun changement'), 'tables: the table of the page changes the file it comes from');
const fromCli = join(folder, 'commande.csv');
run('export', base, '--format', 'csv', '--out', fromCli);
await merging.evaluate(() => localStorage.clear());
await merging.reload();
for (const csv of [fromPage, fromCli]) {
  // The source breaks this sentence after « dossier ».
  check(readFileSync(csv, 'utf8').includes('depuis le dossier administratif du patient'), `tables: ${csv} breaks sentences where their source does`);
  const into = `${csv}.json`;
  run('new', '--lane', lane, '--product', 'Exemple-RIS', '--version', '4.1', '--out', into);
  await merging.locator('#ouvrir').setInputFiles(into);
  await merging.getByRole('button', { name: /^(Utiliser ces réponses|Remplacer les réponses)/ }).click();
  run('import', csv, '--into', into, '--date', now);
  await merging.locator('#ouvrir').setInputFiles(csv);
  await merging.getByRole('button', { name: 'Prendre ces changements' }).click();
  const got = readFileSync(await saved(merging, 'Enregistrer dans un fichier'), 'utf8');
  check(got === readFileSync(into, 'utf8') && Object.keys(JSON.parse(got).reponses).length === 30, `tables: ${csv} does not give the same file in the page and by the command line`);
}
await merging.evaluate(() => localStorage.clear());
await merging.close();

// The draft comes back; one that cannot be read is kept and offered.
await tab.waitForTimeout(1500); // The draft is kept after half a second, later on a busy machine.
await tab.evaluate(() => {
  const key = Object.keys(localStorage).find((one) => one.startsWith('remc:'));
  localStorage.setItem(key.replace(/[^:]*$/, 'abime'), '{"schema":');
});
const again = await open(context, first);
check((await again.locator('#chiffres').innerText()) === (await tab.locator('#chiffres').innerText()), 'the draft does not come back');
check((await again.locator('#alertes').innerText()).includes('gardé tel quel'), 'an unreadable draft is not told');
// A table goes out and comes back: nothing changes.
const table = await saved(again, 'Exporter en CSV');
await again.locator('#ouvrir').setInputFiles(table);
await again.locator('#arrive').waitFor();
check((await again.locator('#arrive').innerText()).replace(/\s/g, ' ').includes('0 entrée changée'), `table: ${await again.locator('#arrivee').innerText()}`);

// A draft the browser refuses is said, and told; fifty edits can be undone, no more.
await again.evaluate(() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; });
const undone = await again.evaluate(() => {
  const [one, other] = ['conforme', 'en_cours'].map((state) => document.querySelector(`article.ligne:not([hidden]) input[value=${state}]`));
  for (let turn = 0; turn < 60; turn += 1) (turn % 2 ? one : other).click();
  const button = document.getElementById('defaire');
  let count = 0;
  for (; !button.disabled; count += 1) button.click();
  return count;
});
check(undone === 50, `${undone} edits undone`);
await again.waitForFunction(() => document.getElementById('etat-fichier').innerText.includes('non enregistré')).catch(() => {});
for (const place of ['#etat-fichier', '#statut']) {
  check((await again.locator(place).innerText()).replace(/\s/g, ' ').includes('Brouillon non enregistré : la place'), `a draft refused is not told in ${place}`);
}

// Empty, narrow, dark, forced colours, without script.
const empty = await open(audited, nexts.at(-1));
await accessible(empty, 'empty');
await empty.setViewportSize({ width: 320, height: 800 });
await empty.evaluate(() => { document.querySelectorAll('details').forEach((one) => { one.open = true; }); });
const overflow = await empty.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
check(overflow <= 0, `scrolls sideways by ${overflow} px at 320 px`);
await empty.close();
const plain = await browser.newContext({ javaScriptEnabled: false });
const still = await open(plain, nexts.at(-1));
check((await still.locator('main').innerText()).includes('☐ Conforme ☐ Non conforme'), 'no form to print without script');
await browser.close();
rmSync(folder, { recursive: true });
for (const problem of problems) console.log(problem);
console.log(`${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
