import { AwsServer, jsonError, startAwsServer } from '../../../src/local/emulators/aws-server';
import { parameterStores } from '../../../src/runtime/phone-numbers/previous-settings-in-parameter';
import { parameterStore } from '../../support/parameter-store';

const NAME = '/cdk-twilio-sms-gateway/Echo/1';
const PREVIOUS_SETTINGS = { PN1: { name: '+15005550001', accountSid: 'AC1', applied: { url: 'https://example.com' } } };

const parameters = new Map<string, string>();
const calls: string[] = [];
let rejections = 0;
let server: AwsServer;
beforeAll(async () => {
  const emulator = parameterStore(parameters, calls, () => undefined);
  const denied = () => jsonError(400, 'AccessDeniedException', 'not authorized to perform: ssm:GetParameter');
  server = await startAwsServer({ ssm: (request) => rejections-- > 0 ? denied() : emulator(request) });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: server.endpoint,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
  });
});
beforeEach(() => {
  parameters.clear();
  calls.length = rejections = pauses.length = 0;
});
afterAll(async () => server.close());

const pauses: number[] = [];
const store = () => parameterStores(async (milliseconds) => pauses.push(milliseconds))(NAME);

test('previous settings are stored, read and removed', async () => {
  expect(await store().read()).toEqual({});
  await store().write(PREVIOUS_SETTINGS);
  expect(await store().read()).toEqual(PREVIOUS_SETTINGS);
  await store().write({});
  await store().write({}); // again

  expect(parameters.size).toBe(0);
});

test('the stored form names the previous settings', async () => {
  await store().write(PREVIOUS_SETTINGS);

  expect(JSON.parse(parameters.get(NAME)!)).toEqual({ previousSettings: PREVIOUS_SETTINGS });
});

test.each([
  { what: 'text', value: 'a secret of somebody' },
  { what: 'other JSON', value: '{"secret":"of somebody"}' },
])('$what of somebody else is rejected with the name of the parameter only', async ({ value }) => {
  parameters.set(NAME, value);

  await expect(store().read()).rejects.toThrow(
    new Error(
      `The SSM parameter ${NAME} does not hold what this stack wrote. `
        + 'Look at that parameter. To continue without the previous settings, delete it.',
    ),
  );
});

test.each([
  { what: 'reading', call: 'GetParameter', run: async () => store().read() },
  { what: 'writing', call: 'PutParameter', run: async () => store().write(PREVIOUS_SETTINGS) },
  { what: 'removing', call: 'DeleteParameter', run: async () => store().write({}) },
])('$what is retried while a new permission is not known everywhere', async ({ call, run }) => {
  rejections = 3;

  await run();

  expect(calls).toEqual([call]);
  expect(pauses).toEqual([3000, 3000, 3000]);
});

test('a denied call is retried for a minute', async () => {
  rejections = Infinity;

  await expect(store().read()).rejects.toThrow('not authorized');
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBe(60_000);
});
