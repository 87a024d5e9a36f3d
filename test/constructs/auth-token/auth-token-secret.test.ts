import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { TwilioSmsGateway } from '../../../src';
import { environmentOf, gatewayIn, statementsOf } from '../../support/synthesize';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:twilio';
const COMPLETE_ARN = `${ARN}-AbCdEf`;

describe('the secret that the gateway creates', () => {
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

describe('the user\'s secret', () => {
  const partial = {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':secretsmanager:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':secret:twilio',
      ],
    ],
  };
  const suffixed = { 'Fn::Join': ['', [...partial['Fn::Join'][1].slice(0, -1), ':secret:twilio-??????']] };

  test.each([
    {
      name: 'complete ARN',
      importer: 'fromSecretCompleteArn',
      value: COMPLETE_ARN,
      inEnvironment: COMPLETE_ARN,
      inPolicy: COMPLETE_ARN,
    },
    {
      name: 'partial ARN',
      importer: 'fromSecretPartialArn',
      value: ARN,
      inEnvironment: ARN,
      inPolicy: `${ARN}-??????`,
    },
    { name: 'name', importer: 'fromSecretNameV2', value: 'twilio', inEnvironment: partial, inPolicy: suffixed },
  ] as const)('by its $name is read, and none is created', ({ importer, value, inEnvironment, inPolicy }) => {
    const { template } = gatewayIn((stack) => ({
      authTokenSecret: secretsmanager.Secret[importer](stack, 'Token', value),
    }));

    template().resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(environmentOf(template()).TWILIO_GATEWAY_SECRET_ARN).toEqual(inEnvironment);
    expect(secretStatementsOf(template())).toEqual([expect.objectContaining({ Resource: inPolicy })]);
  });

  test('by its construct is the only one', () => {
    const { gateway, stack, template } = gatewayIn((s) => ({ authTokenSecret: new secretsmanager.Secret(s, 'Token') }));

    template().resourceCountIs('AWS::SecretsManager::Secret', 1);
    expect(secretStatementsOf(template())).toEqual([expect.objectContaining({
      Resource: stack.resolve(gateway.authTokenSecret!.secretArn),
    })]);
  });

  test('with a key is decrypted through Secrets Manager only', () => {
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

  test('with an imported key is decrypted too', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
    const { template } = gatewayIn((stack) => ({
      authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Token', {
        secretCompleteArn: COMPLETE_ARN, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn),
      }),
    }));

    expect(statementsOf(template())).toContainEqual(expect.objectContaining({
      Action: 'kms:Decrypt',
      Resource: keyArn,
    }));
  });
});

test.each<{
  name: string;
  attributes: (stack: Stack) => secretsmanager.SecretAttributes;
  service: unknown;
}>([
      {
        name: 'an ARN',
        attributes: () => ({ secretCompleteArn: COMPLETE_ARN }),
        service: 'secretsmanager.eu-central-1.amazonaws.com',
      },
      {
        name: 'an ARN without the six characters',
        attributes: () => ({ secretPartialArn: ARN }),
        service: 'secretsmanager.eu-central-1.amazonaws.com',
      },
      {
        name: 'an ARN that is a parameter',
        attributes: (stack) => ({ secretCompleteArn: new CfnParameter(stack, 'Arn').valueAsString }),
        service: {
          'Fn::Join': ['', ['secretsmanager.', {
            'Fn::Select': [3, { 'Fn::Split': [':', { Ref: 'Arn' }] }],
          }, '.amazonaws.com']],
        },
      },
    ])('a secret of another region, by $name, is decrypted through Secrets Manager there', ({ attributes, service }) => {
      const { template } = gatewayIn((stack) => ({
        authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Token', {
          ...attributes(stack),
          encryptionKey: new kms.Key(stack, 'Key'),
        }),
      }));

      expect(statementsOf(template())).toContainEqual(expect.objectContaining({
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:ViaService': service } },
      }));
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

test('only the value may be read, in the stages that the runtime reads', () => {
  expect(secretStatementsOf(gatewayIn().template())).toEqual([{
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: { Ref: expect.stringMatching(/^SmsAuthTokenSecret/) },
    Condition: {
      'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] },
    },
  }]);
});

function secretStatementsOf(template: Parameters<typeof statementsOf>[0]) {
  return statementsOf(template).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('secretsmanager:')));
}
