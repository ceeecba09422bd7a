// Drives the filters of a page from file:// as a reader would, and reports what does not behave.
// Usage: node filters.mjs PAGE FOLDER FALLEN GIVEN   FOLDER holds the answers of a vendor at IT2, IT3 and IT4, of whose
// GIVEN first ones FALLEN are to be reviewed at IT3. One line per problem on standard output; exit code 1 when there is one.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { comes, launch } from './reader.mjs';

const [page, folder, fallen, given] = process.argv.slice(2);
const address = pathToFileURL(resolve(page)).href;
const problems = [];
const check = (what, condition) => { if (!condition) problems.push(what); };

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const tab = await context.newPage();
tab.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
tab.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
tab.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) problems.push(`external request ${request.url()}`); });
await tab.goto(address);

const shown = () => tab.locator('.chg:not([hidden])').count();
const status = () => tab.locator('.compte').innerText();
const query = () => new URL(tab.url()).search;
const total = await tab.locator('.chg').count();
check(`counts at first: ${await status()}`, (await status()).replace(/\u00a0/g, ' ') === `${total} différences affichées sur ${total}`);
check('bare address at first', query() === '');

// One value, then two of the same group (or), then another group (and).
await tab.check('input[name=evolution][value=nouvelle]');
const fresh = await tab.locator('.chg[data-evolution=nouvelle]').count();
check('one value keeps its own', (await shown()) === fresh && fresh > 0 && fresh < total);
check(`address holds the filter: ${query()}`, query() === '?evolution=nouvelle');
await tab.check('input[name=evolution][value=modifiee]');
const both = await tab.locator('.chg[data-evolution=nouvelle], .chg[data-evolution=modifiee]').count();
check('two values of a group add up', (await shown()) === both);
await tab.check('input[name=portee][value=fond]');
const deep = await tab.locator('.chg[data-portee=fond]').count();
check('two groups narrow', (await shown()) === deep && deep < both);
check(`address: ${query()}`, query() === '?evolution=nouvelle,modifiee&portee=fond');
check('the announce follows', (await status()).startsWith(String(deep)));

// What a group shows is told in its heading; the number of a value is what it would give among the other groups.
const group = tab.locator('section[aria-labelledby=fond]');
const heading = (await group.locator('h2 [data-compte]').innerText()).replace(/[\u00a0\u202f]/g, ' ');
check(`the heading counts what is shown: ${heading}`, heading === `(${await group.locator('.chg:not([hidden])').count()})`);
const figure = (name, value) => tab.locator(`.filtres label:has(input[name="${name}"][value="${value}"])`).innerText()
  .then((text) => Number(text.match(/\((\d+)\)\s*$/)[1]));
const proofs = await tab.locator('.chg[data-evolution=modifiee][data-portee=preuves]').count();
check('a value counts among the other groups', (await figure('portee', 'preuves')) === proofs && proofs > 0);
check('a value that would give nothing is greyed, and can be chosen', (await figure('evolution', 'obsolete')) === 0
  && (await tab.locator('.filtres label.nul:has(input[value=obsolete]) input:enabled').count()) === 1);
check('rows follow their card', (await tab.locator('[data-suit]:visible').count()) === 0);
await tab.uncheck('input[name=portee][value=fond]');
const section = await tab.locator('section[aria-labelledby=fond] .chg').first().getAttribute('data-section');
const some = await tab.locator(`.filtres input[name=section][value="${section}"]`);
await some.evaluate((box) => { box.checked = true; box.dispatchEvent(new Event('change', { bubbles: true })); });
const [kept, all] = [await group.locator('.chg:not([hidden])').count(), await group.locator('.chg').count()];
const partial = (await group.locator('h2 [data-compte]').innerText()).replace(/[\u00a0\u202f]/g, ' ');
check(`the heading says what it leaves: ${partial}`, kept < all && partial === `(${kept} sur ${all})`);
await some.evaluate((box) => { box.checked = false; box.dispatchEvent(new Event('change', { bubbles: true })); });
await tab.check('input[name=portee][value=fond]');

// What the filter removed is listed, and one click away.
const removed = tab.locator('.retires');
check('removed are counted', (await removed.locator('summary').innerText()).includes(`(${total - deep})`));
await removed.locator('summary').click();
check('removed are listed', await comes(async () => (await removed.locator('li').count()) === total - deep));
await removed.locator('li a').first().click();
check('a removed one comes back', await comes(async () => (await shown()) === deep + 1));

// A shared address shows the same thing, and what its anchor names; next and previous skip what is hidden.
await tab.reload();
check('reload keeps the filter', (await shown()) === deep + 1 && (await tab.isChecked('input[name=portee][value=fond]')));
const cards = tab.locator('article.chg:not([hidden])');
if ((await cards.count()) > 1) {
  await cards.first().locator('a[rel=next]').click();
  const second = await cards.nth(1).getAttribute('id');
  check('next leads to the next shown', await comes(() => decodeURIComponent(new URL(tab.url()).hash) === `#${second}`));
}

// Reset: focus goes back to the search field, the address is bare again.
await tab.click('button[type=reset]');
check('reset shows all', (await shown()) === total && query() === '');
check('reset gives focus to the search field', await tab.evaluate(() => document.activeElement.id === 'q'));

// Text: accents, case and separators of ids do not matter; the status waits until typing stops.
const id = await tab.locator('article.chg .id').first().innerText();
const before = await status();
// Typed and read in one go: however slow the machine, no time passes between the two.
const atOnce = await tab.evaluate((text) => {
  const field = document.querySelector('#q');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return document.querySelector('.compte').innerText;
}, id.replace(/[./_-]/g, '').toLowerCase());
check('the status waits', atOnce === before);
const settled = (known) => tab.waitForFunction((known) => document.querySelector('.compte').innerText !== known, known);
await settled(before);
check(`an id without separators is found: ${await status()}`, (await shown()) >= 1 && (await shown()) < total);
const found = await status();
await tab.fill('#q', 'aucun texte ne dit cela');
await settled(found);
check('nothing found is said', await tab.locator('#aucune').isVisible());
await tab.check('input[name=evolution][value=nouvelle]');
const ways = await tab.locator('#aucune button').allInnerTexts();
check(`what to relax is said: ${ways}`, ways.length === 1 && ways[0].replace(/\u00a0/g, ' ') === `Sans la recherche : ${fresh}`);
await tab.locator('#aucune button').click();
check('and is one click away', (await shown()) === fresh && query() === '?evolution=nouvelle');
await tab.check('input[name=portee][value=fond]');
const relaxed = (await tab.locator('#aucune button').allInnerTexts()).map((way) => way.replace(/\u00a0/g, ' '));
check(`each criterion is named: ${relaxed}`, relaxed.join() === `Sans le critère Évolution : ${deep},Sans le critère Portée : ${fresh}`);
await tab.click('button[type=reset]');

// Views and settings.
const details = tab.locator('.filtres > details').first();
if (!(await details.evaluate((one) => one.open))) await details.locator('> summary').click();
await tab.check('input[name=vue][value=avap]');
check('both texts are in sight', await tab.locator('.avap .avant').first().isVisible());
check('marks are not', !(await tab.locator('.v-marques').first().isVisible()));
check(`address: ${query()}`, query() === '?vue=avap');
await tab.check('input[name=vue][value=apres]');
check('only the text after', !(await tab.locator('.avap .avant').first().isVisible()) && (await tab.locator('.avap .apres').first().isVisible()));
await tab.check('input[name=vue][value=""]');
check('marks are back', await tab.locator('.v-marques').first().isVisible());
const spoken = () => tab.locator('.v-marques .m').first().evaluate((one) => getComputedStyle(one).display);
check('marks are announced', (await spoken()) !== 'none');
await tab.uncheck('input[name=annonce]');
check('marks are silent', (await spoken()) === 'none' && query() === '?annonce=non');
await tab.click('button[type=reset]');
check('marks are announced again', (await spoken()) !== 'none');

// The answers of a vendor, read here.
const give = async (file) => {
  const waiting = 'not read yet';
  await tab.evaluate((text) => { document.querySelector('[data-dit=reponses]').textContent = text; }, waiting);
  await tab.setInputFiles('input[data-fichier=reponses]', file);
  // The page empties it first, and says what it read at the end.
  await tab.waitForFunction((text) => !['', text].includes(document.querySelector('[data-dit=reponses]').textContent), waiting);
  return (await tab.locator('[data-dit=reponses]').innerText()).replace(/\u00a0/g, ' ');
};
const written = (value) => ({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) });
let said = await give(resolve(folder, 'IT2.json'));
check(`answers to review: ${said}`, said.startsWith(`${fallen} à revoir sur ${given} `) && (await shown()) === Number(fallen));
check('answers stay out of the address', query() === '');
said = await give(resolve(folder, 'IT3.json'));
check(`answers given on the text after stand: ${said}`, said.startsWith('0 à revoir sur ') && (await shown()) === 0);
said = await give(resolve(folder, 'IT4.json'));
check(`answers of a later iteration: ${said}`, said.includes('IT4') && (await shown()) === total);
const typed = JSON.parse(readFileSync(resolve(folder, 'IT2.json'), 'utf8'));
said = await give(written({ ...typed, couloir: 'LGC' }));
check(`answers of another lane: ${said}`, said.includes('LGC') && (await shown()) === total);
for (const answer of Object.values(typed.reponses)) answer.etat = 'non_conforme';
said = await give(written(typed));
check(`proofs matter to those who claim conformity: ${said}`, Number.parseInt(said, 10) < Number(fallen));
for (const odd of [[1], { reponses: [] }, { reponses: 3 }, null]) {
  said = await give(written(odd));
  check('another file is refused', said.includes('n’est pas') && (await shown()) === total);
}
for (const answer of Object.values(typed.reponses)) answer.vu = { profils: 4, references: 'x', enonce: {}, lignee: 'y' };
check('nonsense in an answer is no error', (await give(written(typed))).includes(' à revoir sur '));

// Paper: folded texts are there, with scripts and without.
await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
check('printing opens the folds', (await tab.locator('main details:not([open])').count()) === 0);
await tab.evaluate(() => dispatchEvent(new Event('afterprint')));
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(address);
check('no script: every card is there', (await plain.locator('.chg').count()) === total && !(await plain.locator('form.filtres').isVisible()));
await plain.emulateMedia({ media: 'print' });
const text = await plain.locator('main').innerText();
check('paper without script holds the texts before', text.includes('Avant, ') && text.includes('Textes avant et après'));
check('paper has no buttons', !(await plain.locator('main button').first().isVisible().catch(() => false)));

await browser.close();
for (const problem of problems) console.log(problem);
console.log(`${total} changes, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
