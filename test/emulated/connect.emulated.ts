/**
 * The whole path from an empty account to a text that is answered, as a user goes it, with the CLI as it ships: `cdk
 * bootstrap` and `cdk deploy` to moto, then `connect`, `text`, `check` and `disconnect`. Its transcript is
 * docs/transcript.md, which this writes.
 *
 * Real: the CDK CLI, the template, the asset in its bucket, CloudFormation's outputs and resources, Secrets Manager,
 * CloudWatch Logs (moto); the function's code with its environment, signatures, https. Emulators: Twilio's REST API;
 * the API in front of the function; the secret's resource and its start value, since moto's CloudFormation makes
 * neither secrets nor HTTP APIs. moto checks no permissions.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AwsGate } from './aws-gate';
import { run, RunOptions } from './cdk-app';
import { DeployedEcho, deployEcho } from './deploy-echo';
import { HttpsFrontEnd } from './https-front-end';
import { bundleTools } from '../../scripts/bundle';
import { ROOT } from '../support/paths';
import { TwilioNumbersServer } from '../support/twilio-numbers-server';

const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
/** The canary: nothing that is written anywhere may hold it. */
const AUTH_TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const NUMBER = '+15005550001';
const FOREIGN = { sms_url: 'https://old.example.com/sms?key=value', sms_method: 'GET', sms_fallback_url: 'https://old.example.com/fallback' };
const START_VALUE = JSON.stringify({ accountSid: '', authToken: '0123456789abcdeX' });

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connect-'));
const secrets = new SecretsManagerClient();
let frontEnd: HttpsFrontEnd;
let aws: AwsGate;
let twilio: TwilioNumbersServer;
let echo: DeployedEcho;

before(async () => {
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  await bundleTools(path.join(folder, 'assets'));
  frontEnd = await HttpsFrontEnd.start(folder);
  aws = await AwsGate.start(process.env.AWS_ENDPOINT_URL!);
  twilio = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN);
  echo = await deployEcho(path.join(folder, 'app'), frontEnd.webhookUrl);
  await frontEnd.serve(echo.assetFolder, echo.environment, echo.logGroup);
});

after(async () => {
  await Promise.all([frontEnd?.close(), aws?.close(), twilio?.close()]);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs the CLI as it ships. */
async function cli(
  args: readonly string[],
  { through, ...options }: RunOptions & { through?: [command: string, args: string[]] } = {},
) {
  const [command, first] = through ?? [process.execPath, [path.join(folder, 'assets/cli/main.cjs')]];
  const result = await run(command, [...first, ...args], {
    ...options,
    env: {
      AWS_ENDPOINT_URL: aws.url,
      TWILIO_GATEWAY_API_URL: twilio.url,
      NODE_EXTRA_CA_CERTS: frontEnd.certificate,
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      ...options.env,
    },
  });
  assert.ok(!result.output.includes(AUTH_TOKEN) && !result.output.includes(Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')), `the token is in:\n${result.output}`);
  return result;
}

async function secretAt(VersionStage: string): Promise<string | undefined> {
  return (await secrets.send(new GetSecretValueCommand({ SecretId: echo.secretArn, VersionStage }))).SecretString;
}

/** An account as before `connect`: the function is a new one, too, since a running one knows the token. */
async function startOver(): Promise<void> {
  twilio.reset();
  twilio.addNumber(NUMBER, FOREIGN);
  await secrets.send(new PutSecretValueCommand({ SecretId: echo.secretArn, SecretString: START_VALUE }));
  await secrets.send(new PutSecretValueCommand({ SecretId: echo.secretArn, SecretString: '{"previousSettings":{}}', VersionStages: ['cdk-twilio-sms-gateway:previous-settings'] }));
  await frontEnd.serve(echo.assetFolder, echo.environment, echo.logGroup);
}

void test('from an empty account to a text that is answered, and back', async () => {
  twilio.addNumber(NUMBER, { sms_url: 'https://demo.twilio.com/welcome/sms/reply' });
  const transcript: [command: string, output: string][] = [['npx aws-cdk@2 deploy', echo.output]];
  const step = async (exitCode: number, ...args: string[]) => {
    const result = await cli(args);
    assert.equal(result.exitCode, exitCode, result.output);
    transcript.push([`npx cdk-twilio-sms-gateway ${args.map((arg) => arg.includes(' ') ? `"${arg}"` : arg).join(' ')}`, result.output]);
    return result.output;
  };

  assert.match(await step(1, 'check', 'Echo'), /✗ Secret +holds its random start value[^]*✗ Number +no number points here[^]*Signed message +is answered with 503/);
  assert.match(await step(0, 'connect', 'Echo', '--dry-run'), /Dry run: nothing was changed/);
  assert.match(await step(0, 'connect', 'Echo', '--yes'), /✓ Signed message +is accepted[^]*✓ Forged message +is rejected \(403\)[^]*✓ \+15005550001 +points at the gateway/);
  assert.equal(twilio.numbers[0].sms_url, frontEnd.webhookUrl);
  assert.deepEqual(JSON.parse(await secretAt('AWSCURRENT') ?? ''), { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  assert.match(await step(0, 'text', 'Hello from the terminal', '--to', 'Echo'), /gateway +Hello from the terminal/);
  assert.match(await step(0, 'check', 'Echo'), /No problems found/);
  assert.match(await step(0, 'disconnect', 'Echo', '--yes'), /✓ \+15005550001 +https:\/\/demo\.twilio\.com/);
  assert.equal(twilio.numbers[0].sms_url, 'https://demo.twilio.com/welcome/sms/reply');
  assert.deepEqual(twilio.violations, []);
  writeTranscript(transcript);
});

void test('writes nothing that is there already', async () => {
  await startOver();
  assert.equal((await cli(['connect', 'Echo', '--yes', '--overwrite'])).exitCode, 0);
  aws.calls.length = twilio.requests.length = 0;

  const again = await cli(['connect', 'Echo', '--yes']);

  assert.equal(again.exitCode, 0, again.output);
  assert.deepEqual([...aws.calls, ...twilio.requests].filter((call) => /^(Put|POST)/.test(call)), []);
});

void describe('killed at any call, it goes on the next time, and disconnect puts back what was there', () => {
  void test('at each of them', async (context) => {
    await startOver();
    const points: string[] = [];
    const record = (when: string, what: string) => void points.push(`${when} ${what}`);
    gateAll(record);
    assert.equal((await cli(['connect', 'Echo', '--yes', '--overwrite'])).exitCode, 0);
    gateAll(() => undefined);
    const writes = points.filter((point) => /Put|POST|webhook/.test(point)).length;
    assert.ok(writes >= 8, points.join(', '));

    for (const [at, point] of points.entries()) {
      // A read that was answered or not is the same
      if (!/Put|POST|webhook/.test(point) && point.startsWith('after')) continue;
      await context.test(`${at}: ${point}`, async () => {
        await startOver();
        let seen = 0;
        const killed = await cli(['connect', 'Echo', '--yes', '--overwrite'], { onStart: (child) => gateAll(() => seen++ === at && child.kill('SIGKILL')) });
        gateAll(() => undefined);
        assert.equal(killed.exitCode, null, killed.output);

        const next = await cli(['connect', 'Echo', '--yes', '--overwrite']);
        assert.equal(next.exitCode, 0, next.output);
        assert.equal(twilio.numbers[0].sms_url, frontEnd.webhookUrl);

        const back = await cli(['disconnect', 'Echo', '--yes']);
        assert.equal(back.exitCode, 0, back.output);
        const { sms_url, sms_method, sms_fallback_url } = twilio.numbers[0];
        assert.deepEqual({ sms_url, sms_method, sms_fallback_url }, FOREIGN);
      });
    }
  });

  void test('disconnect too', async () => {
    for (const at of ['before POST', 'after POST', 'before PutSecretValue', 'after PutSecretValue']) {
      await startOver();
      assert.equal((await cli(['connect', 'Echo', '--yes', '--overwrite'])).exitCode, 0);
      await cli(['disconnect', 'Echo', '--yes'], { onStart: (child) => gateAll((when, what) => `${when} ${what}`.startsWith(at) && child.kill('SIGKILL')) });
      gateAll(() => undefined);

      const next = await cli(['disconnect', 'Echo', '--yes']);

      assert.equal(next.exitCode, 0, next.output);
      assert.equal(twilio.numbers[0].sms_url, FOREIGN.sms_url);
      assert.equal(await secretAt('cdk-twilio-sms-gateway:previous-settings'), '{"previousSettings":{}}');
    }
  });

  void test('Ctrl-C says how far it came, with exit code 130', async () => {
    await startOver();
    const { exitCode, output } = await cli(['connect', 'Echo', '--yes', '--overwrite'], { onStart: (child) => gateAll((_, what) => what === 'webhook' && child.kill('SIGINT')) });
    gateAll(() => undefined);

    assert.equal(exitCode, 130, output);
    assert.match(output, /✓ Secret[^]*Not all steps are done/);
  });
});

void test('asks on a terminal, and what is typed for the token is not shown', async () => {
  await startOver();
  const answers: [question: RegExp, answer: string][] = [[/Account SID/, ACCOUNT_SID], [/auth token:/, AUTH_TOKEN], [/Change it\?/, 'n']];
  const terminal = ['-c', 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)', process.execPath, path.join(folder, 'assets/cli/main.cjs')];
  let typed = 0;
  const { exitCode, output } = await cli(['connect', 'Echo', '--overwrite'], {
    through: ['python3', terminal],
    env: { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' },
    onOutput: (text, type) => typed < answers.length && answers[typed][0].test(text) && type(`${answers[typed++][1]}\r`),
  });

  assert.equal(typed, answers.length, output);
  assert.equal(exitCode, 1, output);
  assert.match(output, /Nothing was changed, because you answered no\./);
  assert.equal(twilio.numbers[0].sms_url, FOREIGN.sms_url);
});

/** Watches every call that leaves the command. */
function gateAll(gate: (when: 'before' | 'after', what: string) => void): void {
  aws.gate = gate;
  frontEnd.gate = gate;
  twilio.intercept = ({ method }) => void gate('before', method);
  twilio.answered = ({ method }) => gate('after', method);
}

/** Replaces values that differ from run to run. */
function writeTranscript(commands: ReadonlyArray<readonly [command: string, output: string]>): void {
  const tidy = (text: string) => text
    .replaceAll(frontEnd.webhookUrl, 'https://localhost/sms')
    .replace(/(current_region)-\w{8}/g, '$1')
    .replace(/\b\d+ ms\b/g, '12 ms')
    .replace(/\b\d+(\.\d+)?s\b/g, '1 s')
    .replace(/EchoAuthToken-\w{6}/g, 'EchoAuthToken-a1b2c3')
    .replace(/stack\/Echo\/[-\w]+/g, 'stack/Echo/00000000-0000-0000-0000-000000000000')
    .replace(/\b\d{1,2}:\d{2}:\d{2}( [AP]M)?/g, '12:00:00')
    .replace(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/g, '2026-11-22 12:00 UTC')
    // How many probes of connect come before the gateway reads the secret again depends on the machine.
    .replace(/\b[3-9] × no_auth_token/g, '4 × no_auth_token')
    .replace(/\[\d+m/g, '')
    .replace(/[ \t]+$/gm, '')
    .trim();
  const parts = commands.map(([command, output]) => `\`\`\`console\n$ ${command}\n${tidy(output)}\n\`\`\`\n`);
  fs.writeFileSync(path.join(ROOT, 'docs/transcript.md'), `# From an empty account to an answered text

What the commands print, written by \`npm run test:emulated connect\` (\`test/emulated/connect.emulated.ts\`), which says what of this is real
and what stands in for Twilio and AWS. \`TWILIO_ACCOUNT_SID\` and \`TWILIO_AUTH_TOKEN\` are set, and the account has one new number.
Times, ports, ids and the number of retries are made the same in every run.

${parts.join('\n')}`);
}
