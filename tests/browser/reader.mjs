// What every script shares: the browser a reader has, and the patience of someone who looks at a page.
import { chromium } from 'playwright-core';

/** A headless Chromium that asks nothing of the network. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/** Whether something comes true before a reader would give up: what a page does after a click takes the time it takes. */
export async function comes(holds, patience = 5000) {
  const end = Date.now() + patience;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > end) return false;
    await new Promise((done) => { setTimeout(done, 20); });
  }
}
