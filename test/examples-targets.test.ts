import { exec } from 'child_process';
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { ServedApp } from './support/served-app';

// The examples that pass texts on, synthesized by their own command and run as `dev` runs them.

test.each([
  ['existing-function', 'The longest day', ['3 words, the longest is longest'], ['Lambda Invoke']],
  ['queue', 'Two pizzas', ['Thank you, your order is being looked at.'], ['SQS SendMessage']],
  ['event-bus', 'Help me', [], ['EventBridge PutEvents']],
  ['state-machine', 'URGENT: no water', ['We got your text and come back to you.'], ['Step Functions StartExecution']],
])('examples/%s answers', async (example, text, replies, calls) => {
  const outdir = mkdtempSync(path.join(tmpdir(), `example-${example}-`));
  await promisify(exec)('npx tsx app.ts', { cwd: path.join(__dirname, '..', 'examples', example), env: { ...process.env, CDK_OUTDIR: outdir } });
  const app = await ServedApp.start(outdir);
  try {
    expect(await app.text(text)).toEqual({ status: 200, messages: replies.map((body) => ({ body })) });

    expect(app.calls.map(({ service, operation }) => `${service} ${operation}`)).toEqual(calls);
  } finally {
    await app.close();
  }
}, 60_000);
