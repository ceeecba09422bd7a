// Fills the checklist page as a vendor would, from file://, and compares what it says with the command line.
// Usage: node checklist.mjs REMC PROJECT SITE LANE FIRST NEXT...   One line per problem; exit code 1 when there is one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

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

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

async function open(context, iteration) {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => problems.push(`${iteration}: script error: ${error.message}`));
  tab.on('console', (message) => { if (message.type() === 'error') problems.push(`${iteration}: console: ${message.text()}`); });
  tab.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) problems.push(`external request ${request.url()}`); });
  tab.on('dialog', (dialog) => dialog.accept());
  await tab.goto(address(iteration));
  return tab;
}

// A few cards of each kind are enough: pages.mjs inspects whole pages.
async function accessible(tab, place) {
  await tab.evaluate(() => {
    const shown = [...document.querySelectorAll('article.ligne:not([hidden])')];
    shown.slice(4).forEach((article) => { article.hidden = true; });
  });
  await tab.evaluate(axe);
  const result = await tab.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, preload: false }), TAGS);
  for (const violation of result.violations) {
    const node = violation.nodes[0];
    problems.push(`${place}: axe ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim()}`);
  }
}

async function saved(tab, button) {
  const [download] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('button', { name: button }).first().click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, acceptDownloads: true });
// The page allows its own script only: axe needs a context that forgets it.
const audited = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });

// Thirty answers, some of each kind, with a decision, a justification, a file of proof.
const tab = await open(context, first);
await tab.getByLabel('Produit', { exact: true }).fill('Exemple-RIS');
await tab.getByLabel('Version du produit').fill('4.1');
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
const after = await tab.locator('article.ligne:visible').count();
check(before - after === 30, `${before} cards, then ${after}`);
const file = await saved(tab, 'Enregistrer dans un fichier');
const answers = JSON.parse(readFileSync(file, 'utf8'));
check(Object.keys(answers.reponses).length === 30, `${Object.keys(answers.reponses).length} answers saved`);
check(Object.values(answers.preuves).every((one) => one.sha256.length === 64), 'a file has no SHA-256');
check(/_\d{4}-\d\d-\d\d\.json$/.test(file), `file name ${file}`);

// Undo back one edit at a time.
await tab.locator('article.ligne:visible input[value=conforme]').first().click();
await tab.locator('#defaire').click();
check(await tab.evaluate(() => document.getElementById('etat-fichier').textContent.includes('hors de tout fichier')) === false, 'undo leaves an unsaved edit');

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
const bad = {
  'vide.json': '', 'tronque.json': readFileSync(file, 'utf8').slice(0, 900), 'absurde.json': 'n’importe quoi', 'autre.json': '{"a": 1}',
  'couloir.json': readFileSync(file, 'utf8').replace('"couloir": "RIS"', '"couloir": "AUTRE"').replace(/"enonce": "[^"]*"/g, '"enonce": "0-0"'),
  'tableau.csv': 'a;b\n1;2\n', 'enorme.json': ' '.repeat(50 << 20),
};
const words = await tab.evaluate(() => document.getElementById('chiffres').textContent);
for (const [name, content] of Object.entries(bad)) {
  writeFileSync(join(folder, name), content);
  await tab.locator('#ouvrir').setInputFiles(join(folder, name));
  await tab.locator('#arrive').waitFor();
  check((await tab.locator('#arrive').innerText()).includes(name), `${name}: ${await tab.locator('#arrivee').innerText()}`);
  check((await tab.locator('#arrivee li').count()) > 0, `${name}: no reason`);
  await tab.getByRole('button', { name: 'Fermer' }).click();
}
await tab.locator('#ouvrir').setInputFiles(later);
await tab.locator('#arrive').waitFor();
check((await tab.locator('#arrivee').innerText()).includes('plus récente'), `a newer file: ${await tab.locator('#arrivee').innerText()}`);
await tab.getByRole('button', { name: 'Fermer' }).click();
check(words === await tab.evaluate(() => document.getElementById('chiffres').textContent), 'a refused file changed the answers');

// Two files: the disagreement is shown, and settled by hand.
const theirs = { ...answers, reponses: { ...answers.reponses } };
const [key] = Object.keys(answers.reponses);
theirs.reponses[key] = { ...answers.reponses[key], justification: 'Autre avis.' };
writeFileSync(join(folder, 'collegue.json'), JSON.stringify(theirs));
await tab.locator('#ouvrir').setInputFiles(join(folder, 'collegue.json'));
await tab.getByRole('button', { name: 'Fusionner avec les réponses de la page' }).click();
check((await tab.locator('#arrivee').innerText()).includes('1 conflit'.replace(' ', '\u00a0')), 'no conflict shown');
check(await tab.getByRole('button', { name: 'Fusionner', exact: true }).isDisabled(), 'a conflict can be left aside');
await tab.getByRole('radio', { name: /garder le fichier/ }).click();
await tab.getByRole('button', { name: 'Fusionner', exact: true }).click();
const mergedFile = JSON.parse(readFileSync(await saved(tab, 'Enregistrer dans un fichier'), 'utf8'));
check(mergedFile.reponses[key].justification === 'Autre avis.' && mergedFile.archives.length === 1, 'the merge is not what was chosen');

// The draft comes back; one that cannot be read is kept and offered.
await tab.waitForTimeout(600);
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
check((await again.locator('#arrive').innerText()).replace(/\s/g, ' ').includes('0 cellule changée'), `table: ${await again.locator('#arrivee').innerText()}`);

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
