import { type ReadSecret, secretReader } from '../../../src/runtime/auth-token/read-secret';
import { explainSecretProblem } from '../../../src/runtime/auth-token/secret-problem';
import { AUTH_TOKEN, SECRET_ARN } from '../../support/messages';
import { type Fault, SecretsManagerServer } from '../../support/secrets-manager-server';

// The real SDK against a strict server on loopback.
let server: SecretsManagerServer;
let read: ReadSecret;
const environment = process.env;

beforeAll(async () => {
  server = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
});
afterAll(() => server.close());

beforeEach(() => {
  server.reset();
  process.env = {
    PATH: environment.PATH,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAFIRST',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key',
    AWS_SESSION_TOKEN: 'session-1',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
  };
  read = secretReader(SECRET_ARN);
});
afterEach(() => {
  process.env = environment;
});

test('a version of the secret is read', async () => {
  server.put(AUTH_TOKEN, { versionId: 'v1', createdAt: 1_700_000_000_000 });

  await expect(read('AWSCURRENT', 1000)).resolves.toEqual({
    versionId: 'v1',
    secretString: AUTH_TOKEN,
    createdAt: 1_700_000_000_000,
  });
  expect(server.violations).toEqual([]);
});

test('a secret of another region than the function\'s is read', async () => {
  process.env.AWS_REGION = 'us-east-1';
  server.put(AUTH_TOKEN);

  await expect(secretReader(SECRET_ARN)('AWSCURRENT', 1000)).resolves.toMatchObject({ secretString: AUTH_TOKEN });
  expect(server.violations).toEqual([]);
});

test('a binary secret is read as one without a string', async () => {
  server.put(undefined);

  await expect(read('AWSCURRENT', 1000)).resolves.toMatchObject({ secretString: undefined });
});

test('a version without id and creation date counts as the oldest possible', async () => {
  server.versions.set('AWSCURRENT', {
    versionId: undefined as unknown as string,
    secretString: AUTH_TOKEN,
    createdAt: NaN,
  });

  await expect(read('AWSCURRENT', 1000)).resolves.toEqual({ versionId: '', secretString: AUTH_TOKEN, createdAt: 0 });
});

test('each read names its stage', async () => {
  server.put(AUTH_TOKEN, { stage: 'AWSCURRENT', versionId: 'current' });
  server.put(AUTH_TOKEN, { stage: 'AWSPENDING', versionId: 'pending' });
  server.put(AUTH_TOKEN, { stage: 'AWSPREVIOUS', versionId: 'previous' });

  const versions = [await read('AWSCURRENT', 1000), await read('AWSPENDING', 1000), await read('AWSPREVIOUS', 1000)];

  expect(versions.map(({ versionId }) => versionId)).toEqual(['current', 'pending', 'previous']);
  expect(server.requests.map(({ stage }) => stage)).toEqual(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
  expect(server.violations).toEqual([]);
});

test('each read uses the current credentials of the environment, not those of init', async () => {
  server.put(AUTH_TOKEN);
  await read('AWSCURRENT', 1000);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIASECOND', AWS_SESSION_TOKEN: 'session-2' });

  await read('AWSCURRENT', 1000);

  expect(server.requests.map(({ accessKeyId, sessionToken }) => [accessKeyId, sessionToken])).toEqual([
    ['AKIAFIRST', 'session-1'], ['AKIASECOND', 'session-2'],
  ]);
  expect(server.violations).toEqual([]);
});

test('a read after a fault works', async () => {
  server.put(AUTH_TOKEN);
  server.fault = 'hangsUp';
  await expect(read('AWSCURRENT', 1000)).rejects.toThrow();
  server.fault = undefined;

  await expect(read('AWSCURRENT', 1000)).resolves.toMatchObject({ secretString: AUTH_TOKEN });
});

test('a read works after Lambda froze the container and its connections are dead', async () => {
  server.put(AUTH_TOKEN);
  server.dropsIdleConnections = true;
  await read('AWSCURRENT', 1000);
  await new Promise((resolve) => setImmediate(resolve));

  await expect(read('AWSCURRENT', 1000)).resolves.toMatchObject({ secretString: AUTH_TOKEN });
  expect(server.requests).toHaveLength(2);
});

describe('a fault is explained after one try:', () => {
  test.each<{ readonly fault: Fault; readonly cause: RegExp }>([
    { fault: 'throttled', cause: /ThrottlingException/ },
    { fault: 'internal', cause: /InternalServiceError/ },
    { fault: 'unavailable', cause: /could not be read/ },
    { fault: 'denied', cause: /role may not read/ },
    { fault: 'deniedByKms', cause: /KMS key/ },
    { fault: 'undecryptable', cause: /KMS key/ },
    { fault: 'deleted', cause: /marked as deleted/ },
    { fault: 'missing', cause: /does not exist/ },
    { fault: 'hangsUp', cause: /could not be read/ },
    { fault: 'garbles', cause: /could not be read/ },
  ])('$fault', async ({ fault, cause }) => {
    server.fault = fault;

    const error = await read('AWSCURRENT', 1000).catch((reason: unknown) => reason);

    expect(server.requests).toHaveLength(1);
    expect(explainSecretProblem(error, SECRET_ARN).cause).toMatch(cause);
  });

  test('a secret without the requested version', async () => {
    const error = await read('AWSPENDING', 1000).catch((reason: unknown) => reason);

    expect(explainSecretProblem(error, SECRET_ARN).cause).toMatch(/does not exist/);
  });

  test('a rejected connection', async () => {
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = 'http://127.0.0.1:1';

    const error = await secretReader(SECRET_ARN)('AWSCURRENT', 1000).catch((reason: unknown) => reason);

    expect(explainSecretProblem(error, SECRET_ARN)).toMatchObject({ transient: true });
    expect(String(error)).toMatch(/ECONNREFUSED/);
  });
});

describe('a read ends at its time-out', () => {
  test.each<{ readonly fault: Fault }>([
    { fault: 'hangs' }, { fault: 'stalls' },
  ])('when the store $fault', async ({ fault }) => {
    server.fault = fault;
    const started = Date.now();

    const error = await read('AWSCURRENT', 300).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(Error);
    expect(Date.now() - started).toBeGreaterThanOrEqual(250);
    expect(Date.now() - started).toBeLessThan(1000);
    expect(explainSecretProblem(error, SECRET_ARN)).toMatchObject({
      cause: 'Secrets Manager did not answer in time',
      transient: true,
    });
  });
});
