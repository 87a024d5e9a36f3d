import * as logs from 'aws-cdk-lib/aws-logs';
import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { check, CheckOptions } from '../../../src/cli/check/check';
import { connect } from '../../../src/cli/connect/connect';
import { ReportedFailure } from '../../../src/cli/terminal/context';
import { AUTH_TOKEN } from '../../support/messages';
import { gatewayStack, scriptedPrompts, synthesizedStack, World } from '../gateway-support';

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(async () => {
  world.reset();
  world.twilio.addNumber('+15005550001');
  await connect({ stack: 'Echo', yes: true }, world.context(), scriptedPrompts());
});
afterAll(async () => world.close());

/** Gives what it printed, and whether all was well. */
async function run(options: Partial<CheckOptions> = {}, env = {}): Promise<{ out: string; isWell: boolean }> {
  const context = world.context({ TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '', ...env });
  const isWell = await check({ target: 'Echo', since: 60, ...options }, context).then(() => true, (error) => {
    if (error instanceof ReportedFailure) return false;
    throw error;
  });
  expect(context.out()).not.toContain(AUTH_TOKEN);
  return { out: context.out(), isWell };
}

test('has a line for everything, and changes nothing', async () => {
  world.aws.calls.length = world.twilio.requests.length = 0;
  const { out, isWell } = await run();

  expect(isWell).toBe(true);
  expect(out.match(/^✓ .{16}/gm)?.map((line) => line.slice(2).trim())).toEqual(['Stack', 'Gateway', 'Secret', 'Twilio account', 'Number', 'Signed message', 'Forged message', 'Log']);
  expect([...world.aws.calls, ...world.twilio.requests].filter((call) => /^(Put|POST)/.test(call))).toEqual([]);
});

test.each<[name: string, prepare: () => void, line: RegExp]>([
  ['an empty secret', () => world.aws.putSecret('AC0123456789abcdef0123456789abcdef'), /✗ Secret +holds an Account SID instead of an auth token\. Run "connect Echo"/],
  ['a number that points elsewhere', () => (world.twilio.numbers[0].sms_url = 'https://example.com'), /✗ Number +no number points here/],
  ['an application over the URL', () => (world.twilio.numbers[0].sms_application_sid = 'AP1'), /✗ Number +\+15005550001 has this URL, but Twilio does not call it: the application AP1/],
  ['HTTP GET', () => (world.twilio.numbers[0].sms_method = 'GET'), /✗ Number .*HTTP GET. "connect" sets POST/],
  ['a webhook that is gone', () => (world.answer = { status: 404 }), /✗ Signed message +is answered with 404: there is no webhook/],
  ['a webhook that lets anybody in', () => (world.answer = { status: 200, text: '<Response/>' }), /✗ Forged message +is answered with 200 instead of 403/],
  ['a stack that failed', () => Object.assign(world.aws.stacks[0], { status: 'ROLLBACK_FAILED' }), /✗ Stack .*ROLLBACK_FAILED/],
  ['a token that was rotated', () => (world.twilio.authToken = 'f'.repeat(32)), /✗ Twilio account .*error 20003/],
  ['a handler that failed', () => log({ outcome: 'failed', reason: 'handler_failed', error: { message: 'Boom' } }), /✗ Log +1 × handler_failed .*Boom/],
  ['a log that may not be read', () => world.aws.failures.set('FilterLogEvents', { code: 'AccessDeniedException', message: 'not you' }), /✗ Log .*access is denied\..* AWS says: not you/],
])('tells what to do about %s', async (_, prepare, line) => {
  prepare();
  const { out, isWell } = await run();
  world.twilio.authToken = AUTH_TOKEN;

  expect(out).toMatch(line);
  expect(isWell).toBe(false);
});

test('tells that Twilio would not try again, where the stack says that it is to', async () => {
  world.aws.stacks.splice(0, 1, gatewayStack('Echo', `${world.webhookUrl}#rc=2&rp=5xx,ct,rt`));
  const { out, isWell } = await run();

  expect(out).toMatch(/\n. Number +\+15005550001 points here, but Twilio does not retry .* "connect" adds .*: #rc=2&rp=5xx,ct,rt\n/);
  expect(isWell).toBe(true);
  await connect({ stack: 'Echo', yes: true }, world.context(), scriptedPrompts());
  expect((await run()).out).toMatch(/✓ Number +\+15005550001 points here\n/);
});

test('knows what the stack points at the gateway, and tells when somebody changed it', async () => {
  const manage = (...phoneNumbers: string[]) => world.aws.stacks.splice(0, 1, gatewayStack('Echo', world.webhookUrl, ['Gateway'], phoneNumbers));
  manage('+15005550001');
  expect((await run()).out).toMatch(/✓ Number +\+15005550001 points here, set by the stack\n/);

  world.twilio.numbers[0].sms_url = 'https://new.example.com/sms';
  const changed = await run();
  expect(changed.out).toMatch(/✗ Number +The stack pointed \+15005550001 here, but its settings are now: https:\/\/new\.example\.com\/sms \(POST\)\. "connect" points it here again\./);
  expect(changed.isWell).toBe(false);

  manage('+15005550009');
  expect((await run()).out).toMatch(/✗ Number +The stack pointed \+15005550009 here, but the account no longer has it\./);
});

test('does not count what strangers sent, nor its own forged texts', async () => {
  log({ outcome: 'rejected', reason: 'no_signature', count: 41 });
  log({ outcome: 'rejected', reason: 'no_signature' });
  log({ outcome: 'rejected', reason: 'wrong_signature', urls: ['https://example.com/sms?GatewayProbe=…'] });
  const { out, isWell } = await run();

  expect(isWell).toBe(true);
  expect(out).toMatch(/! Log +42 × no_signature/);
  expect(out).not.toContain('wrong_signature');
});

describe('a gateway that answers later', () => {
  const deploy = () => {
    const stack = synthesizedStack('Echo', world.webhookUrl, (scope) => {
      new TwilioSmsGateway(scope, 'Sms', { replyMode: ReplyMode.asynchronous() });
    });
    world.aws.stacks.splice(0, 1, stack);
    const logGroups = Object.entries<any>((stack.template as any).Resources).filter(([, { Type }]) => Type === 'AWS::Logs::LogGroup').map(([id]) => id);
    return {
      webhookLog: logGroups.find((id) => /^SmsLogGroup/.test(id))!,
      workerLog: logGroups.find((id) => /^SmsWorkerLogGroup/.test(id))!,
    };
  };
  const gaveUp = { outcome: 'dead_lettered', attempt: 1, reason: 'twilio_rejected', detail: 'Twilio answered 400, error 21211', code: 21211 };

  test('is not well while its worker gives texts up', async () => {
    const { workerLog } = deploy();
    expect((await run()).isWell).toBe(true);

    log(gaveUp, workerLog);
    log({ outcome: 'postponed', attempt: 1, reason: 'twilio_unavailable' }, workerLog);
    const { out, isWell } = await run();

    expect(out).toMatch(/✗ Log +1 × twilio_rejected .*: Twilio answered 400, error 21211\n.*dead-letter queue/);
    expect(out).not.toContain('twilio_unavailable');
    expect(isWell).toBe(false);
  });

  test('is not well where the worker is to blame for what, in the webhook, would be somebody else\'s doing', async () => {
    const { webhookLog, workerLog } = deploy();
    log({ outcome: 'rejected', reason: 'no_auth_token' }, webhookLog);
    log({ ...gaveUp, reason: 'no_auth_token' }, workerLog);
    const { out, isWell } = await run();

    expect(out).toMatch(/! Log +1 × no_auth_token /);
    expect(out).toMatch(/✗ Log +1 × no_auth_token /);
    expect(isWell).toBe(false);
  });

  test('has its lines counted once where both functions log to one group', async () => {
    world.aws.stacks.splice(0, 1, synthesizedStack('Echo', world.webhookUrl, (stack) => {
      const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', 'shared');
      new TwilioSmsGateway(stack, 'Sms', { logGroup, replyMode: ReplyMode.asynchronous({ logGroup }) });
    }));
    log(gaveUp, 'shared');

    expect((await run()).out).toMatch(/✗ Log +1 × twilio_rejected /);
  });

  test('has the lines of both functions told', async () => {
    const { webhookLog, workerLog } = deploy();
    log({ outcome: 'failed', reason: 'handler_failed', error: { message: 'AccessDenied' } }, webhookLog);
    log({ outcome: 'dead_lettered', reason: 'handler_failed', error: { message: 'Boom' } }, workerLog);

    expect((await run()).out).toMatch(/✗ Log +1 × handler_failed .*AccessDenied[^]*✗ Log +1 × handler_failed .*Boom/);
  });
});

test('looks no further back than it is to', async () => {
  log({ outcome: 'failed', reason: 'handler_failed' }, undefined, Date.now() - 2 * 3600_000);

  expect((await run()).out).toMatch(/✓ Log +no message was rejected/);
  expect((await run({ since: 180 })).isWell).toBe(false);
});

test('looks at a webhook that is only a URL', async () => {
  expect((await run({ target: world.webhookUrl }, { TWILIO_AUTH_TOKEN: AUTH_TOKEN })).out).toMatch(/! Number[^]*✓ Signed message[^]*✓ Forged message/);
  await expect(run({ target: 'http://example.com/sms' })).rejects.toThrow('Expected one that starts with https://');
});

function log(entry: object, logGroup = '/aws/lambda/Gateway', timestamp = Date.now()): void {
  world.aws.logLines.push({ logGroup, timestamp, message: JSON.stringify(entry) });
}
