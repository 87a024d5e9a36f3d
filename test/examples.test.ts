import { exec, execFile } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { isDeepStrictEqual, promisify } from 'util';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import mediaReply from '../examples/media/reply';
import { readCloudAssembly } from '../src/local/assembly/cloud-assembly';
import { resolve as resolveIntrinsics } from '../src/local/assembly/intrinsics';
import { invoke } from '../src/testing';
import { isForAws } from './support/aws-own-permissions';
import { GuardedApp } from './support/guarded-app';
import { fromRoot } from './support/paths';
import { rolesOf } from './support/permissions';
import { PhoneNumberStack } from './support/phone-number-stack';

// Each example is an app of its own that finds the library by its name: this needs lib/ and assets/ to be built.

const EXAMPLES = fromRoot('examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/**
 * For each gateway of an example, what it is sent and what it answers. Together they make every call that the policies
 * allow.
 */
const TEXTS: Record<string, Array<[text: string, messages: unknown[]]>> = {
  'async-reply': [['May I?', [{ body: 'One moment, please.' }]]],
  'custom-reply': [['menu', [{ body: 'Here is our menu.', media: ['https://demo.twilio.com/owl.png'] }, { body: 'Enjoy!' }]]],
  'echo': [['Hello', [{ body: 'Hello' }]]],
  'event-bus': [['Help me', []]],
  'existing-function': [['The longest day', [{ body: '3 words, the longest is longest' }]]],
  'media': [['Hello', [{ body: 'Send me a picture.' }]]],
  'phone-numbers': [['Hello', [{ body: 'Hello' }]]],
  'queue': [['Two pizzas', [{ body: 'Thank you, your order is being looked at.' }]], ['Two pizzas', []]],
  'state-machine': [['URGENT: no water', [{ body: 'We got your text and come back to you.' }]]],
  'tested-handler': [['add 1 2', [{ body: 'friend, that is 3.' }]]],
};

/** Permissions that CDK gives to the other functions and state machines of an example. */
const NOT_OURS: Record<string, string[]> = {
  'existing-function': ['lambda.amazonaws.com: AWSLambdaBasicExecutionRole'],
  'state-machine': ['states.amazonaws.com: logs', 'states.amazonaws.com: xray'],
};

/** Further requests, so that the gateway uses all of its permissions. */
const INCIDENTS: Record<string, (app: GuardedApp) => Promise<void>> = {
  'phone-numbers': async (app) => {
    const [{ template }] = app.assembly.templates;
    const resource = Object.values(template.Resources!).find(({ Type }) => Type === 'Custom::TwilioPhoneNumber')!;
    const number = app.numbers.addNumber('+15005550001');
    const nothing = async () => undefined;
    const stack = await PhoneNumberStack.start(async () => ({
      printed: '', kill: () => undefined, stop: nothing, invoke: async (event) => ({ response: await app.request(resource, event) as any }),
    }));
    await stack.create(resolveIntrinsics(resource.Properties, template) as any);
    expect(number.sms_url).not.toBe('');
    await stack.delete();
    await stack.close();
    expect(stack.events).toEqual([{ type: 'Create', status: 'SUCCESS' }, { type: 'Delete', status: 'SUCCESS' }]);
    expect(number.sms_url).toBe('');
  },
  'async-reply': async (app) => {
    await until(() => app.replies.includes('I thought about "May I?" for 1 seconds, and have no objection.'));
    // To the dead-letter queue
    await app.text(app.gateways[0], { body: 'From somebody who cannot be answered', from: 'MyBank' });
    await until(() => app.log.some((line) => line.includes('"dead_lettered"')));
    app.twilioKnowsToken = false;
    await app.text(app.gateways[0], 'While Twilio knows of another token'); // comes again later
    await until(() => app.log.some((line) => line.includes('"postponed"')));
  },
};

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 25_000; !condition() && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(condition()).toBe(true);
}

/** Permissions of an app's roles that no call made use of and that AWS has no use for either. */
function unused({ assembly, uses }: GuardedApp): string[] {
  return rolesOf(assembly).flatMap((role) => role.permissions
    .filter((permission) =>
      !uses.some((use) => use.roleId === role.logicalId && isDeepStrictEqual(use.permission, permission)))
    .filter((permission) => !isForAws(assembly, role, permission))
    .map(({ action, resources }) => `${role.logicalId} may ${action} on ${resources.join()}, which nothing needs`));
}

describe.each(examples.map((example) => ({ example })))('examples/$example', ({ example }) => {
  const folder = path.join(EXAMPLES, example);

  const outdir = mkdtempSync(path.join(tmpdir(), `example-${example}-`));

  test('synthesizes by the command in its cdk.json, with a gateway and without a warning', async () => {
    const { app, context = {} } = JSON.parse(readFileSync(path.join(folder, 'cdk.json'), 'utf8'));

    // As the CDK CLI runs it.
    await promisify(exec)(app, { cwd: folder, env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context), THINKING_SECONDS: '1' } });

    const { stacks } = new CloudAssembly(outdir);
    expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
    expect(JSON.stringify(stacks.map(({ template }) => template))).toContain('"cdk-twilio-sms-gateway":{"version"');
  }, 60_000);

  test('answers signed texts with the permissions of its policies, and needs every one of them', async () => {
    const app = await GuardedApp.start(outdir);
    try {
      expect(app.gateways).toHaveLength(TEXTS[example].length);
      for (const [index, [text, messages]] of TEXTS[example].entries()) {
        expect(await app.text(app.gateways[index], text)).toEqual({ status: 200, messages });
      }
      await INCIDENTS[example]?.(app);

      expect(app.denied).toEqual([]);
      expect(unused(app)).toEqual([]);
    } finally {
      await app.close();
    }
  }, 120_000);

  test('allows no action on all resources, except for actions without resources', () => {
    const everything = rolesOf(readCloudAssembly(outdir)).flatMap(({ service, permissions, managedPolicies }) => [
      ...permissions.filter(({ resources }) => resources.some((resource) => resource.includes('*'))).map(({ action }) => `${service}: ${action.split(':')[0]}`),
      ...managedPolicies.map((policy) => `${service}: ${String(policy).split('/').at(-1)}`),
    ]);

    expect([...new Set(everything)]).toEqual(NOT_OURS[example] ?? []);
  });

  test('says at its top what it shows, how to run it and what it costs', () => {
    const [header] = readFileSync(path.join(folder, 'app.ts'), 'utf8').split('*/');

    expect(header).toMatch(/^\/\*\*[^]*deploy[^]*cost/i);
  });

  test('is in the table of examples/README.md', () => {
    expect(readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8')).toContain(`| [${example}](${example}) |`);
  });
});

test('the test of examples/tested-handler passes as its users run it', async () => {
  const jest = require.resolve('jest/bin/jest');

  const { stderr } = await promisify(execFile)(process.execPath, [jest], { cwd: path.join(EXAMPLES, 'tested-handler') });

  expect(stderr).toMatch(/Tests: +4 passed, 4 total/);
}, 120_000);

test('examples/media answers pictures', async () => {
  const media = [{ url: 'https://api.twilio.com/1', contentType: 'image/png' }, { url: 'https://api.twilio.com/2', contentType: 'image/png' }];

  const { messages } = await invoke(mediaReply, { media }, { fetchMedia: async ({ url }) => ({ contentType: 'image/png', bytes: Buffer.from(url) }) });

  expect(messages).toEqual([{ body: 'image/png, 24 bytes, fingerprint cf92ce69\nimage/png, 24 bytes, fingerprint ee54912b' }]);
});
