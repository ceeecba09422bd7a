// Opens pages of a built site from file:// and reports what a reader would suffer from.
// Usage: node pages.mjs SITE PAGE...   One line per problem on standard output; exit code 1 when there is one.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'RGAAv4', 'best-practice'];
const [site, ...pages] = process.argv.slice(2);
const problems = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

async function open(context, page) {
  const tab = await context.newPage();
  const external = [];
  tab.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) external.push(request.url()); });
  tab.on('pageerror', (error) => problems.push(`${page}: script error: ${error.message}`));
  tab.on('console', (message) => { if (message.type() === 'error') problems.push(`${page}: console: ${message.text()}`); });
  await tab.goto(pathToFileURL(resolve(site, page)).href);
  return { tab, external };
}

for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true });
  // The dark palette is the same everywhere: a few pages show it.
  for (const page of colorScheme === 'dark' ? pages.slice(0, 4) : pages) {
    const { tab, external } = await open(context, page);
    for (const url of external) problems.push(`${page}: external request ${url}`);
    await tab.evaluate(axe);
    const result = await tab.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, preload: false }), TAGS);
    for (const violation of result.violations) {
      for (const node of violation.nodes.slice(0, 3)) {
        problems.push(`${page} (${colorScheme}): axe ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`);
      }
    }
    await tab.close();
  }
  await context.close();
}

// Narrow screen, text twice as large, and without scripts: nothing scrolls sideways, the text is all there.
for (const [label, width, fontSize, javaScriptEnabled] of [['320 px', 320, 16, true], ['200 %', 1280, 32, true], ['no script', 1280, 16, false]]) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled });
  for (const page of pages) {
    const { tab } = await open(context, page);
    if (javaScriptEnabled) {
      await tab.evaluate((size) => { document.documentElement.style.fontSize = `${size}px`; }, fontSize);
      const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) problems.push(`${page}: scrolls sideways by ${overflow} px at ${label}`);
    } else {
      const words = (await tab.locator('main').innerText()).trim().split(/\s+/).length;
      if (words < 5) problems.push(`${page}: empty without scripts`);
    }
    await tab.close();
  }
  await context.close();
}
await browser.close();
for (const problem of problems) console.log(problem);
console.log(`${pages.length} pages, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
