import * as logs from 'aws-cdk-lib/aws-logs';
import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { check, CheckOptions } from '../../../src/cli/check/check';
import { connect } from '../../../src/cli/connect/connect';
import { ReportedFailure } from '../../../src/cli/terminal/context';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { gatewayStack, scriptedPrompts, synthesizedStack, World } from '../gateway-support';

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(async () => {
  world.reset();
  world.twilio.addNumber('+15005550001');
  await connect({ stack: 'Echo', yes: true }, world.context(), scriptedPrompts());
});
afterAll(async () => world.close());

/** Returns what `check` printed, and whether it found no problem. */
async function run(options: Partial<CheckOptions> = {}, env = {}): Promise<{ out: string; hasNoProblem: boolean }> {
  const context = world.context({ TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '', ...env });
  const hasNoProblem = await check({ target: 'Echo', since: 60, ...options }, context).then(() => true, (error) => {
    if (error instanceof ReportedFailure) return false;
    throw error;
  });
  expect(context.out()).not.toContain(AUTH_TOKEN);
  return { out: context.out(), hasNoProblem };
}

test('check prints a line for each check, and changes nothing', async () => {
  world.aws.calls.length = world.twilio.requests.length = 0;
  const { out, hasNoProblem } = await run();

  expect(hasNoProblem).toBe(true);
  expect(out.match(/^✓ .{16}/gm)?.map((line) => line.slice(2).trim())).toEqual([
    'Stack',
    'Gateway',
    'Secret',
    'Twilio account',
    'Number',
    'Signed message',
    'Forged message',
    'Log',
  ]);
  expect([...world.aws.calls, ...world.twilio.requests].filter((call) => /^(Put|POST)/.test(call))).toEqual([]);
});

test.each<{ readonly name: string; readonly prepare: () => void; readonly line: RegExp }>([
  {
    name: 'an empty secret',
    prepare: () => world.aws.putSecret('AC0123456789abcdef0123456789abcdef'),
    line: /✗ Secret +holds an Account SID instead of an auth token\. Run "connect Echo"/,
  },
  {
    name: 'a number that points elsewhere',
    prepare: () => (world.twilio.numbers[0].sms_url = 'https://example.com'),
    line: /✗ Number +no number points here/,
  },
  {
    name: 'an application over the URL',
    prepare: () => (world.twilio.numbers[0].sms_application_sid = 'AP1'),
    line: /✗ Number +\+15005550001 has this URL, but Twilio does not call it: the application AP1/,
  },
  {
    name: 'HTTP GET',
    prepare: () => (world.twilio.numbers[0].sms_method = 'GET'),
    line: /✗ Number .*HTTP GET. "connect" sets POST/,
  },
  {
    name: 'a webhook that is gone',
    prepare: () => (world.answer = { status: 404 }),
    line: /✗ Signed message +is answered with 404: there is no webhook/,
  },
  {
    name: 'a webhook that lets anybody in',
    prepare: () => (world.answer = { status: 200, text: '<Response/>' }),
    line: /✗ Forged message +is answered with 200 instead of 403/,
  },
  {
    name: 'a stack that failed',
    prepare: () => Object.assign(world.aws.stacks[0], { status: 'ROLLBACK_FAILED' }),
    line: /✗ Stack .*ROLLBACK_FAILED/,
  },
  {
    name: 'a token that was rotated',
    prepare: () => (world.twilio.authToken = 'f'.repeat(32)),
    line: /✗ Twilio account .*error 20003/,
  },
  {
    name: 'a handler that failed',
    prepare: () => log({ outcome: 'failed', reason: 'handler_failed', error: { message: 'Boom' } }),
    line: /✗ Log +1 × handler_failed .*Boom/,
  },
])('check says what to do about $name', async ({ prepare, line }) => {
  prepare();
  const { out, hasNoProblem } = await run();
  world.twilio.authToken = AUTH_TOKEN;

  expect(out).toMatch(line);
  expect(hasNoProblem).toBe(false);
});

test.each<{
  readonly name: string;
  readonly prepare: () => void;
  readonly problem: RegExp;
  readonly follows: RegExp[];
}>([
      {
        name: 'an empty secret, whatever the environment signs with',
        prepare: () => {
          world.aws.putSecret('none');
          log({ outcome: 'dead_lettered', reason: 'no_auth_token' });
        },
        problem: /✗ Secret /,
        follows: [/! Signed message .*503/, /! Forged message .*503/, /! Log +1 × no_auth_token/],
      },
      {
        name: 'a token that Twilio does not accept',
        prepare: () => (world.twilio.authToken = 'f'.repeat(32)),
        problem: /✗ Twilio account .*error 20003/,
        follows: [/! Number .*error 20003/],
      },
      {
        name: 'a wrong URL',
        prepare: () => (world.answer = { status: 404 }),
        problem: /✗ Signed message .*404/,
        follows: [/! Forged message .*404/],
      },
    ])('check counts $name as one problem, and tells what follows from it', async ({ prepare, problem, follows }) => {
      prepare();
      const { out, hasNoProblem } = await run({}, { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN });
      world.twilio.authToken = AUTH_TOKEN;

      expect(hasNoProblem).toBe(false);
      expect(out).toMatch(problem);
      follows.forEach((line) => expect(out).toMatch(line));
      expect(out.match(/This follows from the problem with: /g)).toHaveLength(follows.length);
      expect(out).toMatch(/\n1 problem found\.\n$/);
    });

test('two problems that have nothing to do with each other are two', async () => {
  world.aws.putSecret('none');
  log({ outcome: 'failed', reason: 'handler_failed' });

  expect((await run()).out).toMatch(/\n2 problems found\.\n$/);
});

test('a log that may not be read is no problem of the gateway', async () => {
  world.aws.failures.set('FilterLogEvents', { code: 'AccessDeniedException', message: 'not you' });
  const { out, hasNoProblem } = await run();

  expect(out).toMatch(/! Log +not checked\. Could not read the gateway's log: access is denied\..* AWS says: not you/);
  expect(hasNoProblem).toBe(true);
});

test('a log that fails to be read for another reason is a problem', async () => {
  world.aws.failures.set('FilterLogEvents', { code: 'InternalFailure', message: 'no' });

  expect((await run()).out).toMatch(/✗ Log +Could not read/);
});

test('check says that Twilio would not retry though the stack wants it', async () => {
  world.aws.stacks.splice(0, 1, gatewayStack('Echo', `${world.webhookUrl}#rc=2&rp=5xx,ct,rt`));
  const { out, hasNoProblem } = await run();

  expect(out).toMatch(
    /\n. Number +\+15005550001 points here, but Twilio does not retry .* "connect" adds .*: #rc=2&rp=5xx,ct,rt\n/,
  );
  expect(hasNoProblem).toBe(true);
  await connect({ stack: 'Echo', yes: true }, world.context(), scriptedPrompts());
  expect((await run()).out).toMatch(/✓ Number +\+15005550001 points here\n/);
});

test('check knows the numbers that the stack points at the gateway, and says when somebody changed one', async () => {
  const manage = (...phoneNumbers: string[]) =>
    world.aws.stacks.splice(0, 1, gatewayStack('Echo', world.webhookUrl, ['Gateway'], phoneNumbers));
  manage('+15005550001');
  expect((await run()).out).toMatch(/✓ Number +\+15005550001 points here, set by the stack\n/);

  world.twilio.numbers[0].sms_url = 'https://new.example.com/sms';
  const changed = await run();
  expect(changed.out).toMatch(/✗ Number +The stack pointed \+15005550001 here, but its settings are now: https:\/\/new\.example\.com\/sms \(POST\)\. "connect" points it here again\./);
  expect(changed.hasNoProblem).toBe(false);

  manage('+15005550009');
  expect((await run()).out).toMatch(
    /✗ Number +The stack pointed \+15005550009 here, but the account no longer has it\./,
  );
});

test('messages of strangers are no problem, and those marked as its own are told as such, without a remedy', async () => {
  log({ outcome: 'rejected', reason: 'no_signature', count: 41 });
  log({ outcome: 'rejected', reason: 'no_signature' });
  const probe = { outcome: 'rejected', reason: 'wrong_signature', remedy: 'set webhookUrl' };
  log({ ...probe, urls: ['https://example.com/sms?GatewayProbe=…'] });
  const { out, hasNoProblem } = await run();

  expect(hasNoProblem).toBe(true);
  expect(out).toMatch(/! Log +42 × no_signature/);
  expect(out).toMatch(/! Log +1 × wrong_signature \(1 marked as probes of these commands\)/);
  expect(out).not.toContain('set webhookUrl');

  log({ ...probe, urls: ['https://example.com/sms'] });
  expect((await run()).out).toMatch(/! Log +2 × wrong_signature \(1 marked .*\n +To fix it: set webhookUrl/);
});

test('a flood of forged messages does not hide a failure, and check says that it did not read all of it', async () => {
  for (let i = 0; i < 2500; i++) log({ outcome: 'rejected', reason: 'no_signature' }, undefined, Date.now() - 5000 + i);
  log({ outcome: 'failed', reason: 'handler_failed', error: { message: 'Boom' } });
  const { out, hasNoProblem } = await run();

  expect(hasNoProblem).toBe(false);
  expect(out).toMatch(/✗ Log +1 × handler_failed .*Boom/);
  expect(out).toMatch(/! Log +2000 × no_signature/);
  expect(out).toMatch(/! Log +the log has more lines than were read: 2000 of failures/);
});

describe('an asynchronous gateway', () => {
  const deploy = () => {
    const stack = synthesizedStack('Echo', world.webhookUrl, (scope) => {
      new TwilioSmsGateway(scope, 'Sms', { replyMode: ReplyMode.asynchronous() });
    });
    world.aws.stacks.splice(0, 1, stack);
    const logGroups = Object.entries<any>((stack.template as any).Resources)
      .filter(([, { Type }]) => Type === 'AWS::Logs::LogGroup')
      .map(([id]) => id);
    return {
      webhookLog: logGroups.find((id) => /^SmsLogGroup/.test(id))!,
      workerLog: logGroups.find((id) => /^SmsWorkerLogGroup/.test(id))!,
    };
  };
  const gaveUp = {
    outcome: 'dead_lettered',
    attempt: 1,
    reason: 'twilio_rejected',
    detail: 'Twilio answered 400, error 21211',
    code: 21211,
  };

  test('has a problem while its worker gives messages up', async () => {
    const { workerLog } = deploy();
    expect((await run()).hasNoProblem).toBe(true);

    log(gaveUp, workerLog);
    log({ outcome: 'postponed', attempt: 1, reason: 'twilio_unavailable' }, workerLog);
    const { out, hasNoProblem } = await run();

    expect(out).toMatch(/✗ Log +1 × twilio_rejected .*: Twilio answered 400, error 21211\n.*dead-letter queue/);
    expect(out).not.toContain('twilio_unavailable');
    expect(hasNoProblem).toBe(false);
  });

  test('has a problem if its worker rejects for a reason that is harmless in the webhook', async () => {
    const { webhookLog, workerLog } = deploy();
    log({ outcome: 'rejected', reason: 'no_auth_token' }, webhookLog);
    log({ ...gaveUp, reason: 'no_auth_token' }, workerLog);
    const { out, hasNoProblem } = await run();

    expect(out).toMatch(/! Log +1 × no_auth_token /);
    expect(out).toMatch(/✗ Log +1 × no_auth_token /);
    expect(hasNoProblem).toBe(false);
  });

  test('has its lines counted once if both functions log to one group', async () => {
    world.aws.stacks.splice(0, 1, synthesizedStack('Echo', world.webhookUrl, (stack) => {
      const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', 'shared');
      new TwilioSmsGateway(stack, 'Sms', { logGroup, replyMode: ReplyMode.asynchronous({ logGroup }) });
    }));
    log(gaveUp, 'shared');

    expect((await run()).out).toMatch(/✗ Log +1 × twilio_rejected /);
  });

  test('has the lines of both functions reported', async () => {
    const { webhookLog, workerLog } = deploy();
    log({ outcome: 'failed', reason: 'handler_failed', error: { message: 'AccessDenied' } }, webhookLog);
    log({ outcome: 'dead_lettered', reason: 'handler_failed', error: { message: 'Boom' } }, workerLog);

    expect((await run()).out).toMatch(/✗ Log +1 × handler_failed .*AccessDenied[^]*✗ Log +1 × handler_failed .*Boom/);
  });
});

test('check reads the log as far back as --since says', async () => {
  log({ outcome: 'failed', reason: 'handler_failed' }, undefined, Date.now() - 2 * 3600_000);

  expect((await run()).out).toMatch(/✓ Log +no message was rejected/);
  expect((await run({ since: 180 })).hasNoProblem).toBe(false);
});

test('check takes the URL of a webhook', async () => {
  expect((await run({ target: world.webhookUrl }, { TWILIO_AUTH_TOKEN: AUTH_TOKEN })).out).toMatch(
    /! Number[^]*✓ Signed message[^]*✓ Forged message/,
  );
  await expect(run({ target: 'http://example.com/sms' })).rejects.toThrow('Expected one that starts with https://');
});

function log(entry: object, logGroup = '/aws/lambda/Gateway', timestamp = Date.now()): void {
  world.aws.logLines.push({ logGroup, timestamp, message: JSON.stringify(entry) });
}
