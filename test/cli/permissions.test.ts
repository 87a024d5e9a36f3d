import * as fs from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { deployed, scriptedPrompts, World } from './gateway-support';
import { ReplyMode, TwilioSmsGateway } from '../../src';
import { deployedCounterpart } from '../../src/cli/aws/real-aws';
import { check } from '../../src/cli/check/check';
import { connect } from '../../src/cli/connect/connect';
import { disconnect } from '../../src/cli/connect/disconnect';
import { text } from '../../src/cli/text/text';
import type { GatewayDefinition } from '../../src/local/assembly/gateway-definition';
import { SECRET_ARN } from '../support/messages';
import { fromRoot } from '../support/paths';

// Calls to AWS are denied unless the policy of docs/operations.md allows them. The server compares actions and ARNs.

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

const STACK = 'Echo';
const OPERATIONS = fs.readFileSync(fromRoot('docs/operations.md'), 'utf8');

/** The documented policy of a command, for this stack. */
function policyOf(command: string): readonly Statement[] {
  const start = `\n\`${command}\`:\n\n\`\`\`json\n`;
  const json = OPERATIONS.slice(OPERATIONS.indexOf(start) + start.length).split('\n```')[0]
    .replaceAll('REGION', 'eu-west-1').replaceAll('ACCOUNT', '123456789012')
    .replaceAll('SECRET_ARN', SECRET_ARN).replaceAll('STACK', STACK);
  return JSON.parse(json).Statement;
}

function matches(pattern: string, value: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(value);
}

/** Lets the server allow what the statements allow. Returns the actions that were called. */
function enforce(statements: readonly Statement[]): Set<string> {
  const called = new Set<string>();
  world.aws.isAllowed = (action, resource) => {
    called.add(action);
    return statements.some(({ Action, Resource }) =>
      Action.includes(action) && [Resource].flat().some((pattern) => matches(pattern, resource)));
  };
  return called;
}

/** A stack whose gateway logs to a group of another stack, so that only Lambda knows its name. */
function deploy(replyMode: ReplyMode): void {
  const app = new App({ context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, STACK);
  const logGroup = new logs.LogGroup(new Stack(app, 'Shared'), 'Logs');
  new TwilioSmsGateway(stack, 'Sms', { logGroup, replyMode });
  const fake = deployed(STACK, world.webhookUrl, stack);
  const ids = Object.keys((fake.template as { Resources: object }).Resources);
  const physicalIds = Object.fromEntries(ids.map((id) => [id, `${STACK}-${id}-1A2B`]));
  world.aws.stacks.splice(0, Infinity, { ...fake, physicalIds });
  for (const id of Object.values(physicalIds)) {
    world.aws.functionLogGroups.set(id, `${STACK}-Logs`);
    world.aws.functions.set(id, { Variables: { A: 'b' } });
  }
}

const definition = () => ({
  constructPath: `${STACK}/Sms`,
  appWideId: `${STACK}/Other`,
  logicalId: 'Other',
  deployment: { stackName: STACK, region: 'eu-west-1' },
}) as GatewayDefinition;

const COMMANDS: ReadonlyArray<{
  readonly command: string;
  readonly isAsynchronous?: true;
  readonly unusedHere?: readonly string[];
  readonly run: () => Promise<unknown>;
}> = [
  {
    command: 'text',
    unusedHere: ['cloudformation:DescribeStackResource'], // only for a nested stack
    run: async () => text(
      { body: 'hi', to: STACK, from: '+12025550123', media: [], channel: 'sms' },
      world.context(),
      scriptedPrompts(),
    ),
  },
  {
    command: 'check',
    isAsynchronous: true,
    run: async () => {
      const context = world.context();
      await check({ target: STACK, since: 60 }, context);
      expect(context.out()).toMatch(/✓ Log /);
    },
  },
  {
    command: 'connect',
    unusedHere: ['cloudformation:DescribeStackResource'],
    run: async () => {
      world.twilio.numbers[0].sms_url = '';
      await connect({ stack: STACK, yes: true }, world.context(), scriptedPrompts());
    },
  },
  {
    command: 'disconnect',
    unusedHere: ['cloudformation:DescribeStackResource'],
    run: async () => {
      Object.assign(world.aws.stacks[0], { status: 'DELETE_COMPLETE' });
      await disconnect({ stack: STACK, yes: true }, world.context(), scriptedPrompts());
    },
  },
  {
    command: 'dev --use-aws',
    run: async () => expect((await deployedCounterpart(definition(), {}, world.context())).aws.variables).toEqual({ A: 'b' }),
  },
];

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(async () => world.close());

async function prepare(isAsynchronous = false): Promise<void> {
  world.reset();
  world.twilio.addNumber('+15005550001');
  deploy(isAsynchronous ? ReplyMode.asynchronous() : ReplyMode.synchronous());
  await connect({ stack: STACK, yes: true }, world.context(), scriptedPrompts());
  world.aws.logLines.push(...[`${STACK}-Logs`, `${STACK}-SmsWorkerLogGroup`].map((logGroup) =>
    ({ logGroup, timestamp: Date.now(), message: '{"outcome":"replied"}' })));
}

test.each(COMMANDS)('$command works with exactly its documented policy', async ({ command, isAsynchronous, run, unusedHere = [] }) => {
  await prepare(isAsynchronous);
  const policy = policyOf(command);
  const called = enforce(policy);
  await run();

  expect([...called, ...unusedHere].sort()).toEqual(policy.flatMap(({ Action }) => Action).sort());
});

test.each(COMMANDS.filter(({ command }) => command !== 'check'))('$command says which permission is missing', async ({ command, isAsynchronous, run, unusedHere = [] }) => {
  const actions = policyOf(command).flatMap(({ Action }) => Action).filter((action) => !unusedHere.includes(action));
  for (const missing of actions) {
    await prepare(isAsynchronous);
    enforce(policyOf(command).map((statement) => ({
      ...statement,
      Action: statement.Action.filter((action) => action !== missing),
    })));

    await expect(run()).rejects.toThrow(`access is denied. Use credentials with this permission. AWS says: not authorized to perform: ${missing}`);
  }
});
