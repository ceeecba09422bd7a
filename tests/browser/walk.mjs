// Answers three questions as someone who never saw the site would: from the home page, by clicking what is written.
// Usage: node walk.mjs SITE SILENT   SITE is our own corpus; SILENT has one modification nobody explained. One line per
// problem on standard output, then the way to each answer; exit code 1 when there is a problem. With SHOTS, a folder, a
// screenshot of each step is kept.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './reader.mjs';

const [site, silent] = process.argv.slice(2);
const problems = [];
const ways = [];
const check = (what, condition) => { if (!condition) problems.push(what); };
const browser = await launch();

// A newcomer with scripts or without, who starts at the home page and has three clicks.
async function newcomer(folder, question, scripts = true) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: scripts });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => problems.push(`${question}: script error: ${error.message}`));
  await tab.goto(pathToFileURL(resolve(folder, 'index.html')).href);
  const steps = ['accueil'];
  const name = question.replace(/[^a-z]+/gi, '-').slice(0, 24) + (scripts ? '' : '-sans-script');
  const keep = () => process.env.SHOTS && tab.screenshot({ path: join(process.env.SHOTS, `${name}-${steps.length}.png`) });
  await keep();
  return {
    tab,
    async click(where) {
      const target = where.first();
      steps.push(`« ${(await target.innerText()).trim()} »`);
      await target.click();
      await tab.waitForLoadState();
      await keep();
    },
    // Nothing counts as an answer before it is on the screen.
    async read(where) {
      const target = where.first();
      check(`${question}: the answer is on the screen`, await target.isVisible());
      await target.scrollIntoViewIfNeeded();
      await keep();
      return (await target.innerText()).replace(/\s+/g, ' ').trim();
    },
    async end(answer) {
      check(`${question}: ${steps.length - 1} clicks`, steps.length <= 4);
      ways.push(`${question} ${scripts ? '' : '(sans script) '}${steps.join(' → ')} : ${answer}`);
      await context.close();
    },
  };
}

for (const scripts of [true, false]) {
  // How many new obligations for téléradiologie in RIS?
  {
    const question = 'Combien de nouvelles obligations pour RIS téléradiologie ?';
    const one = await newcomer(site, question, scripts);
    await one.click(one.tab.getByRole('link', { name: 'RIS', exact: true }));
    await one.click(one.tab.getByText('Obligations par profil', { exact: true }));
    const row = one.tab.locator('table', { hasText: 'Nouvelles depuis IT1' }).locator('tr', { hasText: 'Téléradiologie' });
    const said = await one.read(row);
    const heads = await one.tab.locator('table', { hasText: 'Nouvelles depuis IT1' }).locator('thead th').allInnerTexts();
    const cells = await row.locator('th, td').allInnerTexts();
    const since = Number(cells[heads.findIndex((head) => head.includes('IT1'))]);
    check(`a number since IT1: ${said}`, since > 0);
    if (scripts) {
      // The number leads to the requirements it counts.
      await one.click(row.locator('a').last());
      const status = (await one.read(one.tab.locator('.compte'))).split(' ')[0];
      check(`the number leads to as many differences: ${status}, ${since}`, Number(status) === since);
      check('each is a new obligation of the profile', (await one.tab.locator('.chg:not([hidden])[data-profil*="Téléradiologie"][data-obligation=nouvelle]').count()) === since);
    }
    await one.end(heads.map((head, index) => `${head.replace(/\s+/g, ' ')} ${cells[index]}`).slice(1).join(', '));
  }

  // Which modification has no reason? None here, and the home page says so; one elsewhere.
  {
    const question = 'Quelle modification n’a pas de motif ?';
    const one = await newcomer(site, question, scripts);
    await one.end(await one.read(one.tab.getByText('aucune modification sans motif')));
    const other = await newcomer(silent, question, scripts);
    await other.click(other.tab.getByRole('link', { name: '1 modification sans motif' }));
    const said = await other.read(other.tab.locator('#sans-motif'));
    check(`the modification is named: ${said}`, said.includes('1 modification sur 2 sans motif') && said.endsWith('SC.MSS/CONF.02.'));
    await other.click(other.tab.locator('#sans-motif a'));
    const card = await other.read(other.tab.locator('article.chg:target'));
    check('its card says that it has no reason', card.includes('SC.MSS/CONF.02') && /Pourquoi.: Sans motif\./.test(card));
    await other.end(said);
  }

  // Which version of the DMP specification does PFI rest on?
  {
    const question = 'Dans quelle version de la spécification DMP s’appuie le couloir PFI ?';
    const one = await newcomer(site, question, scripts);
    await one.click(one.tab.getByRole('link', { name: 'HOP-PFI', exact: true }));
    const line = one.tab.locator('main dd li', { hasText: 'DMP' });
    const box = await line.first().boundingBox();
    check('the version is read without scrolling', box && box.y + box.height < 900);
    const said = await one.read(line);
    check(`the version is that of the register: ${said}`, said.startsWith('DMP-GI 2.8.0 Guide d’intégration DMP'));
    await one.end(said);
  }
}

await browser.close();
for (const problem of problems) console.log(problem);
for (const way of ways) console.log(way);
process.exitCode = problems.length ? 1 : 0;
