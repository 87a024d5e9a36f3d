import { AwsServer, jsonError, startAwsServer } from '../../../src/local/emulators/aws-server';
import { ssmParameters } from '../../../src/runtime/phone-numbers/kept-settings';
import { parameterStore } from '../../support/parameter-store';

const NAME = '/cdk-twilio-sms-gateway/Echo/1';
const KEPT = { PN1: { name: '+15005550001', accountSid: 'AC1', set: { url: 'https://example.com' } } };

const parameters = new Map<string, string>();
const calls: string[] = [];
let rejections = 0;
let server: AwsServer;
beforeAll(async () => {
  const play = parameterStore(parameters, calls, () => undefined);
  server = await startAwsServer({
    ssm: (request) => rejections-- > 0 ? jsonError(400, 'AccessDeniedException', 'not authorized to perform: ssm:GetParameter') : play(request),
  });
  Object.assign(process.env, { AWS_ENDPOINT_URL_SSM: server.endpoint, AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' });
});
beforeEach(() => {
  parameters.clear();
  calls.length = rejections = 0;
});
afterAll(async () => server.close());

const pauses: number[] = [];
const store = () => ssmParameters(async (milliseconds) => pauses.push(milliseconds));

test('keeps, changes and forgets', async () => {
  expect(await store().read(NAME)).toEqual({});
  await store().write(NAME, KEPT);
  expect(await store().read(NAME)).toEqual(KEPT);
  await store().write(NAME, {});
  await store().write(NAME, {}); // again

  expect(parameters.size).toBe(0);
});

test('what is not ours is said, by the name of the parameter only', async () => {
  parameters.set(NAME, 'a secret of somebody');

  await expect(store().read(NAME)).rejects.toThrow(`The SSM parameter ${NAME} is not what this stack wrote. Look at it, and delete it to go on without it.`);
});

test('a role that was made a moment ago may be rejected for a while', async () => {
  pauses.length = 0;
  rejections = 3;

  expect(await store().read(NAME)).toEqual({});
  expect(pauses).toEqual([3000, 3000, 3000]);
});

test.each([['writing', KEPT, 'PutParameter'], ['removing', {}, 'DeleteParameter']])('and when %s, where a key is new to it', async (_, kept, call) => {
  pauses.length = 0;
  rejections = 3;

  await store().write(NAME, kept);

  expect(calls).toEqual([call]);
  expect(pauses).toEqual([3000, 3000, 3000]);
});

test('and not forever', async () => {
  rejections = Infinity;

  await expect(store().read(NAME)).rejects.toThrow('not authorized');
});
