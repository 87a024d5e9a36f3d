import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { TwilioSmsGateway } from '../../../src';
import { environmentOf, gatewayIn, statementsOf } from '../../support/synthesize';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:twilio';
const COMPLETE_ARN = `${ARN}-AbCdEf`;

describe('a secret that the gateway makes', () => {
  test('is frozen: CloudFormation would write a new version over the user\'s token if this ever changed', () => {
    const [secret] = Object.values(gatewayIn().template().findResources('AWS::SecretsManager::Secret'));

    expect(secret).toEqual({
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Description: 'Twilio auth token: {"accountSid": "AC...", "authToken": "..."}',
        GenerateSecretString: {
          SecretStringTemplate: '{"accountSid":""}',
          GenerateStringKey: 'authToken',
          PasswordLength: 16,
        },
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });
});

describe('a secret that is brought', () => {
  const partial = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':secret:twilio']] };
  const suffixed = { 'Fn::Join': ['', [...partial['Fn::Join'][1].slice(0, -1), ':secret:twilio-??????']] };

  test.each([
    ['complete ARN', 'fromSecretCompleteArn', COMPLETE_ARN, COMPLETE_ARN, COMPLETE_ARN],
    ['partial ARN', 'fromSecretPartialArn', ARN, ARN, `${ARN}-??????`],
    ['name', 'fromSecretNameV2', 'twilio', partial, suffixed],
  ] as const)('by %s is read, and none is made', (_, importer, value, inEnvironment, inPolicy) => {
    const { template } = gatewayIn((stack) => ({ authTokenSecret: secretsmanager.Secret[importer](stack, 'Token', value) }));

    template().resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(environmentOf(template()).TWILIO_GATEWAY_SECRET_ARN).toEqual(inEnvironment);
    expect(secretStatementsOf(template())).toEqual([expect.objectContaining({ Resource: inPolicy })]);
  });

  test('by its construct is the only one', () => {
    const { gateway, stack, template } = gatewayIn((s) => ({ authTokenSecret: new secretsmanager.Secret(s, 'Token') }));

    template().resourceCountIs('AWS::SecretsManager::Secret', 1);
    expect(secretStatementsOf(template())).toEqual([expect.objectContaining({ Resource: stack.resolve(gateway.authTokenSecret.secretArn) })]);
  });

  test('with a key of its own is decrypted, through Secrets Manager only', () => {
    const { stack, template } = gatewayIn((s) => ({
      authTokenSecret: new secretsmanager.Secret(s, 'Token', { encryptionKey: new kms.Key(s, 'Key') }),
    }));
    const key = stack.node.findChild('Key') as kms.Key;

    expect(statementsOf(template())).toContainEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: stack.resolve(key.keyArn),
      Condition: { StringEquals: { 'kms:ViaService': stack.resolve(`secretsmanager.${stack.region}.amazonaws.com`) } },
    });
  });

  test('with a key that is imported is decrypted too', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
    const { template } = gatewayIn((stack) => ({
      authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Token', {
        secretCompleteArn: COMPLETE_ARN, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn),
      }),
    }));

    expect(statementsOf(template())).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: keyArn }));
  });
});

test.each<[string, (stack: Stack) => secretsmanager.SecretAttributes, unknown]>([
  ['an ARN', () => ({ secretCompleteArn: COMPLETE_ARN }), 'secretsmanager.eu-central-1.amazonaws.com'],
  ['an ARN without the six characters', () => ({ secretPartialArn: ARN }), 'secretsmanager.eu-central-1.amazonaws.com'],
  ['an ARN that is a parameter', (stack) => ({ secretCompleteArn: new CfnParameter(stack, 'Arn').valueAsString }),
    { 'Fn::Join': ['', ['secretsmanager.', { 'Fn::Select': [3, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }, '.amazonaws.com']] }],
])('a secret of another region, by %s, is decrypted through Secrets Manager there', (_, attributes, service) => {
  const { template } = gatewayIn((stack) => ({
    authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Token', { ...attributes(stack), encryptionKey: new kms.Key(stack, 'Key') }),
  }));

  expect(statementsOf(template())).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Condition: { StringEquals: { 'kms:ViaService': service } } }));
});

test('a secret and its key may be in another stack', () => {
  const app = new App();
  const shared = new Stack(app, 'Shared');
  const authTokenSecret = new secretsmanager.Secret(shared, 'Token', { encryptionKey: new kms.Key(shared, 'Key') });
  const stack = new Stack(app, 'Stack');
  new TwilioSmsGateway(stack, 'Sms', { authTokenSecret });

  expect(() => app.synth()).not.toThrow(); // a grant in the key's policy would make the stacks depend on each other
  expect(stack.dependencies).toEqual([shared]);
});

test('the value is all that may be read, in the stages that the runtime asks for', () => {
  expect(secretStatementsOf(gatewayIn().template())).toEqual([{
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: { Ref: expect.stringMatching(/^SmsAuthTokenSecret/) },
    Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] } },
  }]);
});

function secretStatementsOf(template: Parameters<typeof statementsOf>[0]) {
  return statementsOf(template).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('secretsmanager:')));
}
