import { NestedStack, Stack } from 'aws-cdk-lib';
import { TwilioSmsGateway } from '../../../src';
import { findGateway } from '../../../src/cli/aws/deployed-gateway';
import { deployed, synthesizedStack, World } from '../gateway-support';

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.reset();
  world.aws.stacks.length = 0;
});
afterAll(async () => world.close());

/** Deploys a stack with a stack in it; each of the two has gateways of these ids. */
function deploy(own: readonly string[], inner: readonly string[]): void {
  world.aws.stacks.push(synthesizedStack('Outer', world.webhookUrl, (stack) => {
    const nested = new NestedStack(stack, 'Inner');
    own.forEach((id) => new TwilioSmsGateway(stack, id));
    inner.forEach((id) => new TwilioSmsGateway(nested, id));
    world.aws.stacks.push(deployed('Outer-Inner', world.webhookUrl, nested));
  }));
  const outer = world.aws.stacks.find(({ name }) => name === 'Outer')!;
  const [inOuter] = Object.entries<any>((outer.template as any).Resources).find(
    ([, { Type }]) => Type === 'AWS::CloudFormation::Stack',
  )!;
  Object.assign(outer, { physicalIds: { [inOuter]: 'Outer-Inner' } });
}

const find = async (gateway?: string) => {
  const found = await findGateway({ stack: 'Outer', gateway }, world.context());
  return `${found.constructPath} in ${found.stack.name}`;
};

test('a gateway in a nested stack is found by its path, beside one of the stack itself', async () => {
  deploy(['Sms'], ['Sms', 'Other']);

  expect(await find('Outer/Inner/Sms')).toBe('Outer/Inner/Sms in Outer-Inner'); // their logical ids are the same
  expect(await find('Outer/Inner/Other')).toBe('Outer/Inner/Other in Outer-Inner');
  expect(await find('Outer/Sms')).toBe('Outer/Sms in Outer');
});

test('the gateway of the stack itself is taken if none is named', async () => {
  deploy(['Sms'], ['Sms']);

  expect(await find()).toBe('Outer/Sms in Outer');
  expect(world.aws.calls).toEqual(['DescribeStacks', 'GetTemplate']); // the nested one need not be readable
});

test('the only gateway in a nested stack is taken if the stack itself has none', async () => {
  deploy([], ['Sms']);

  expect(await find()).toBe('Outer/Inner/Sms in Outer-Inner');
});

test('an error about an unknown gateway lists the known ones', async () => {
  deploy(['Sms'], ['Other']);

  await expect(find('Outer/None')).rejects.toThrow(
    'The stack Outer has no gateway "Outer/None". Choose one of: Outer/Sms, Outer/Inner/Other.',
  );
});

test('a logical id names a gateway without a construct path', async () => {
  const stack = synthesizedStack('Outer', world.webhookUrl, (scope: Stack) => void new TwilioSmsGateway(scope, 'Sms'));
  const resources: Record<string, any> = (stack.template as any).Resources;
  const [logicalId, webhook] = Object.entries(resources).find(
    ([, { Metadata }]) => Metadata?.['cdk-twilio-sms-gateway'] !== undefined,
  )!;
  world.aws.stacks.push(stack);
  expect((await findGateway({ stack: 'Outer', gateway: logicalId }, world.context())).constructPath).toBe('Outer/Sms');

  delete webhook.Metadata['aws:cdk:path'];
  expect(
    (await findGateway({ stack: 'Outer', gateway: 'Outer/Sms', fallbackLogicalId: logicalId }, world.context()))
      .constructPath,
  ).toBe(logicalId);
  await expect(find('Outer/Sms')).rejects.toThrow(`Choose one of: ${logicalId}.`);
});
