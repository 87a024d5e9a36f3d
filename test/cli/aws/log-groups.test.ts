import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { findGateway } from '../../../src/cli/aws/deployed-gateway';
import { logGroupsOf } from '../../../src/cli/aws/log-groups';
import { deployed, gatewayStack, World } from '../gateway-support';

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.reset();
  world.aws.stacks.length = 0;
});
afterAll(async () => world.close());

/** Deploys a stack with an asynchronous gateway in it, with this log group for the webhook. */
function deploy(stack: Stack, logGroup?: logs.ILogGroup): void {
  new TwilioSmsGateway(stack, 'Sms', { logGroup, replyMode: ReplyMode.asynchronous() });
  const fake = deployed('Texts', world.webhookUrl, stack);
  world.aws.stacks.push(fake);
  for (const [id] of Object.entries<any>((fake.template as any).Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  )) {
    // A logical id is its own physical one here.
    world.aws.functionLogGroups.set(id, `asked of ${id.replace(/[\dA-F]{8}$/, '')}`);
  }
}

const found = async () =>
  (await logGroupsOf(await findGateway({ stack: 'Texts' }, world.context()))).map((name) =>
    name.replace(/[\dA-F]{8}$/, ''),
  );

test('the log groups in the template are taken without a call to Lambda', async () => {
  deploy(new Stack(new App(), 'Texts'));
  expect(await found()).toEqual(['SmsLogGroup', 'SmsWorkerLogGroup']);

  world.aws.stacks.length = 0;
  const stack = new Stack(new App(), 'Texts');
  deploy(stack, logs.LogGroup.fromLogGroupName(stack, 'Given', 'given'));
  expect(await found()).toEqual(['given', 'SmsWorkerLogGroup']);
  expect(world.aws.calls).not.toContain('GetFunctionConfiguration');
});

test('Lambda names the log groups of another stack', async () => {
  const app = new App();
  deploy(new Stack(app, 'Texts'), new logs.LogGroup(new Stack(app, 'Shared'), 'Logs'));

  expect(await found()).toEqual(['asked of SmsFunction', 'SmsWorkerLogGroup']);
});

test('Lambda names the log groups of the outer stack', async () => {
  const outer = new Stack(new App(), 'Outer');
  deploy(new NestedStack(outer, 'Texts'), new logs.LogGroup(outer, 'Logs'));

  expect(await found()).toEqual(['asked of SmsFunction', 'SmsWorkerLogGroup']);
});

test('the default log groups of Lambda are taken if the template names none', async () => {
  world.aws.stacks.push({ ...gatewayStack('Texts', world.webhookUrl), physicalIds: { Gateway: 'Texts-Gateway-1' } });

  expect(await found()).toEqual(['/aws/lambda/Texts-Gateway-1']);
});
