import {
  API_KEY_LAST_GOOD, API_KEY_REFRESH_PAUSE, API_KEY_TIME_TO_LIVE, apiKeyCredentials,
} from '../../../src/runtime/api-key/api-key-credentials';
import type { VersionStage } from '../../../src/runtime/auth-token/read-secret';
import { NoCredentials } from '../../../src/runtime/twilio/credentials';
import { FakeClock, named } from '../../support/fake-store';
import { ACCOUNT_SID, API_KEY, API_KEY_SECRET_ARN, OTHER_ACCOUNT_SID } from '../../support/messages';

const sidOf = (digit: string) => `SK${digit.repeat(32)}`;
const keyOf = (digit: string) => JSON.stringify({ ...API_KEY, apiKeySid: sidOf(digit) });

/** A secret whose stages a test sets, and its credentials. */
function secretWith(stages: Partial<Record<VersionStage, string>>) {
  const clock = new FakeClock();
  const world = {
    clock,
    stages,
    reads: [] as string[],
    faults: [] as Error[],
    provider: apiKeyCredentials({
      secretArn: API_KEY_SECRET_ARN,
      now: clock.now,
      read: async (stage) => {
        world.reads.push(stage);
        const fault = world.faults.shift();
        if (fault) throw fault;
        if (stages[stage] === undefined) throw named('ResourceNotFoundException');
        return { versionId: stage, secretString: stages[stage], createdAt: 0 };
      },
    }),
    users: async () => (await world.provider.credentials(ACCOUNT_SID)).map(({ username }) => username),
    freshUsers: async () => (await world.provider.freshCredentials(ACCOUNT_SID)).map(({ username }) => username),
  };
  return world;
}

test('the key is read once and used for five minutes', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1') });
  await world.provider.load();

  expect(await world.provider.credentials(ACCOUNT_SID))
    .toEqual([{ accountSid: ACCOUNT_SID, username: sidOf('1'), password: API_KEY.apiKeySecret }]);
  world.clock.advance(API_KEY_TIME_TO_LIVE - 1);
  await world.users();
  expect(world.reads).toEqual(['AWSCURRENT']);

  world.stages.AWSCURRENT = keyOf('2');
  world.clock.advance(1);
  expect(await world.users()).toEqual([sidOf('2')]);
  expect(world.reads).toEqual(['AWSCURRENT', 'AWSCURRENT']);
});

test('several requests at once share a read', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1') });

  await Promise.all([world.users(), world.users(), world.users()]);
  expect(world.reads).toEqual(['AWSCURRENT']);
});

test('a read that may succeed a moment later gets a second try', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1') });
  world.faults.push(named('TimeoutError'));

  expect(await world.users()).toEqual([sidOf('1')]);
});

test('after a rejection all stages are read, the current one first', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1') });
  await world.users();
  Object.assign(world.stages, { AWSCURRENT: keyOf('2'), AWSPENDING: keyOf('3'), AWSPREVIOUS: keyOf('1') });

  expect(await world.freshUsers()).toEqual([sidOf('2'), sidOf('3'), sidOf('1')]);
  expect(await world.users()).toEqual([sidOf('2')]);
});

test('a stage without a key is ignored', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1'), AWSPENDING: '{}' });
  await world.users();

  expect(await world.freshUsers()).toEqual([sidOf('1')]);
});

test('a stage with the key of another account is ignored', async () => {
  const other = JSON.stringify({ ...API_KEY, accountSid: OTHER_ACCOUNT_SID });
  const world = secretWith({ AWSCURRENT: keyOf('1'), AWSPREVIOUS: other });
  await world.users();

  expect(await world.freshUsers()).toEqual([sidOf('1')]);
});

test('the stages are read at most once in ten seconds, however often Twilio rejects the key', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1'), AWSPENDING: keyOf('2') });
  await world.users();
  await Promise.all(Array.from({ length: 20 }, async () => world.freshUsers()));
  for (let i = 0; i < 20; i++) expect(await world.freshUsers()).toEqual([sidOf('1'), sidOf('2')]);

  expect(world.reads).toHaveLength(1 + 3);
  world.clock.advance(API_KEY_REFRESH_PAUSE);
  await world.freshUsers();
  expect(world.reads).toHaveLength(1 + 3 + 3);
});

test('the last good key bridges an outage of fifteen minutes, and no longer', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1') });
  await world.users();
  delete world.stages.AWSCURRENT;

  world.clock.advance(API_KEY_LAST_GOOD - 1);
  expect(await world.users()).toEqual([sidOf('1')]);
  world.clock.advance(1);
  await expect(world.users()).rejects.toThrow(NoCredentials);
});

test('a wall clock that steps back causes a read, and keeps no key for longer', async () => {
  const world = secretWith({ AWSCURRENT: keyOf('1') });
  await world.users();
  world.stages.AWSCURRENT = keyOf('2');

  world.clock.advance(-24 * 3600 * 1000);
  expect(await world.users()).toEqual([sidOf('2')]);
});

test.each<{
  readonly name: string;
  readonly secret?: string;
  readonly fault?: string;
  readonly message: string;
  readonly remedy: RegExp;
}>([
  {
    name: 'that does not exist',
    message: 'The secret, or its current version, does not exist',
    remedy: new RegExp(`put-secret-value --secret-id ${API_KEY_SECRET_ARN} --secret-string file://api-key\\.json`),
  },
  {
    name: 'with an auth token',
    secret: '{"authToken":"x"}',
    message: 'The secret holds an auth token instead of a Twilio API key',
    remedy: /file:\/\/api-key\.json .*"apiKeySid":"SK/,
  },
  {
    name: 'with the key of another account',
    secret: JSON.stringify({ ...API_KEY, accountSid: OTHER_ACCOUNT_SID }),
    message: `The secret holds an API key of another account, ${OTHER_ACCOUNT_SID}`,
    remedy: /file:\/\/api-key\.json/,
  },
  {
    name: 'that may not be read',
    fault: 'AccessDeniedException',
    message: "The function's role may not read the secret",
    remedy: /cdk deploy/,
  },
])('a secret $name gives no key, a reason and the command that fixes it', async ({ secret, fault, message, remedy }) => {
  const world = secretWith({ AWSCURRENT: secret });
  if (fault) world.faults.push(named(fault));

  const error = await world.users().catch((reason) => reason);
  expect(error).toBeInstanceOf(NoCredentials);
  expect(error).toMatchObject({ reason: 'no_api_key', message, remedy: expect.stringMatching(remedy) });
});
