/**
 * `npm run screenshots`: the pictures of the README, taken from the running page. Needs Debian's chromium (CHROMIUM
 * names another one), and looks best with the fonts fonts-inter and fonts-noto-color-emoji.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { assemblyWith, Dev, endAll, launch, openPage, send, startDev } from '../test/browser/support';

const FOLDER = path.join(__dirname, '../docs/screenshots');

/** A bot with something to show. */
const REPLY = `export default async function reply({ body, media, from }) {
  console.log('order from', '…' + from.slice(-2), 'with', body.length, 'characters');
  if (media.length > 0) return 'Lovely! The next one is on us. Show this text: CUP-4711';
  if (/open/i.test(body)) return 'We are open from 7 to 18 today. Reply with your order, and it is ready when you are 🥐';
  if (/flat white/i.test(body)) {
    console.log('priced at 8.40');
    return { body: '2 flat whites, 8.40. Ready at 8:15 – see you then, Ada!' };
  }
  return 'Reply MENU, or tell us what you would like.';
}`;

const DESKTOP = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };

/** Drawn by the browser: a cup. */
const CUP = `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 320 });
  const pen = canvas.getContext('2d');
  const fill = (colour, path) => { pen.fillStyle = colour; pen.beginPath(); path(); pen.fill(); };
  fill('#f3d9b1', () => pen.rect(0, 0, 480, 320));
  fill('#c98b4f', () => pen.rect(0, 236, 480, 84));
  fill('#ffffff', () => pen.ellipse(240, 250, 128, 20, 0, 0, 7));
  fill('#ffffff', () => { pen.moveTo(150, 130); pen.bezierCurveTo(160, 270, 320, 270, 330, 130); });
  fill('#6b4226', () => pen.ellipse(240, 132, 84, 16, 0, 0, 7));
  fill('#e8cfae', () => pen.ellipse(240, 132, 40, 7, 0, 0, 7));
  pen.strokeStyle = '#ffffff'; pen.lineWidth = 14; pen.beginPath(); pen.arc(334, 172, 28, -1.4, 1.9); pen.stroke();
  return canvas.toDataURL('image/png').split(',')[1];
})()`;

const PICTURES: readonly [name: string, options: BrowserContextOptions, arrange?: (page: Page) => Promise<void>][] = [
  ['light', { viewport: DESKTOP, colorScheme: 'light' }],
  ['dark', { viewport: DESKTOP, colorScheme: 'dark' }],
  ['narrow', { viewport: NARROW, colorScheme: 'light', deviceScaleFactor: 2 }, async (page) => page.locator('label.contact', { hasText: 'Grace' }).click()],
  ['narrow-details', { viewport: NARROW, colorScheme: 'dark', deviceScaleFactor: 2 }, async (page) => page.getByRole('button', { name: 'Details', exact: true }).click()],
];

async function screenshots(): Promise<void> {
  let browser: Browser | undefined;
  try {
    browser = await launch();
    const dev = await startDev([await assemblyWith({ CoffeeBot: REPLY }, { metadata: { 'aws:cdk:path': 'CoffeeShop/Sms/Function/Resource' } })]);
    await talk(browser, dev);
    fs.mkdirSync(FOLDER, { recursive: true });
    for (const [name, options, arrange] of PICTURES) {
      const { page } = await openPage(browser, dev, { ...options, reducedMotion: 'reduce' });
      await page.locator('.turn').first().waitFor();
      await arrange?.(page);
      await page.waitForTimeout(400);
      const file = path.join(FOLDER, `${name}.png`);
      await page.screenshot({ path: file });
      console.log(`${(fs.statSync(file).size / 1000).toFixed(0).padStart(5)} kB  ${path.relative(process.cwd(), file)}`);
    }
  } finally {
    await endAll(browser);
  }
}

async function talk(browser: Browser, dev: Dev): Promise<void> {
  const { page } = await openPage(browser, dev, { viewport: DESKTOP });
  const answered = async (count: number) => page.locator('.turn:not([data-tone=wait])').nth(count - 1).waitFor();
  await send(page, 'Good morning, are you open?');
  await answered(1);
  await page.getByRole('button', { name: 'Forge' }).click();
  await answered(2);
  await send(page, 'Two flat whites for 8:15, please 🙏');
  await answered(3);
  await page.locator('label.contact', { hasText: 'Grace' }).click();
  const picture = Buffer.from(await page.evaluate(CUP) as string, 'base64');
  await page.locator('#file').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: picture });
  await page.getByText('cup.png').waitFor();
  await send(page, 'Best one in town');
  await answered(1);
  await page.waitForTimeout(300);
  await page.context().close();
}

screenshots().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
