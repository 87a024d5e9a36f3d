import { exec } from 'child_process';
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { ServedApp } from './support/served-app';

test('examples/async-reply acknowledges at once, and answers later', async () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'example-async-reply-'));
  const cwd = path.join(__dirname, '..', 'examples', 'async-reply');
  await promisify(exec)('npx tsx app.ts', { cwd, env: { ...process.env, CDK_OUTDIR: outdir, THINKING_SECONDS: '2' } });
  const app = await ServedApp.start(outdir);
  try {
    const replies = () => app.calls.flatMap(({ message }) => (message ? [message.body] : []));

    expect(await app.text('May I?')).toEqual({ status: 200, messages: [{ body: 'One moment, please.' }] });
    expect(replies()).toEqual([]);

    for (const end = Date.now() + 20_000; replies().length === 0 && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(replies()).toEqual(['I thought about "May I?" for 2 seconds, and have no objection.']);
  } finally {
    await app.close();
  }
}, 60_000);
