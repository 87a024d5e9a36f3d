import { execFile } from 'child_process';
import { createHash, generateKeyPairSync } from 'crypto';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import { removeFolders, temporaryFolder, write } from '../../local/support';
import { fromRoot } from '../../support/paths';

// The tool that ships, in a process of its own, with each source of credentials that a developer may have. Of the SDK's
// providers it brings only parts (scripts/aws-sdk.ts).

const TOOL = fromRoot('assets/cli/main.cjs');
const LOGIN_SESSION = 'arn:aws:iam::123456789012:user/developer';
const ROLE = 'role_arn = arn:aws:iam::123456789012:role/developer';
const IN_THE_PAST = '2026-01-01T00:00:00Z';
const FAR_OFF = '2099-01-01T00:00:00Z';

const home = temporaryFolder();
let server: Server;
/** Operations, or paths where there is none, with the access key that signed. */
let calls: string[];
let isRejected: boolean;

beforeAll(async () => {
  write(home, '.aws/config', `
[profile role]
${ROLE}
source_profile = keys
[profile keys]
aws_access_key_id = AKIAKEYS
aws_secret_access_key = secret
[profile web-identity]
${ROLE}
web_identity_token_file = ${path.join(home, 'token')}
[profile process]
credential_process = cat ${path.join(home, 'process.json')}
[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = developer
[sso-session company]
sso_region = eu-west-1
sso_start_url = https://company.awsapps.com/start
[profile login]
login_session = ${LOGIN_SESSION}
`);
  write(home, 'token', 'a.b.c');
  write(home, 'process.json', JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 'secret' }));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers: { authorization = '' } } = request;
      const operation = new URLSearchParams(Buffer.concat(chunks).toString()).get('Action') ?? url.split('?')[0];
      const [, accessKeyId] = /Credential=([^/]+)/.exec(authorization) ?? [];
      calls.push(accessKeyId === undefined ? operation : `${operation} by ${accessKeyId}`);
      const { status, body } = answer(operation);
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  calls = [];
  // Both sessions are over, and can be renewed. A renewed one is written back.
  write(
    home,
    `.aws/sso/cache/${createHash('sha1').update('company').digest('hex')}.json`,
    JSON.stringify({
      startUrl: 'https://company.awsapps.com/start',
      region: 'eu-west-1',
      accessToken: 'old',
      expiresAt: IN_THE_PAST,
      clientId: 'client',
      clientSecret: 'secret',
      refreshToken: 'refresh',
      registrationExpiresAt: FAR_OFF,
    }),
  );
  write(
    home,
    `.aws/login/cache/${createHash('sha256').update(LOGIN_SESSION).digest('hex')}.json`,
    JSON.stringify({
      accessToken: {
        accessKeyId: 'AKIAOLD',
        secretAccessKey: 'secret',
        sessionToken: 'old',
        accountId: '123456789012',
        expiresAt: IN_THE_PAST,
      },
      tokenType: 'aws_sigv4',
      refreshToken: 'refresh',
      idToken: 'a.b.c',
      clientId: 'client',
      dpopKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }),
    }),
  );
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  removeFolders();
});

test.each([
  { profile: 'role', expected: ['AssumeRole by AKIAKEYS', 'DescribeStacks by AKIAROLE'] },
  { profile: 'web-identity', expected: ['AssumeRoleWithWebIdentity', 'DescribeStacks by AKIAROLE'] },
  { profile: 'process', expected: ['DescribeStacks by AKIAPROCESS'] },
  { profile: 'sso', expected: ['/token', '/federation/credentials', 'DescribeStacks by AKIASSO'] },
  { profile: 'login', expected: ['/v1/token', 'DescribeStacks by AKIALOGIN'] },
])('credentials of the kind $profile are found', async ({ profile, expected }) => {
  isRejected = false;

  expect(await check(profile)).toContain('There is no stack "Echo" in eu-west-1');
  expect(calls).toEqual(expected);
});

test.each([
  { profile: 'role', problem: 'access is denied. Use credentials with this permission. AWS says: Not you' },
  { profile: 'web-identity', problem: 'access is denied. Use credentials with this permission. AWS says: Not you' },
  { profile: 'sso', problem: 'the AWS session has expired. Log in again' },
  { profile: 'login', problem: 'the AWS session has expired. Log in again' },
])('credentials of the kind $profile that AWS rejects are explained', async ({ profile, problem }) => {
  isRejected = true;

  expect(await check(profile)).toContain(`Could not read the stack Echo: ${problem}`);
  expect(calls).toHaveLength(1);
});

async function check(profile: string): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    AWS_PROFILE: profile,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [TOOL, 'check', 'Echo'], { env, cwd: home }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

function answer(operation: string): { readonly status: number; readonly body: string } {
  const isQuery = !operation.startsWith('/');
  if (isRejected) {
    return isQuery
      ? { status: 403, body: errorXml('AccessDenied', 'Not you') }
      : { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', error: 'TOKEN_EXPIRED' }) };
  }
  switch (operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity': {
      const credentials = `<AccessKeyId>AKIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>new</SessionToken><Expiration>${FAR_OFF}</Expiration>`;
      return { status: 200, body: `<${operation}Response><${operation}Result><Credentials>${credentials}</Credentials></${operation}Result></${operation}Response>` };
    }
    case '/token':
      return json({ accessToken: 'new', tokenType: 'Bearer', expiresIn: 3600, refreshToken: 'refresh' });
    case '/federation/credentials':
      return json({
        roleCredentials: {
          accessKeyId: 'AKIASSO',
          secretAccessKey: 'secret',
          sessionToken: 'new',
          expiration: Date.parse(FAR_OFF),
        },
      });
    case '/v1/token':
      return json({
        accessToken: { accessKeyId: 'AKIALOGIN', secretAccessKey: 'secret', sessionToken: 'new' },
        tokenType: 'aws_sigv4',
        expiresIn: 900,
        refreshToken: 'refresh',
      });
    default:
      return { status: 400, body: errorXml('ValidationError', 'Stack with id Echo does not exist') };
  }
}

function json(value: object) {
  return { status: 200, body: JSON.stringify(value) };
}

function errorXml(code: string, message: string): string {
  return `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
