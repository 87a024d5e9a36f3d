import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ReplyMode, type TwilioSmsGatewayProps } from '../../../src';
import { additionalSecretArns } from '../../../src/runtime/auth-token/additional-secret-arns';
import { environmentOf, gatewayIn, statementsOf } from '../../support/synthesize';

const VARIABLE = 'TWILIO_GATEWAY_ADDITIONAL_SECRET_ARNS';
const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1b2c3`;
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
const secretOf = (stack: Stack, name: string) =>
  secretsmanager.Secret.fromSecretCompleteArn(stack, name, arn(name));
const withAdditional = (names: readonly string[], props: TwilioSmsGatewayProps = {}) => gatewayIn((stack) => ({
  additionalAuthTokenSecrets: names.map((name) => secretOf(stack, name)),
  ...props,
}));
const readsOf = (template: Template, resource: string) =>
  statementsOf(template).filter(({ Resource }) => JSON.stringify(Resource).includes(resource));

test('the webhook function reads each additional secret in the stages of a rotation', () => {
  const template = withAdditional(['Ireland', 'Australia']).template();

  expect(additionalSecretArns(environmentOf(template)[VARIABLE] as string)).toEqual([arn('Ireland'), arn('Australia')]);
  for (const name of ['Ireland', 'Australia']) {
    expect(readsOf(template, arn(name))).toEqual([{
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: arn(name),
      Condition: {
        'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] },
      },
    }]);
  }
});

test('the key of an additional secret decrypts it through Secrets Manager only', () => {
  const { template } = gatewayIn((stack) => ({
    additionalAuthTokenSecrets: [secretsmanager.Secret.fromSecretAttributes(stack, 'Ireland', {
      secretCompleteArn: arn('Ireland'),
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY),
    })],
  }));

  expect(statementsOf(template())).toContainEqual({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: KEY,
    Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
  });
});

test('the worker does not get the additional secrets, because it sends with the first', () => {
  const template = withAdditional(['Ireland'], { replyMode: ReplyMode.asynchronous() }).template();
  const functions = Object.values<any>(template.findResources('AWS::Lambda::Function'));
  const [worker] = functions.filter(({ Properties }) => Properties.Handler === 'worker.handler');

  expect(worker.Properties.Environment.Variables[VARIABLE]).toBeUndefined();
  expect(functions.filter(({ Properties }) => Properties.Environment.Variables[VARIABLE])).toHaveLength(1);
  expect(readsOf(template, arn('Ireland'))).toHaveLength(1);
});

test('a secret of the app is named by its reference', () => {
  const { template } = gatewayIn((stack) => ({
    additionalAuthTokenSecrets: [new secretsmanager.Secret(stack, 'Token')],
  }));
  const [id] = Object.keys(template().findResources('AWS::SecretsManager::Secret'))
    .filter((logicalId) => logicalId.startsWith('Token'));

  expect(environmentOf(template())[VARIABLE]).toEqual({ Ref: id });
});

test('no additional secrets change nothing', () => {
  expect(withAdditional([]).template().toJSON()).toEqual(gatewayIn().template().toJSON());
});

test('three additional secrets are accepted', () => {
  const template = withAdditional(['One', 'Two', 'Three']).template();

  expect(additionalSecretArns(environmentOf(template)[VARIABLE] as string)).toHaveLength(3);
});

test.each<{
  name: string;
  names: readonly string[];
  props?: (stack: Stack) => TwilioSmsGatewayProps;
  message: string;
}>([
      {
        name: 'a fourth secret',
        names: ['One', 'Two', 'Three', 'Four'],
        message: 'Stack/Sms: additionalAuthTokenSecrets must have at most 3 secrets, got 4. Remove those whose auth tokens',
      },
      {
        name: 'the secret of the gateway',
        names: [],
        props: (stack) => ({
          authTokenSecret: secretOf(stack, 'Token'),
          additionalAuthTokenSecrets: [secretsmanager.Secret.fromSecretCompleteArn(stack, 'Again', arn('Token'))],
        }),
        message: 'must have secrets other than authTokenSecret, each once, got Stack/Again twice. Remove the repeat.',
      },
      {
        name: 'a secret twice',
        names: [],
        props: (stack) => {
          const secret = new secretsmanager.Secret(stack, 'Token');
          return { additionalAuthTokenSecrets: [secret, secret] };
        },
        message: 'got Stack/Token twice.',
      },
    ])('$name is an error at synth', ({ names, props, message }) => {
      expect(() => props ? gatewayIn(props) : withAdditional(names)).toThrow(message);
    });
