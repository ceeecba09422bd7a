// Opens pages of built sites from file:// and reports what a reader would suffer from.
// Usage: node pages.mjs SITE PAGE... [-- SITE PAGE...]   One line per problem on standard output; exit code 1 when there is one.
// One browser for everything; pages are visited several at a time, each opened twice: with scripts and without.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './reader.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'RGAAv4', 'best-practice'];
const AT_ONCE = 3;
const problems = [];

const jobs = [];
let site = null;
for (const argument of process.argv.slice(2)) {
  if (argument === '--') site = null;
  else if (site === null) site = { folder: argument, titles: new Map(), count: 0 };
  else { jobs.push({ site, page: argument, dark: site.count < 4 }); site.count += 1; }
}

const browser = await launch();
const wide = { width: 1280, height: 900 };
const scripted = await browser.newContext({ viewport: wide, bypassCSP: true });
const plain = await browser.newContext({ viewport: wide, javaScriptEnabled: false });

const address = (job) => pathToFileURL(resolve(job.site.folder, job.page)).href;

// What a page is, as found in its document.
function inspect() {
  const found = [];
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) found.push(`heading ${next} after ${level}: ${heading.textContent.trim().slice(0, 40)}`);
    level = next;
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one h1');
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption && !table.closest('.document, .texte')) found.push('table without caption');
    for (const head of table.querySelectorAll('th')) if (!head.scope) found.push(`th without scope: ${head.textContent.slice(0, 30)}`);
  }
  for (const one of document.querySelectorAll('[tabindex]')) if (one.tabIndex > 0) found.push('positive tabindex');
  for (const one of document.querySelectorAll('[style]')) if (!one.matches('html')) found.push(`style attribute on ${one.tagName}`);
  if (!document.querySelector('meta[http-equiv="Content-Security-Policy"]')) found.push('no content security policy');
  if (document.documentElement.lang !== 'fr') found.push('language is not French');
  return found;
}

// Cells whose words run over the next column.
function crowded() {
  const found = [];
  // What is said to screen readers alone takes no room.
  const silent = Array.from(document.querySelectorAll('.sr'));
  silent.forEach((one) => { one.hidden = true; });
  for (const cell of document.querySelectorAll('td, th')) {
    if (!cell.checkVisibility()) continue;
    const words = document.createRange();
    words.selectNodeContents(cell);
    const inside = words.getBoundingClientRect();
    if (inside.width > 0 && inside.right > cell.getBoundingClientRect().right + 2) found.push(cell.innerText.trim().slice(0, 60));
  }
  silent.forEach((one) => { one.hidden = false; });
  return found;
}

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

// Each stop of the keyboard that is drawn, and whether its outline is: a page may have hundreds, a look at each costs nothing.
function unseen() {
  const found = [];
  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility()) continue;
    one.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== one) continue;
    const style = getComputedStyle(one);
    if (style.outlineStyle === 'none' || !(parseFloat(style.outlineWidth) > 0)) found.push(one.outerHTML.slice(0, 60));
  }
  document.activeElement?.blur();
  return found;
}

// The distances between letters, words and lines that a reader may ask for (WCAG 1.4.12).
const SPACING = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';
const fold = (open) => document.querySelectorAll('main details').forEach((one) => { one.open = open; });

async function axeOf(tab, job, label) {
  const result = await tab.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, preload: false, resultTypes: ['violations'] }), TAGS);
  for (const violation of result.violations) {
    for (const node of violation.nodes.slice(0, 3)) {
      say(job, `(${label}) axe ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`);
    }
  }
}

function say(job, message) {
  problems.push(`${basename(job.site.folder)}/${job.page}: ${message}`);
}

// The first stop of the keyboard is the skip link; each stop is visible; none goes back in the page.
async function keyboard(tab, job) {
  const stops = [];
  for (let stop = 0; stop < 12; stop += 1) {
    await tab.keyboard.press('Tab');
    stops.push(await tab.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const style = getComputedStyle(one);
      return { skip: one.classList.contains('skip'), visible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0, place: Array.from(document.querySelectorAll('*')).indexOf(one), name: one.outerHTML.slice(0, 60) };
    }));
  }
  const reached = stops.filter(Boolean);
  if (!reached[0]?.skip) say(job, 'the skip link is not the first stop');
  for (const stop of reached) if (!stop.visible) say(job, `focus is not visible: ${stop.name}`);
  const places = reached.map((stop) => stop.place);
  // The walk may end and start again from the top.
  if (places.some((place, index) => index > 0 && place < places[index - 1] && place > places[0])) say(job, 'the keyboard goes back in the page');
}

// Pages with folded texts that a reader prints: what is folded on the screen is on paper.
const PRINTED = ['diffs/RIS/IT2_IT3.html', 'exigences/SC.IMG_KOS.01.html'];

async function paper(tab, job) {
  const folded = await tab.evaluate(() => [...document.querySelectorAll('main details:not([open])')]
    .filter((one) => !one.closest('.sommaire, .filtres, .sans-papier'))
    .map((one) => [...one.querySelectorAll('p')].map((text) => text.textContent.trim()).find((text) => text.length > 60)?.slice(0, 50))
    .filter(Boolean));
  if (folded.length === 0) say(job, 'nothing is folded: the print shows nothing');
  let text;
  try {
    text = execFileSync('pdftotext', ['-', '-'], { input: await tab.pdf(), encoding: 'utf8', maxBuffer: 64 << 20 });
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const flat = (words) => words.replace(/[\s\u00ad]+/g, '');
  const printed = flat(text);
  const lost = folded.filter((words) => !printed.includes(flat(words)));
  if (lost.length > 0) say(job, `${lost.length} folded texts out of ${folded.length} are not on paper: ${lost[0]}`);
}

// A tab with scripts and one without, for one page after the other: opening tabs costs as much as reading pages.
async function reader() {
  const tab = await scripted.newPage();
  const reader = { tab, bare: await plain.newPage(), job: null };
  tab.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) say(reader.job, `external request ${request.url()}`); });
  tab.on('pageerror', (error) => say(reader.job, `script error: ${error.message}`));
  tab.on('console', (message) => { if (message.type() === 'error') say(reader.job, `console: ${message.text()}`); });
  return reader;
}

async function visit(reader, job) {
  const { tab, bare } = reader;
  reader.job = job;
  await tab.setViewportSize(wide);
  await tab.goto(address(job));
  const title = await tab.title();
  const twin = job.site.titles.get(title);
  if (twin) say(job, `same title as ${twin}`);
  job.site.titles.set(title, job.page);
  for (const message of await tab.evaluate(inspect)) say(job, message);
  await keyboard(tab, job);
  // What is folded is read too.
  await tab.evaluate(fold, true);
  const lost = await tab.evaluate(unseen);
  if (lost.length > 0) say(job, `focus is not visible on ${lost.length} stops: ${lost[0]}`);
  await tab.evaluate(axe);
  await axeOf(tab, job, 'light');
  if (job.dark) {
    await tab.emulateMedia({ colorScheme: 'dark' });
    await axeOf(tab, job, 'dark');
    await tab.emulateMedia({ colorScheme: 'light' });
  }
  const sideways = async (label) => {
    const pixels = await tab.evaluate(overflow);
    if (pixels > 0) say(job, `scrolls sideways by ${pixels} px at ${label}`);
  };
  const cells = async (width) => {
    const found = await tab.evaluate(crowded);
    if (found.length > 0) say(job, `${found.length} cells overflow at ${width} px: ${found[0]}`);
  };
  await tab.evaluate(fold, false);
  await cells(wide.width);
  await tab.setViewportSize({ width: 800, height: 900 });
  await cells(800);
  await tab.setViewportSize(wide);
  await tab.evaluate(() => { document.documentElement.style.fontSize = '32px'; });
  await sideways('200 % text');
  await tab.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await tab.setViewportSize({ width: 320, height: 800 });
  await sideways('320 px');
  await cells(320);
  await tab.evaluate(fold, true);
  await sideways('320 px, everything unfolded');
  const spaced = await tab.addStyleTag({ content: SPACING });
  await sideways('320 px, text spaced out');
  await spaced.evaluate((style) => style.remove());
  await tab.emulateMedia({ forcedColors: 'active' });
  const current = await tab.evaluate(() => {
    const page = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll('.haut nav a:not([aria-current])')].filter((one) => getComputedStyle(one).borderBottomColor !== page).length;
  });
  await tab.emulateMedia({ forcedColors: 'none' });
  if (current > 0) say(job, `with forced colours ${current} links of the menu look like the current one`);
  await tab.evaluate(fold, false);
  if (PRINTED.includes(job.page)) await paper(tab, job);
  // Printing opens what is folded.
  await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const folded = await tab.locator('details:not([open])').count();
  if (folded > 0) say(job, `${folded} folded parts would not be printed`);

  await bare.goto(address(job));
  const words = (await bare.locator('main').innerText()).trim().split(/\s+/).length;
  if (words < 5) say(job, 'empty without scripts');
}

// As a reader would: an id without its punctuation, words with other endings, a slip, the field of any page.
async function search(folder) {
  const job = { site: { folder }, page: 'recherche.html' };
  // The policy of each page holds here, as it does for a reader.
  const tab = await browser.newPage({ viewport: wide });
  const results = async (query) => {
    await tab.goto(`${address(job)}?${new URLSearchParams(query)}`);
    return tab.locator('#resultats > li h2 a').evaluateAll((links) => links.map((link) => link.querySelector('.id').textContent));
  };
  const expect = (what, truth) => { if (!truth) say(job, `search: ${what}`); };
  expect('mssconf01 finds SC.MSS/CONF.01 first', (await results({ q: 'mssconf01' }))[0] === 'SC.MSS/CONF.01');
  expect('an exact id comes first', (await results({ q: 'SC.MSS/CONF.02' }))[0] === 'SC.MSS/CONF.02');
  const one = await results({ q: 'chiffrement' });
  expect('endings do not count', one.length > 0 && (await results({ q: 'chiffrements' })).join() === one.join());
  expect('matches are marked', (await tab.locator('#resultats mark').count()) > 0);
  const lanes = await results({ q: 'message', couloir: 'RIS' });
  expect('a lane filters', lanes.length > 0 && lanes.length < (await results({ q: 'message' })).length);
  expect('three ids are near a slip', (await results({ q: 'SC.MSX/CONG.0199' })).length === 0 && (await tab.locator('#proches li').count()) === 3);
  expect('nothing is near what looks like no id', (await results({ q: 'zzzz' })).length === 0 && await tab.locator('#proches').isHidden());
  expect('the plural finds what the singular finds', (await results({ q: 'message' })).join() === (await results({ q: 'messages' })).join());
  expect('excerpts end with a word', !(await tab.locator('.extrait').allTextContents()).some((text) => /[—,;:] *…$/u.test(text)));
  const first = async (query) => { await results({ q: query }); return tab.locator('#resultats > li h2 a').first().getAttribute('href'); };
  expect('a referential is found by its code', (await first('dmp gi')) === 'referentiels/index.html#DMP-GI');
  expect('a version leads to its place', (await first('DMP 2.8.0')) === 'referentiels/index.html#DMP-GI%402.8.0');
  expect('a comment is found by its number', /^commentaires\/IT\d\.html#C-0301$/.test(await first('c0301')));
  expect('a word of the glossary is found', (await first('INS')) === 'glossaire.html#ins');
  expect('a former id without its beginning is found', (await first('MSS.UX.02')) === 'exigences/SC.MSS_REC.06.html');
  expect('an id followed by a word comes first', (await results({ q: 'SC.MSS/CONF.01 RIS' }))[0] === 'SC.MSS/CONF.01');
  expect('a scenario leads to its place', (await first('RIS.CR.01.01')) === 'exigences/RIS.CR.01.html#t-RIS.CR.01.01');
  expect('a proof leads to its scenario', (await first('ssi jrn 03 01 01')) === 'exigences/SC.SSI_JRN.03.html#t-SC.SSI_JRN.03.01');
  expect('a scenario of several requirements is found', (await first('SCN_RIS/CR.01')) === 'couloirs/RIS/checklist.html#t-SCN~RIS_CR.01');
  expect('an id that changed hands says so', (await results({ q: 'SC.ANN.04' }))[0] === 'SC.ANN.04' && /Jusqu’à IT\d, SC\.ANN\.04 désignait/.test(await tab.locator('#resultats > li').first().innerText()));
  const anchors = await tab.evaluate(() => {
    const index = globalThis.REMC_INDEX;
    const register = index.referentiels.flatMap(([code, , own, versions]) => [own ?? code, ...versions.map(([, at]) => at)]).map((id) => ['referentiels/index.html', id]);
    const words = index.termes.map(([, , id]) => ['glossaire.html', id]);
    // Whole numbers of scenarios, as the page writes them out.
    const scenarios = index.docs.flatMap((doc) => doc[10].split(';').filter(Boolean).map((row) => row.split(' ')[0]).map((id) => [`exigences/${doc[1] ?? doc[0]}.html`, 't-' + (id.startsWith('.') ? doc[0] + id : id).replace(/_/g, '~').replace(/\//g, '_')]));
    const cross = index.transverses.map(([, place]) => place.split('#'));
    return [...scenarios, ...cross, ...register, ...words, ...index.retours.flatMap(([page, , list]) => list.map(([id, , , own]) => [page, own ?? id]))];
  });
  const pages = new Map();
  for (const [page, id] of anchors) {
    if (!pages.has(page)) pages.set(page, readFileSync(resolve(folder, page), 'utf8'));
    expect(`${page} has no ${id}`, pages.get(page).includes(` id="${id}"`));
  }
  const leads = async (typed, where, page = 'index.html') => {
    await tab.goto(address({ site: { folder }, page }));
    await tab.fill('#chercher', typed);
    const led = tab.waitForURL(where, { timeout: 5000 }).catch(() => expect(`the field of ${page} leads from ${typed}`, false));
    await Promise.all([led, tab.press('#chercher', 'Enter', { noWaitAfter: true })]);
  };
  for (const typed of ['sc.mss/conf.01', 'mssconf01', 'MSS/CONF.01']) await leads(typed, /exigences\/SC\.MSS_CONF\.01\.html/);
  await leads('C-0301', /commentaires\/IT\d\.html#C-0301/);
  await leads('SC.SSI/JRN.03.01.01', /exigences\/SC\.SSI_JRN\.03\.html#t-SC\.SSI_JRN\.03\.01$/);
  await leads('mssconf01', /exigences\/SC\.MSS_CONF\.01\.html/, 'couloirs/RIS/checklist.html');
  const stems = readFileSync(new URL('../fixtures/stems.tsv', import.meta.url), 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
  await tab.goto(address(job));
  const wrong = await tab.evaluate((rows) => rows.filter(([text, expected]) => globalThis.remcWords(text).join(' ') !== expected), stems);
  for (const [text] of wrong) say(job, `stems differ from those of the index: ${text}`);
  await tab.close();
}

const queue = jobs.slice();
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  const own = await reader();
  for (let job = queue.shift(); job; job = queue.shift()) await visit(own, job);
}));
const searched = jobs.find((job) => job.page === 'recherche.html');
if (searched) await search(searched.site.folder);
await browser.close();
for (const problem of problems.sort()) console.log(problem);
console.log(`${jobs.length} pages, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
