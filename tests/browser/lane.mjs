// Drives the filters of a lane from file:// as a reader would, and follows an id that is no longer used.
// Usage: node lane.mjs SITE   One line per problem on standard output; exit code 1 when there is one.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './reader.mjs';

const site = process.argv[2];
const problems = [];
const check = (what, condition) => { if (!condition) problems.push(what); };
const address = (page) => pathToFileURL(resolve(join(site, page))).href;
const browser = await launch();
const tab = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
tab.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
await tab.goto(address('couloirs/RIS/index.html'));

const rows = () => tab.locator('.ex:not([hidden])').count();
const status = async () => (await tab.locator('.compte').innerText()).replace(/[\u00a0\u202f]/g, ' ');
const query = () => decodeURIComponent(new URL(tab.url()).search);
const total = await tab.locator('.ex').count();
check(`counts at first: ${await status()}`, (await status()) === `${total} exigences affichées sur ${total}`);

// Every value offered finds as many rows as it announces, whatever the group.
const boxes = await tab.locator('.filtres input[type=checkbox]').evaluateAll((all) => all.map((one) => ({
  name: one.name, value: one.value, count: Number(one.parentElement.textContent.match(/\((\d+)\)\s*$/)[1]),
})));
check('groups of filters are offered', new Set(boxes.map((one) => one.name)).size >= 7);
await tab.evaluate(() => document.querySelectorAll('.filtres details').forEach((one) => { one.open = true; }));
for (const { name, value, count } of boxes) {
  const box = tab.locator(`.filtres input[name="${name}"][value="${value}"]`);
  await box.check();
  check(`${name}=${value}: ${await rows()}, announced ${count}`, (await rows()) === count);
  await box.uncheck();
}

// Among other groups, a value announces what it would give there; sections say what they show.
await tab.check('.filtres input[name=statut][value=instruction]');
for (const { name, value, count } of boxes.filter((one) => one.name !== 'statut').slice(0, 12)) {
  const text = await tab.locator(`.filtres label:has(input[name="${name}"][value="${value}"])`).innerText();
  const live = Number(text.match(/\((\d+)\)\s*$/)[1]);
  const box = tab.locator(`.filtres input[name="${name}"][value="${value}"]`);
  await box.check();
  check(`${name}=${value} among others: ${await rows()}, announced ${live}`, (await rows()) === live && live <= count);
  await box.uncheck();
}
for (const section of await tab.locator('section.sec:visible:has(.ex)').all()) {
  const numbers = (await section.locator('h2 [data-compte]').innerText()).match(/\d+/g).map(Number);
  check(`a section says what it shows: ${numbers}`, numbers[0] === await section.locator('.ex:not([hidden])').count());
}
await tab.uncheck('.filtres input[name=statut][value=instruction]');

// Two groups narrow; the address says so and can be shared; a section without row is not shown.
await tab.check('input[name=statut][value=instruction]');
await tab.check('input[name=profil][value="Téléradiologie"]');
const kept = await rows();
check('two groups narrow', kept > 0 && kept < (await tab.locator('.ex[data-statut=instruction]').count()));
check(`the address: ${query()}`, query() === '?statut=instruction&profil=Téléradiologie' || query() === '?profil=Téléradiologie&statut=instruction');
const shared = tab.url();
const removed = tab.locator('.retires');
check('what is removed is counted', (await removed.locator('summary').innerText()).includes(`(${total - kept})`));
for (const section of await tab.locator('section.sec:visible').all()) {
  check('a section that is shown has a row', (await section.locator('.ex:not([hidden])').count()) > 0);
}
await tab.goto('about:blank');
await tab.goto(shared);
check('a shared address shows the same', (await rows()) === kept);
await tab.fill('#q', 'aucun texte ne dit cela');
check('nothing found is said', await tab.locator('#aucune').waitFor().then(() => true, () => false));
await tab.click('button[type=reset]');
check('all come back', (await rows()) === total && query() === '' && (await tab.evaluate(() => document.activeElement.id === 'q')));

// From the number of the home page to the rows it counts.
await tab.goto(address('index.html'));
const cell = tab.locator('table').first().locator('tr', { hasText: 'RIS' }).locator('td a').first();
const number = Number(await cell.innerText());
await cell.click();
check(`the home page counts ${number}`, (await rows()) === number);

// The parts of the page are listed, and each exists.
await tab.goto(address('couloirs/RIS/index.html'));
const links = await tab.locator('.sommaire a').evaluateAll((all) => all.map((one) => one.getAttribute('href').slice(1)));
check('parts are listed', links.length > 4 && links.includes('dependances'));
for (const id of links) check(`part ${id}`, (await tab.locator(`[id="${id}"]`).count()) === 1);

// An id that was renamed leads to the one that stands; an obsolete one says what replaces it.
for (const [page, wanted] of process.argv.slice(3).map((one) => one.split('='))) {
  await tab.goto(address(`exigences/${page}.html`));
  const link = tab.locator(`main a[href$="${wanted}.html"]`).first();
  check(`${page}: the way to ${wanted} is in sight`, await link.isVisible());
  await link.click();
  check(`${page} leads to ${wanted}`, tab.url().endsWith(`${wanted}.html`));
  check(`${wanted} is a page`, (await tab.locator('h1').innerText()).length > 0);
}

await browser.close();
for (const problem of problems) console.log(problem);
console.log(`${boxes.length} values, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
