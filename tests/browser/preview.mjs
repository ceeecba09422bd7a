// Writes in a project while its preview is open in a browser, and reports what an editor would not expect.
// Usage: node preview.mjs ADDRESS PROJECT   One line per problem on standard output; exit code 1 when there is one.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { launch } from './reader.mjs';

const [address, project] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'RGAAv4', 'best-practice'];
const source = join(project, 'rem/RIS.rem');
const original = readFileSync(source, 'utf8');
const problems = [];
const check = (what, condition) => { if (!condition) problems.push(what); };
const write = (from, to) => {
  check(`the source holds ${from}`, original.includes(from));
  writeFileSync(source, original.replace(from, to));
};

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const tab = await context.newPage();
tab.setDefaultTimeout(20_000);
tab.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
tab.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
tab.on('request', (request) => { if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) problems.push(`external request ${request.url()}`); });

const accessible = async (label) => {
  await tab.evaluate(axe);
  for (const scheme of ['light', 'dark']) {
    await tab.emulateMedia({ colorScheme: scheme });
    const { violations } = await tab.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, preload: false }), TAGS);
    for (const one of violations) problems.push(`${label} (${scheme}): axe ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  }
  await tab.emulateMedia({ colorScheme: 'light' });
};
const reloaded = async (work) => {
  await tab.evaluate(() => { globalThis.old = true; });
  await work();
  await tab.waitForFunction(() => !globalThis.old && document.readyState === 'complete');
  await tab.waitForTimeout(100);
};

// Far down a list, filtered, with a fold the reader closed.
await tab.goto(`${address}couloirs/RIS/brouillon.html?q=syst%C3%A8me`);
const fold = tab.locator('main form details').first();
await fold.evaluate((one) => { one.open = false; });
const anchor = await tab.evaluate(() => {
  const all = Array.from(document.querySelectorAll('.ex[id]:not([hidden])'));
  const one = all[Math.floor(all.length * 2 / 3)];
  for (let up = one.closest('details'); up; up = up.parentElement.closest('details')) up.open = true;
  one.scrollIntoView({ behavior: 'instant' });
  return one.id;
});
const top = () => tab.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, anchor);
const [before, scrolled] = [await top(), await tab.evaluate(() => scrollY)];
check(`scrolled to ${scrolled}`, scrolled > 400);
const url = tab.url();
await reloaded(() => write('DOIT bien', 'DOIT vraiment bien'));
check('the new text shows', (await tab.locator('main').innerText()).includes('DOIT vraiment bien'));
check(`the page stays where it was: ${await top()} and not ${before}`, Math.abs((await top()) - before) < 3);
check(`address: ${tab.url()}`, tab.url() === url && (await tab.inputValue('form.filtres input[name=q]')) === 'système');
check('a closed fold stays closed', !(await fold.evaluate((one) => one.open)));

// A mistake: told over the page, which stays.
const box = tab.locator('#remc-apercu');
check('nothing is over a sound page', (await box.count()) === 0);
await tab.evaluate(() => { globalThis.old = true; });
write('nature ', 'nature bizarre //');
await box.waitFor();
check('the page itself stays', await tab.evaluate(() => globalThis.old === true));
check(`the reader was not moved: ${await top()} and not ${before}`, Math.abs((await top()) - before) < 3);
const said = await box.innerText();
for (const words of ['erreur', 'REM', 'rem/RIS.rem:', 'bizarre', 'Aide']) check(`${words} is not in ${said}`, said.includes(words));
check('it is announced', (await box.locator('[role=alert]').innerText()).includes('dans les sources'));
await accessible('a mistake');
await tab.setViewportSize({ width: 320, height: 640 });
check('no sideways scroll at 320 px', await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
await tab.setViewportSize({ width: 1280, height: 800 });

// Reached by keyboard, folded, kept folded, opened again.
const button = box.locator('button');
await tab.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); });
await tab.keyboard.press('Tab');
await tab.keyboard.press('Tab');
check('the second stop is its button', await button.evaluate((one) => one === document.activeElement));
await tab.keyboard.press('Escape');
check('Escape folds it', !(await box.locator('.remc-constats').isVisible()) && (await button.getAttribute('aria-expanded')) === 'false');
write('nature ', 'nature curieuse //');
await tab.waitForFunction(() => document.querySelector('#remc-constats').textContent.includes('curieuse'));
check('it stays folded', !(await box.locator('.remc-constats').isVisible()));
await button.click();
check('it opens again', await box.locator('.remc-constats').isVisible());
await box.locator('a').first().click();
await tab.waitForURL('**/_apercu/codes/**');
check('a code leads to its page', (await tab.locator('main').innerText()).includes('Pourquoi'));
await box.waitFor();
await accessible('the page of a code');
await tab.goBack();
await box.waitFor();

// Mended: the page is the new one, and nothing is over it.
await reloaded(() => writeFileSync(source, original));
await tab.waitForTimeout(300);
check('nothing is over a mended page', (await box.count()) === 0);

// A page with a policy of its own is reloaded too, and keeps working.
await tab.goto(`${address}couloirs/RIS/checklist.html`);
await reloaded(() => write('DOIT bien', 'DOIT encore bien'));

await context.close();
await browser.close();
console.log(problems.join('\n'));
process.exit(problems.length ? 1 : 0);
