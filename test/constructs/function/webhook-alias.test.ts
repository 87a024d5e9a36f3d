import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { TwilioSmsGateway, type TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { ServedApp, synthesize } from '../../support/served-app';
import { gatewayIn } from '../../support/synthesize';

const only = (template: Template, type: string): [string, any] => {
  const found = Object.entries(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0] as [string, any];
};
const versionIdOf = (props: TwilioSmsGatewayProps) => only(gatewayIn(props).template(), 'AWS::Lambda::Version')[0];

describe.each<{ name: string; endpoint: WebhookEndpoint; permissions: number }>([
  { name: 'an HTTP API', endpoint: WebhookEndpoint.httpApi(), permissions: 1 },
  { name: 'a REST API', endpoint: WebhookEndpoint.restApi(), permissions: 1 },
  { name: 'a function URL', endpoint: WebhookEndpoint.functionUrl(), permissions: 2 },
])('with an alias $name', ({ endpoint, permissions }) => {
  const { gateway, stack, template } = gatewayIn({ endpoint, webhookAlias: { provisionedConcurrentExecutions: 2 } });
  const aliasId = () => only(template(), 'AWS::Lambda::Alias')[0];

  test('keeps environments of the current version initialized', () => {
    const [versionId] = only(template(), 'AWS::Lambda::Version');
    const [functionId] = only(template(), 'AWS::Lambda::Function');

    expect(only(template(), 'AWS::Lambda::Alias')[1].Properties).toEqual({
      Name: 'live',
      Description: 'Invoked by the API',
      FunctionName: { Ref: functionId },
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
    expect(gateway.webhookAlias!.aliasName).toBe('live');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('may invoke the alias, and nothing else', () => {
    const found = Object.values<any>(template().findResources('AWS::Lambda::Permission'));

    expect(found).toHaveLength(permissions);
    found.forEach(({ Properties: { FunctionName } }) => expect(JSON.stringify(FunctionName)).toContain(aliasId()));
  });

  test('calls the alias', () => {
    const caller = JSON.stringify([
      template().findResources('AWS::ApiGatewayV2::Integration'),
      template().findResources('AWS::ApiGateway::Method'),
      Object.values(template().findResources('AWS::Lambda::Url')).map(({ Properties }) => Properties),
    ]);

    expect(caller).toMatch(new RegExp(`${aliasId()}|"Qualifier":"live"`));
  });
});

test('an alias without provisioned concurrency has none', () => {
  const { template } = gatewayIn({ webhookAlias: {} });

  expect(only(template(), 'AWS::Lambda::Alias')[1].Properties).not.toHaveProperty('ProvisionedConcurrencyConfig');
});

test('dev runs a gateway with an alias', async () => {
  const app = await ServedApp.start(synthesize({ webhookAlias: { provisionedConcurrentExecutions: 1 } }));
  try {
    expect(await app.text({ body: 'Hello' })).toMatchObject({ status: 200, messages: [{ body: 'Hello' }] });
  } finally {
    await app.close();
  }
});

test('without the prop there is no alias and no version', () => {
  const { gateway, template } = gatewayIn();

  expect(gateway.webhookAlias).toBeUndefined();
  template().resourceCountIs('AWS::Lambda::Alias', 0);
  template().resourceCountIs('AWS::Lambda::Version', 0);
});

test.each<{ name: string; props: TwilioSmsGatewayProps }>([
  { name: 'the environment', props: { environment: { A: 'b' } } },
  { name: 'the URL, which is set last', props: { webhookUrl: 'https://sms.example.com/sms' } },
  { name: 'the memory', props: { memorySize: 512 } },
])('another value of $name is another version', ({ props }) => {
  expect(versionIdOf({ webhookAlias: {}, ...props })).not.toBe(versionIdOf({ webhookAlias: {} }));
});

test('the same gateway is the same version', () => {
  expect(versionIdOf({ webhookAlias: {} })).toBe(versionIdOf({ webhookAlias: {} }));
});

test('the alarms watch the function, whose metrics contain those of the alias', () => {
  const { gateway, template } = gatewayIn({ webhookAlias: {} });
  gateway.addAlarms();

  for (const MetricName of ['Errors', 'Throttles']) {
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: only(template(), 'AWS::Lambda::Function')[0] } }],
    });
  }
});

describe('provisionedConcurrentExecutions', () => {
  test.each([
    { value: 0, reserved: undefined, message: 'Stack/Sms: webhookAlias.provisionedConcurrentExecutions must be a whole number of at least 1, known at synth, got 0. Leave it out for none.' },
    { value: -1, reserved: undefined, message: 'got -1.' },
    { value: 1.5, reserved: undefined, message: 'got 1.5.' },
    { value: 6, reserved: 5, message: 'must not be above reservedConcurrentExecutions (5), got 6. Lower it' },
  ])('of $value with $reserved reserved is rejected', ({ value, reserved, message }) => {
    expect(() => gatewayIn({
      webhookAlias: { provisionedConcurrentExecutions: value }, reservedConcurrentExecutions: reserved,
    })).toThrow(message);
  });

  test('of a parameter is rejected, which CDK would take for a negative number', () => {
    expect(() => gatewayIn((stack) => ({
      webhookAlias: { provisionedConcurrentExecutions: parameter(stack, 'P') },
    }))).toThrow('known at synth, got a token.');
  });

  test.each([
    { name: 'as many as are reserved', value: 5, reserved: () => 5 },
    { name: 'some of a parameter that is reserved', value: 5, reserved: (stack: Stack) => parameter(stack, 'R') },
  ])('may be $name', ({ value, reserved }) => {
    const stack = new Stack(new App(), 'Stack');

    expect(() => new TwilioSmsGateway(stack, 'Sms', {
      webhookAlias: { provisionedConcurrentExecutions: value }, reservedConcurrentExecutions: reserved(stack),
    })).not.toThrow();
  });
});

function parameter(stack: Stack, id: string): number {
  return new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
}
