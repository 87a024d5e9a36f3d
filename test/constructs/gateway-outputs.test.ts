import { App, CfnOutput, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TwilioSmsGateway } from '../../src';
import { gatewayIn } from '../support/synthesize';

const { version } = JSON.parse(jest.requireActual('fs').readFileSync('package.json', 'utf8'));

test('the outputs are the webhook URL and the ARN of the secret', () => {
  const { stack, gateway, template } = gatewayIn();

  expect(Object.values<any>(template().toJSON().Outputs).map(({ Value }) => Value)).toEqual([
    stack.resolve(gateway.webhookUrl),
    stack.resolve(gateway.authTokenSecret!.secretArn),
  ]);
});

test('the description of each output says what to do with it', () => {
  const [webhookUrl, secret] = Object.values<any>(gatewayIn().template().toJSON().Outputs);

  expect(webhookUrl.Description).toContain('HTTP POST');
  expect(secret.Description).toContain('put-secret-value');
});

describe('the metadata names the outputs', () => {
  test('in a stack', () => {
    expectMetadata(gatewayIn().template(), '/sms');
  });

  test('in a stage', () => {
    const stack = new Stack(new Stage(new App(), 'Prod'), 'Stack');
    new TwilioSmsGateway(stack, 'Sms');

    expectMetadata(Template.fromStack(stack), '/sms');
  });

  test('in a nested stack, whose template has the outputs', () => {
    const nested = new NestedStack(new Stack(new App(), 'Stack'), 'Nested');
    new TwilioSmsGateway(nested, 'Sms');

    expectMetadata(Template.fromStack(nested), '/sms');
  });

  test('of each of two gateways in one stack', () => {
    const { stack, template } = gatewayIn();
    new TwilioSmsGateway(stack, 'Sms2');

    const metadata = metadataOf(template());
    expect(metadata).toHaveLength(2);
    expect(new Set(metadata.flatMap(({ outputs }) => Object.values(outputs))).size).toBe(4);
    expect(Object.keys(template().toJSON().Outputs))
      .toEqual(expect.arrayContaining(metadata.flatMap(({ outputs }) => Object.values(outputs))));
  });

  test('even where a logical id is overridden', () => {
    const { gateway, template } = gatewayIn();
    (gateway.node.findChild('WebhookUrl') as CfnOutput).overrideLogicalId('Url');

    expect(metadataOf(template())[0].outputs.webhookUrl).toBe('Url');
  });
});

function metadataOf(template: Template): any[] {
  return Object.values<any>(template.findResources('AWS::Lambda::Function'))
    .map(({ Metadata }) => Metadata['cdk-twilio-sms-gateway']);
}

function expectMetadata(template: Template, webhookPath: string): void {
  const [webhookUrl, authTokenSecret] = Object.keys(template.toJSON().Outputs);
  expect(metadataOf(template)).toEqual([{ version, webhookPath, outputs: { webhookUrl, authTokenSecret } }]);
}
