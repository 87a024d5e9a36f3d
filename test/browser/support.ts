import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { test as nodeTest } from 'node:test';
import { Browser, BrowserContextOptions, chromium, Page } from 'playwright-core';
import { bundleGateway, bundleTools } from '../../scripts/bundle';
import { REPLY_MODULE_ENV } from '../../src/shared/env';
import { FakeGateway, removeFolders, temporaryFolder, write, writeAssembly } from '../local/support';
import { ROOT } from '../support/paths';

/** A running `dev`, as `--json` describes it. */
export interface Dev {
  readonly url: string;
  readonly pageUrl: string;
  readonly webhookUrl: string;
  /** Only with --public-url. */
  readonly tunnel?: { readonly url: string; readonly webhookUrl: string };
  readonly authToken: string;
  readonly child: ChildProcess;
  /** Everything that it said: one JSON object a line. */
  readonly lines: readonly Record<string, unknown>[];
  /** What it, or the app that it synthesized, wrote to the standard error output. */
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

/** What Debian's Chromium needs in a container, and what keeps it from calling home. */
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const running: Dev[] = [];
let tools: Promise<string> | undefined;

/** A test of Node's own runner, which gives a promise that nobody has to wait for. */
export function test(name: string, run: () => Promise<void>): void {
  void nodeTest(name, run);
}

export async function launch(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });
}

/** A cloud assembly whose gateways run the real asset around a reply module each. */
export async function assemblyWith(
  modules: Readonly<Record<string, string>>,
  props: Partial<FakeGateway> = {},
): Promise<string> {
  const gateways = Object.keys(modules).map((logicalId) => ({ code: '', logicalId, variables: { [REPLY_MODULE_ENV]: './reply.mjs' }, ...props }));
  const directory = writeAssembly(temporaryFolder(), ...gateways);
  for (const [logicalId, code] of Object.entries(modules)) {
    await bundleGateway(path.join(directory, `asset.${logicalId}`));
    write(directory, `asset.${logicalId}/reply.mjs`, code);
  }
  return directory;
}

export interface DevSurroundings {
  readonly cwd?: string;
  readonly command?: readonly string[];
  /** Beside PATH and HOME. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the command line tool as it ships, and waits until it is ready. */
export async function startDev(args: readonly string[], options: DevSurroundings = {}): Promise<Dev> {
  const [program, ...rest] = options.command ?? [process.execPath, path.join(await bundledTools(), 'main.cjs')];
  const child = spawn(program, [...rest, 'dev', ...args, '--port', '0', '--json'], {
    cwd: options.cwd ?? temporaryFolder(),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, which is ended as a terminal does it: npx passes nothing on
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const lines: Record<string, unknown>[] = [];
  const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      lines.push(event);
      if (event.type === 'ready') resolve(event);
    });
    child.once('exit', (code) => reject(new Error(`dev ended with ${code}: ${errors}`)));
  });
  const closed = once(child, 'close');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM');
    await closed;
  };
  const dev = { ...await ready as unknown as Dev, child, lines, errors: () => errors, stop };
  running.push(dev);
  return dev;
}

export async function endAll(browser: Browser | undefined): Promise<void> {
  await browser?.close();
  await Promise.all(running.splice(0).map(async ({ stop }) => stop()));
  removeFolders();
}

/** Opens the page by the printed link. What the page did wrong is gathered in `problems`. */
export async function openPage(
  browser: Browser,
  dev: Dev,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => !/^(data:|blob:)/.test(request.url()) && new URL(request.url()).origin !== dev.url && problems.push(`Request to ${request.url()}`));
  await page.goto(dev.pageUrl);
  await page.locator('#live[data-tone=good]').waitFor();
  return { page, problems };
}

export async function send(page: Page, text: string): Promise<void> {
  await page.locator('#body').fill(text);
  await page.locator('#body').press('Enter');
}

/** Forgets all messages, for the next test. */
export async function clear(page: Page, { url }: Dev): Promise<void> {
  const key = await page.evaluate("sessionStorage.getItem('page-key')") as string;
  await page.request.post(`${url}/api/clear`, { data: {}, headers: { 'x-page-key': key } });
}

/** The texts of the bubbles, in order. */
export async function bubbles(page: Page, side: 'sent' | 'reply'): Promise<string[]> {
  return page.locator(`.bubble.${side}:not(.typing) .text`).allTextContents();
}

async function bundledTools(): Promise<string> {
  // Where package.json, from which the tool reads its version, is two folders above.
  tools ??= (async () => {
    const root = temporaryFolder();
    fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(root, 'package.json'));
    await bundleTools(path.join(root, 'assets'));
    return path.join(root, 'assets/cli');
  })();
  return tools;
}
