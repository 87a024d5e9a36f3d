import { scriptedPrompts, World } from './gateway-support';
import { deployedCounterpart } from '../../src/cli/aws/real-aws';
import { check } from '../../src/cli/check/check';
import { connect } from '../../src/cli/connect/connect';
import { disconnect } from '../../src/cli/connect/disconnect';
import { GuardedContext } from '../../src/cli/terminal/guarded-context';
import { text } from '../../src/cli/text/text';
import { GatewayDefinition } from '../../src/local/assembly/gateway-definition';
import { removeFolders, temporaryFolder, write } from '../local/support';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../support/messages';

// A command prints no token itself. What others say may quote one: AWS, Twilio, the webhook, a line of the log. Each
// row fails if the command does not register its token with `hide`.

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.reset();
  world.twilio.account.auth_token = null; // otherwise the token that Twilio returns is hidden in any case
});
afterAll(async () => {
  await world.close();
  removeFolders();
});

const QUOTE = (token: string) => `the request held ${token}, which`;
const MESSAGE = { body: 'hello', from: '+12025550123', media: [], channel: 'sms' } as const;
const NOTHING_GIVEN = { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' };

const awsQuotes = (operation: string, token = AUTH_TOKEN) =>
  world.aws.failures.set(operation, { code: 'InvalidParameterException', message: QUOTE(token) });
const webhookQuotes = (status = 200) =>
  (world.answer = { status, text: `<Response><Message>${QUOTE(AUTH_TOKEN)}</Message></Response>` });
const twilioQuotes = (token = AUTH_TOKEN) =>
  (world.twilio.intercept = () => ({ status: 400, code: 20001, message: QUOTE(token) }));
const storeToken = () => world.aws.putSecret(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }));
const logQuotes = (token = AUTH_TOKEN) => {
  const message = JSON.stringify({ level: 'ERROR', outcome: 'failed', reason: 'handler_failed', detail: QUOTE(token) });
  world.aws.functionLogGroups.set('Gateway', '/aws/lambda/Gateway');
  world.aws.logLines.push({ logGroup: '/aws/lambda/Gateway', timestamp: Date.now(), message });
};
const envFile = () => {
  const folder = temporaryFolder();
  write(folder, '.env', `TWILIO_ACCOUNT_SID=${ACCOUNT_SID}\nTWILIO_AUTH_TOKEN=${AUTH_TOKEN}\n`);
  return `${folder}/.env`;
};
const connectEcho = async (context: GuardedContext, ...answers: string[]) =>
  connect({ stack: 'Echo', yes: true, only: 'secret' }, context, scriptedPrompts(...answers));

interface Row {
  readonly name: string;
  readonly prepare?: () => unknown;
  readonly env?: Record<string, string>;
  readonly run: (context: GuardedContext) => Promise<unknown>;
  /** @default AUTH_TOKEN */
  readonly token?: string;
  /** Nothing in this test quotes it by itself. */
  readonly isQuotedLater?: boolean;
}

const ROWS: readonly Row[] = [
  {
    name: 'a token that was typed for connect, quoted by AWS',
    prepare: () => awsQuotes('PutSecretValue'),
    run: async (context) => connectEcho(context, ACCOUNT_SID, AUTH_TOKEN),
  },
  {
    name: 'a token that was typed for disconnect, quoted by Twilio',
    prepare: () => world.twilio.addNumber('+15005550001', { sms_url: world.webhookUrl }),
    run: async (context) => {
      const prompts = scriptedPrompts(ACCOUNT_SID, AUTH_TOKEN);
      return disconnect({ stack: 'Echo', yes: true, clear: true }, context, {
        ...prompts,
        text: async (...args) => {
          const answer = await prompts.text(...args);
          if (answer === AUTH_TOKEN) twilioQuotes();
          return answer;
        },
      });
    },
  },
  {
    name: 'a typed token that is malformed, quoted later',
    run: async (context) => connectEcho(context, ACCOUNT_SID, `${AUTH_TOKEN}0`),
    token: `${AUTH_TOKEN}0`,
    isQuotedLater: true,
  },
  {
    name: 'a token that was typed for text, quoted by the webhook',
    prepare: webhookQuotes,
    run: async (context) => text({ ...MESSAGE, to: world.webhookUrl }, context, scriptedPrompts(AUTH_TOKEN)),
  },
  {
    name: 'a token that was typed for text --json, quoted by the webhook',
    prepare: webhookQuotes,
    run: async (context) =>
      text({ ...MESSAGE, to: world.webhookUrl, json: true }, context, scriptedPrompts(AUTH_TOKEN)),
  },
  {
    name: 'the token of --env-file, quoted by AWS',
    prepare: () => awsQuotes('PutSecretValue'),
    run: async (context) =>
      connect({ stack: 'Echo', yes: true, only: 'secret', envFile: envFile() }, context, scriptedPrompts()),
  },
  {
    name: 'the token of --env-file for text --raw, quoted by the webhook',
    prepare: () => webhookQuotes(500),
    run: async (context) =>
      text({ ...MESSAGE, to: world.webhookUrl, raw: true, envFile: envFile() }, context, scriptedPrompts()),
  },
  {
    name: 'the token of --env-file for check, quoted by Twilio',
    prepare: () => twilioQuotes(),
    run: async (context) => check({ target: world.webhookUrl, since: 60, envFile: envFile() }, context),
  },
  {
    name: 'the token of the environment, quoted by AWS',
    prepare: () => awsQuotes('PutSecretValue'),
    env: { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: ` ${AUTH_TOKEN}\n` },
    run: async (context) => connectEcho(context),
  },
  {
    name: "the primary token, which Twilio returns for the secondary one, quoted by a line of the gateway's log",
    prepare: () => {
      storeToken();
      world.twilio.account.auth_token = OTHER_AUTH_TOKEN;
      logQuotes(OTHER_AUTH_TOKEN);
    },
    run: async (context) => check({ target: 'Echo', since: 60 }, context),
    token: OTHER_AUTH_TOKEN,
  },
  {
    name: "the token of the gateway's secret, quoted by a line of its log",
    prepare: () => {
      storeToken();
      logQuotes();
    },
    run: async (context) => check({ target: 'Echo', since: 60 }, context),
  },
  {
    name: "the token of the gateway's secret, quoted by the webhook that text calls",
    prepare: () => {
      storeToken();
      webhookQuotes();
    },
    run: async (context) => text({ ...MESSAGE, to: 'Echo' }, context, scriptedPrompts()),
  },
  {
    name: "the token of the gateway's secret, quoted by Twilio",
    prepare: () => {
      storeToken();
      twilioQuotes();
    },
    run: async (context) => disconnect({ stack: 'Echo', yes: true }, context, scriptedPrompts()),
  },
  {
    name: "the token of the gateway's secret under dev --use-aws, quoted by AWS",
    prepare: () => {
      storeToken();
      awsQuotes('GetFunctionConfiguration');
    },
    run: async (context) => useAws(context),
  },
];

/**
 * As `runCli` does: stderr gets what the command throws. Both outputs get the token once more, as an error that comes
 * later might quote it.
 */
async function outputsOf({ prepare, env, run, token = AUTH_TOKEN }: Row): Promise<string[]> {
  prepare?.();
  const context = world.context({ ...NOTHING_GIVEN, ...env });
  await run(context).catch((error: Error) => context.stderr.write(String(error.stack)));
  [context.stdout, context.stderr].forEach((output) => output.write(` later: ${QUOTE(token)}`));
  return [context.out(), context.err()];
}

async function useAws(context: GuardedContext): Promise<unknown> {
  const definition = {
    constructPath: 'Echo/GatewayConstruct',
    logicalId: 'Gateway',
    deployment: { stackName: 'Echo' },
  };
  return deployedCounterpart(definition as GatewayDefinition, {}, context);
}

test.each(ROWS)('$name, is hidden in every output', async (row) => {
  const { token = AUTH_TOKEN, isQuotedLater } = row;
  const [out, err] = await outputsOf(row);
  const quotes = (out + err).split(QUOTE('[hidden]')).length - 1;

  expect(out).toContain(QUOTE('[hidden]'));
  expect(err).toContain(QUOTE('[hidden]'));
  expect(out + err).not.toContain(token);
  expect(quotes).toBeGreaterThanOrEqual(isQuotedLater ? 2 : 3); // of `outputsOf` two
});

test('the AWS credentials of dev --use-aws are hidden in every output', async () => {
  storeToken();
  world.aws.functions.set('Gateway', { Variables: {} });
  Object.assign(process.env, { AWS_SECRET_ACCESS_KEY: 'a-secret-access-key', AWS_SESSION_TOKEN: 'a-session-token' });
  const context = world.context(NOTHING_GIVEN);
  try {
    await useAws(context).catch(() => undefined);
  } finally {
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    delete process.env.AWS_SESSION_TOKEN;
  }
  [context.stdout, context.stderr].forEach((output) => output.write('a-secret-access-key a-session-token'));

  expect([context.out(), context.err()]).toEqual(['[hidden] [hidden]', '[hidden] [hidden]']);
});
