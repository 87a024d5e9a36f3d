// A visitor's first five minutes: clone, `npm ci && npm start`, one text signed by Twilio's rule and its echo, Ctrl-C.
// Uses nothing of the project: the signature is made here, from Twilio's documentation ("Webhooks security").
import { execFileSync, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const token = randomBytes(16).toString('hex');
const port = await freePort();
const url = `http://127.0.0.1:${port}/sms`;
const clone = mkdtempSync(join(tmpdir(), 'clean-clone-'));
const problems = [];
const expect = (condition, what) => {
  console.log(`${condition ? 'ok  ' : 'FAIL'} ${what}`);
  if (!condition) problems.push(what);
};

try {
  execFileSync('git', ['clone', '--quiet', '.', clone]);
  const began = Date.now();
  execFileSync('npm', ['ci', '--no-fund', '--no-audit'], { cwd: clone, stdio: ['ignore', 'ignore', 'inherit'] });
  await visit('first', 180_000 - (Date.now() - began));
  await visit('second', 30_000);
} finally {
  rmSync(clone, { recursive: true, force: true });
}
process.exitCode = problems.length === 0 ? 0 : 1;

async function visit(which, limit) {
  const started = Date.now();
  // A group of its own, so that a Ctrl-C can be sent to all of it as a terminal does, and nothing else is hit.
  const child = spawn('npm', ['start'], {
    cwd: clone, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PORT: String(port), TWILIO_AUTH_TOKEN: token },
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  try {
    const up = await reachable(limit, exited);
    expect(up, `the ${which} npm start serves http://127.0.0.1:${port} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!up) { console.log(output); return; }
    await texts();
    expect(output.includes('/sms'), 'the webhook path is printed');
    expect(!output.includes(token), 'a token that was given is not printed');
  } finally {
    process.kill(-child.pid, 'SIGINT');
    const code = await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 10_000, 'still running'))]);
    expect(code !== 'still running', `Ctrl-C ends it (${code})`);
    expect(!groupIsAlive(child.pid), 'no process is left behind');
    try { process.kill(-child.pid, 'SIGKILL'); } catch { /* nothing is left, as it should be */ }
  }
}

async function texts() {
  const body = ` "quoted" <b>&amp;</b> ünï 😀 `;
  const form = {
    AccountSid: `AC${'0'.repeat(32)}`, ApiVersion: '2010-04-01', Body: body, From: '+15005550006', MessageSid: `SM${'a'.repeat(32)}`,
    NumMedia: '0', NumSegments: '1', SmsMessageSid: `SM${'a'.repeat(32)}`, SmsSid: `SM${'a'.repeat(32)}`, SmsStatus: 'received', To: '+15005550001',
  };
  const genuine = await post(form, sign(form));
  expect(genuine.status === 200 && /^text\/xml/.test(genuine.type), `a signed text gets 200 text/xml (${genuine.status} ${genuine.type})`);
  expect(unescape(genuine.text).includes(`>${body}<`), 'with the text echoed');
  for (const [what, answer] of [
    ['one changed character', await post({ ...form, Body: body.replace('q', 'Q') }, sign(form))],
    ['a missing signature', await post(form)],
    ['an empty signature', await post(form, '')],
    ['another token', await post(form, sign(form, randomBytes(16).toString('hex')))],
  ]) {
    expect(answer.status === 403 && answer.text === '', `${what} gets 403 with an empty body (${answer.status})`);
  }
}

function sign(form, key = token) {
  const signed = Object.keys(form).sort().reduce((text, name) => text + name + form[name], url);
  return createHmac('sha1', key).update(signed, 'utf8').digest('base64');
}

async function post(form, signature) {
  const response = await fetch(url, {
    method: 'POST', body: new URLSearchParams(form), headers: signature === undefined ? {} : { 'X-Twilio-Signature': signature },
  });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

function unescape(xml) {
  return xml.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
}

async function reachable(limit, exited) {
  let gone = false;
  exited.then(() => (gone = true));
  for (const end = Date.now() + limit; Date.now() < end && !gone;) {
    try {
      if ((await fetch(`http://127.0.0.1:${port}/`)).ok) return true;
    } catch { /* not yet */ }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

function groupIsAlive(pid) {
  try { process.kill(-pid, 0); return true; } catch { return false; }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
