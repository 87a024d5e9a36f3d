/**
 * The life of a number that the stack points at the gateway, with the function that `examples/phone-numbers` deploys:
 * its asset and its environment as they are in the synthesized cloud assembly.
 *
 * Real: the asset, its environment, Parameter Store and Secrets Manager (moto), the AWS SDK. Emulators: Twilio's REST
 * API; CloudFormation with the place in Amazon S3 where the answers go, since moto runs the function of a custom
 * resource only in Docker. moto checks no permissions: test/examples.test.ts does.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { PutSecretValueCommand, CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readCloudAssembly, Template } from '../../src/local/assembly/cloud-assembly';
import { defineFunction } from '../../src/local/assembly/function-definition';
import { resolve } from '../../src/local/assembly/intrinsics';
import type { Properties } from '../support/custom-resource-caller';
import { LambdaProcess } from '../support/lambda-process';
import { ACCOUNT_SID, AUTH_TOKEN } from '../support/messages';
import { fromRoot } from '../support/paths';
import { PhoneNumberStack } from '../support/phone-number-stack';
import { TwilioNumbersServer } from '../support/twilio-numbers-server';

const EXAMPLE = fromRoot('examples/phone-numbers');
const NUMBER = '+15005550001';
const FOREIGN = { sms_url: 'https://me:hush@old.example.com/sms?key=hush', sms_method: 'GET' };
const STAGE = 'cdk-twilio-sms-gateway:previous-settings';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'phone-numbers-'));
const ssm = new SSMClient();
const secrets = new SecretsManagerClient();
let twilio: TwilioNumbersServer;
let stack: PhoneNumberStack;
let properties: Properties;
let secretArn: string;

before(async () => {
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'twilio', SecretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }) }));
  secretArn = ARN!;
  const context = { ...JSON.parse(fs.readFileSync(path.join(EXAMPLE, 'cdk.json'), 'utf8')).context, authTokenSecretArn: secretArn };
  execFileSync('npx', ['tsx', 'app.ts'], { cwd: EXAMPLE, env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) } });
  const [source] = readCloudAssembly(folder).templates;
  const { Resources: resources = {} } = source.template as Template;
  const resource = Object.values(resources).find(({ Type }) => Type === 'Custom::TwilioPhoneNumber')!;
  properties = resolve(resource.Properties, source.template) as Properties;
  const functionId = (resource.Properties as any).ServiceToken['Fn::GetAtt'][0];
  const definition = defineFunction(source, functionId, resources[functionId]);
  twilio = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN);
  stack = await PhoneNumberStack.start(async () => LambdaProcess.start(definition.taskRoot, {
    ...definition.environment,
    ...Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('AWS_') && entry[1] !== undefined)),
    TWILIO_GATEWAY_API_URL: twilio.url,
  }, `${definition.handler.split('.')[0]}.mjs`));
});

after(async () => {
  await Promise.all([stack?.close(), twilio?.close()]);
  fs.rmSync(folder, { recursive: true, force: true });
});

async function parameters(): Promise<readonly (string | undefined)[]> {
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand());
  return Parameters.map(({ Name, Type }) => `${Name} ${Type}`);
}

void test('there and back, over the webhook of something else', async () => {
  await stack.reset();
  const number = twilio.addNumber(NUMBER, FOREIGN);

  assert.equal(await stack.create({ ...properties, Overwrite: 'true' }), true, JSON.stringify(stack.events));
  assert.equal(number.sms_url, properties.WebhookUrl);
  assert.deepEqual(await parameters(), [`${properties.ParameterName} SecureString`]);
  const { Parameter } = await ssm.send(new GetParameterCommand({
    Name: properties.ParameterName,
    WithDecryption: true,
  }));
  assert.deepEqual(JSON.parse(Parameter!.Value!).previousSettings[number.sid].settings, { url: FOREIGN.sms_url, method: 'GET', applicationSid: '' });

  assert.equal(await stack.update({ ...properties, Overwrite: 'true', WebhookUrl: 'https://new.example.com/sms' }), true);
  assert.equal(await stack.update({ ...properties, Overwrite: 'true', FallbackUrl: 'https://spare.example.com/sms' }, true), false);
  assert.deepEqual([number.sms_url, number.sms_fallback_url], ['https://new.example.com/sms', '']);
  assert.equal(await stack.delete(), true);
  assert.deepEqual({ sms_url: number.sms_url, sms_method: number.sms_method }, FOREIGN);
  assert.deepEqual(await parameters(), []);
  assert.deepEqual([...stack.violations, ...twilio.violations], []);
  assert.ok(![AUTH_TOKEN, NUMBER.slice(1), 'hush'].some((secret) => stack.log.includes(secret)), stack.log);
});

void test('killed after Twilio has it, the request that Lambda sends again finishes it', async () => {
  await stack.reset();
  twilio.reset();
  const number = twilio.addNumber(NUMBER);
  let kills = 0;
  twilio.answered = ({ method }) => void (method === 'POST' && kills++ === 0 && stack.lambda!.kill());

  assert.equal(await stack.create(properties), true, JSON.stringify(stack.events));
  assert.equal(number.sms_url, properties.WebhookUrl);
  assert.equal(await stack.delete(), true);
  assert.equal(number.sms_url, '');
  assert.deepEqual(await parameters(), []);
});

void test('takes over what connect has kept in a version of the secret', async () => {
  await stack.reset();
  twilio.reset();
  const number = twilio.addNumber(NUMBER, { sms_url: properties.WebhookUrl });
  const settings = { url: FOREIGN.sms_url, method: 'GET', applicationSid: '' };
  const pending = { url: properties.WebhookUrl };
  const previousSettings = { [number.sid]: { name: NUMBER, accountSid: ACCOUNT_SID, settings, pending } };
  await secrets.send(new PutSecretValueCommand({
    SecretId: secretArn,
    SecretString: JSON.stringify({ previousSettings }),
    VersionStages: [STAGE],
  }));

  assert.equal(await stack.create(properties), true, JSON.stringify(stack.events));
  assert.equal(await stack.delete(), true);
  assert.equal(number.sms_url, FOREIGN.sms_url);
});
