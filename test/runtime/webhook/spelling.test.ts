import queries from './cases/query-spelling.json';
import secrets from './cases/secrets.json';
import webhookUrls from './cases/webhook-url.json';
import { bundleGateway } from '../../../scripts/bundle';
import { httpApi } from '../../support/events';
import { LambdaProcess } from '../../support/lambda-process';
import { messageForm, SECRET_ARN } from '../../support/messages';
import { SecretsManagerServer } from '../../support/secrets-manager-server';
import { temporaryFolder } from '../../support/served-app';
import { sign } from '../../support/signer';

jest.setTimeout(20_000);

// What owners of a gateway have spelled in another way than it expects, through the asset that is deployed.

interface Case {
  readonly id: string;
  readonly secret?: string;
  readonly webhookUrl?: string;
  readonly sentQuery?: string;
  readonly signedQuery?: string;
  readonly signedUrl?: string;
  /** Status of the answer. */
  readonly expect: number;
  /** Part of the log line. */
  readonly detail?: string;
}

const TOKEN = '0123456789abcdef0123456789abcdef';
const BASE = 'https://x.example/sms';
const withQuery = (query = '') => (query === '' ? BASE : `${BASE}?${query}`);

let asset: string;
let server: SecretsManagerServer;
beforeAll(async () => {
  asset = temporaryFolder();
  await bundleGateway(asset);
  server = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
});
afterAll(async () => server.close());

async function answer({ secret = TOKEN, webhookUrl, sentQuery, signedQuery = sentQuery, signedUrl }: Case) {
  server.reset();
  server.put(secret, { createdAt: Date.now() - 86_400_000 });
  const lambda = await LambdaProcess.start(asset, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
    ...(webhookUrl !== undefined && { TWILIO_GATEWAY_WEBHOOK_URL: webhookUrl }),
  });
  try {
    const form = messageForm();
    const signature = sign(TOKEN, signedUrl ?? withQuery(signedQuery), form);
    const request = { url: withQuery(sentQuery), form, headers: { 'X-Twilio-Signature': signature } };
    const { response } = await lambda.invoke(httpApi(request));
    return { status: response?.statusCode, line: lambda.log.at(-1)!, printed: lambda.printed };
  } finally {
    await lambda.stop();
  }
}

test.each<Case>(secrets)('a secret, $id: $expect', async (row) => {
  const { status, line, printed } = await answer(row);

  expect(status).toBe(row.expect);
  if (row.expect === 503) {
    expect(line).toMatchObject({
      reason: 'no_auth_token',
      detail: expect.stringContaining(row.detail!),
      remedy: expect.stringContaining('{"accountSid":"AC...","authToken":"..."}'),
    });
  }
  expect(printed).not.toMatch(/0123456789abcdef|canary/);
});

test.each<Case>(webhookUrls)('a webhookUrl, $id: $expect', async (row) => {
  expect((await answer(row)).status).toBe(row.expect);
});

test.each<Case>(queries)('a query string, $id: $expect', async (row) => {
  const { status, line } = await answer(row);

  expect(status).toBe(row.expect);
  if (row.expect === 403) {
    expect(line).toMatchObject({
      reason: 'wrong_signature',
      remedy: 'if the query string is spelled or sorted in another way at Twilio, set the prop webhookUrl to the URL '
        + 'exactly as it is set at Twilio, query string included',
    });
  }
});

test('a wrong signature of a URL without a query string has no such advice', async () => {
  const { status, line } = await answer({ id: '', signedUrl: `${BASE}/other`, expect: 403 });

  expect(status).toBe(403);
  expect(line.remedy).toBeUndefined();
});
