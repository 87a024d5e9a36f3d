import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { MessageSource, ReplyHandler, ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps } from '../../src';
import { resolve } from '../../src/local/assembly/intrinsics';
import { fromRoot } from '../support/paths';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
const ALL_STAGES = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];
const TOKEN = 'TWILIO_GATEWAY_SECRET_ARN';
const SIGNING = 'TWILIO_GATEWAY_SIGNING_KEY_SECRET_ARN';
const API = 'TWILIO_GATEWAY_API_KEY_SECRET_ARN';
const CREATED = 'created';

const secretOf = (stack: Stack, name: string) => secretsmanager.Secret.fromSecretCompleteArn(stack, name, arn(name));
const signingKeySecret = (stack: Stack) => ({ signingKeySecret: secretOf(stack, 'Signing') });
const apiKeySecret = (stack: Stack) => ({ apiKeySecret: secretOf(stack, 'Api') });
const both = (stack: Stack) => ({ ...signingKeySecret(stack), ...apiKeySecret(stack) });
const replyModule = () => ReplyHandler.fromCode(lambda.Code.fromAsset(fromRoot('test/integ/code')));

function gatewayWith(props: (stack: Stack) => TwilioSmsGatewayProps) {
  const stack = new Stack(new App(), 'Stack');
  const gateway = new TwilioSmsGateway(stack, 'Sms', props(stack));
  const template = Template.fromStack(stack);
  const json = template.toJSON();
  /** By the start of its logical id: the variables and the secrets that a function may read, with the stages. */
  const functionAt = (id: string) => {
    const [, fn] = Object.entries(template.findResources('AWS::Lambda::Function')).find(([name]) => name.startsWith(id))!;
    const { Environment, Role } = fn.Properties;
    const statements: any[] = Object.values(template.findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => Properties.Roles.some(({ Ref }: any) => Ref === Role['Fn::GetAtt'][0]))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('secretsmanager:GetSecretValue'));
    const nameOf = (value: unknown) => /secret:(Token|Signing|Api)-/.exec(JSON.stringify(value))?.[1] ?? CREATED;
    return {
      variables: Object.fromEntries([TOKEN, SIGNING, API].filter((name) => name in Environment.Variables)
        .map((name) => [name, nameOf(Environment.Variables[name])])),
      reads: Object.fromEntries(statements.map(({ Resource, Condition }) =>
        [nameOf(Resource), Condition['ForAnyValue:StringEquals']['secretsmanager:VersionStage']])),
    };
  };
  return { stack, gateway, template, json, webhook: () => functionAt('SmsFunction'), functionAt };
}

test.each<{
  readonly name: string;
  readonly props: (stack: Stack) => TwilioSmsGatewayProps;
  readonly variables: object;
  readonly reads: object;
}>([
      { name: 'no secret', props: () => ({}), variables: { [TOKEN]: CREATED }, reads: { [CREATED]: ALL_STAGES } },
      {
        name: 'a signing key',
        props: signingKeySecret,
        variables: { [TOKEN]: CREATED, [SIGNING]: 'Signing' },
        reads: { [CREATED]: ALL_STAGES, Signing: ALL_STAGES },
      },
      {
        name: 'an API key, which the echo does not need',
        props: apiKeySecret,
        variables: { [TOKEN]: CREATED },
        reads: { [CREATED]: ALL_STAGES },
      },
      {
        name: 'an API key and a module, which may fetch media',
        props: (stack) => ({ ...apiKeySecret(stack), replyHandler: replyModule() }),
        variables: { [TOKEN]: CREATED, [API]: 'Api' },
        reads: { [CREATED]: ALL_STAGES, Api: ALL_STAGES },
      },
      {
        name: 'an API key and a fixed text',
        props: (stack) => ({ ...apiKeySecret(stack), replyHandler: ReplyHandler.text('Hi') }),
        variables: { [TOKEN]: CREATED },
        reads: { [CREATED]: ALL_STAGES },
      },
      {
        name: 'an API key and a target',
        props: (stack) => ({ ...apiKeySecret(stack), replyHandler: ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue')) }),
        variables: { [TOKEN]: CREATED },
        reads: { [CREATED]: ALL_STAGES },
      },
      { name: 'both', props: both, variables: { [SIGNING]: 'Signing' }, reads: { Signing: ALL_STAGES } },
      {
        name: 'both and a module',
        props: (stack) => ({ ...both(stack), replyHandler: replyModule() }),
        variables: { [SIGNING]: 'Signing', [API]: 'Api' },
        reads: { Signing: ALL_STAGES, Api: ALL_STAGES },
      },
      {
        name: 'both, a module and asynchronous mode, where the worker fetches media',
        props: (stack) => ({ ...both(stack), replyHandler: replyModule(), replyMode: ReplyMode.asynchronous() }),
        variables: { [SIGNING]: 'Signing' },
        reads: { Signing: ALL_STAGES },
      },
      {
        name: 'both and an auth token, for a migration',
        props: (stack) => ({ ...both(stack), authTokenSecret: secretOf(stack, 'Token') }),
        variables: { [TOKEN]: 'Token', [SIGNING]: 'Signing' },
        reads: { Token: ALL_STAGES, Signing: ALL_STAGES },
      },
    ])('the webhook function of a gateway with $name has and may read what it needs, and nothing else', (row) => {
      expect(gatewayWith(row.props).webhook()).toEqual({ variables: row.variables, reads: row.reads });
    });

test.each<{
  readonly name: string;
  readonly props: (stack: Stack) => TwilioSmsGatewayProps;
  readonly variables: object;
  readonly reads: object;
}>([
      { name: 'no secret', props: () => ({}), variables: { [TOKEN]: CREATED }, reads: { [CREATED]: ALL_STAGES } },
      { name: 'a signing key', props: signingKeySecret, variables: { [TOKEN]: CREATED }, reads: { [CREATED]: ALL_STAGES } },
      { name: 'an API key', props: apiKeySecret, variables: { [API]: 'Api' }, reads: { Api: ALL_STAGES } },
      { name: 'both', props: both, variables: { [API]: 'Api' }, reads: { Api: ALL_STAGES } },
    ])('the worker of a gateway with $name reads one secret', ({ props, variables, reads }) => {
      const { functionAt } = gatewayWith((stack) => ({ ...props(stack), replyMode: ReplyMode.asynchronous() }));

      expect(functionAt('SmsWorkerFunction')).toEqual({ variables, reads });
    });

test.each<{
  readonly name: string;
  readonly props: (stack: Stack) => TwilioSmsGatewayProps;
  readonly variables: object;
  readonly reads: object;
}>([
      {
        name: 'an auth token',
        props: (stack) => ({ authTokenSecret: secretOf(stack, 'Token') }),
        variables: { [TOKEN]: 'Token' },
        reads: { Token: ['AWSCURRENT', 'PREVIOUS_SETTINGS'] },
      },
      {
        name: 'an auth token and an API key',
        props: (stack) => ({ authTokenSecret: secretOf(stack, 'Token'), ...apiKeySecret(stack) }),
        variables: { [TOKEN]: 'Token', [API]: 'Api' },
        reads: { Token: 'PREVIOUS_SETTINGS', Api: 'AWSCURRENT' },
      },
      {
        name: 'an API key and a created secret, which may be empty',
        props: apiKeySecret,
        variables: { [TOKEN]: CREATED, [API]: 'Api' },
        reads: { [CREATED]: 'PREVIOUS_SETTINGS', Api: 'AWSCURRENT' },
      },
      {
        name: 'no auth token',
        props: both,
        variables: { [SIGNING]: 'Signing', [API]: 'Api' },
        reads: { Signing: 'PREVIOUS_SETTINGS', Api: 'AWSCURRENT' },
      },
    ])('the function that sets numbers of a gateway with $name reads only what it needs', ({ props, variables, reads }) => {
      const { functionAt } = gatewayWith((stack) => ({
        ...props(stack), phoneNumbers: [MessageSource.phoneNumber('+15005550001')],
      }));
      const { variables: found, reads: foundReads } = functionAt('SmsPhoneNumbersFunction');

      expect(found).toEqual(variables);
      const text = JSON.stringify(reads).replaceAll('PREVIOUS_SETTINGS', stageOfPreviousSettings());
      expect(Object.fromEntries(Object.entries(foundReads).map(([name, stages]) => [name, [stages].flat()])))
        .toEqual(Object.fromEntries(Object.entries(JSON.parse(text)).map(([name, stages]) => [name, [stages].flat()])));
    });

function stageOfPreviousSettings(): string {
  return jest.requireActual('../../src/shared/phone-number-settings').PREVIOUS_SETTINGS_STAGE;
}

describe('a gateway with both secrets', () => {
  const { gateway, template, json } = gatewayWith(both);

  test('has no auth token: none is created, and nothing names one', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(gateway.authTokenSecret).toBeUndefined();
    expect(JSON.stringify(json)).not.toMatch(/authToken|AuthToken|TWILIO_GATEWAY_SECRET_ARN/);
  });

  test('has the ARNs of both as attributes, outputs and metadata', () => {
    expect(gateway.signingKeySecret?.secretArn).toBe(arn('Signing'));
    expect(gateway.apiKeySecret?.secretArn).toBe(arn('Api'));
    const [fn] = Object.values<any>(template.findResources('AWS::Lambda::Function'));
    const { webhookUrl, ...secrets } = fn.Metadata['cdk-twilio-sms-gateway'].outputs;
    expect(Object.entries<string>(secrets).map(([name, output]) => [name, resolve(json.Outputs[output].Value, json)]))
      .toEqual([['signingKeySecret', arn('Signing')], ['apiKeySecret', arn('Api')]]);
    expect(json.Outputs[webhookUrl].Description).toContain('HTTP POST');
  });
});

test('the keys of encrypted secrets may be used by the functions that read them', () => {
  const { template } = gatewayWith((stack) => ({
    signingKeySecret: new secretsmanager.Secret(stack, 'S', { encryptionKey: new kms.Key(stack, 'SigningKmsKey') }),
    apiKeySecret: new secretsmanager.Secret(stack, 'A', { encryptionKey: new kms.Key(stack, 'ApiKmsKey') }),
    replyMode: ReplyMode.asynchronous(),
  }));
  const decrypts = Object.entries<any>(template.findResources('AWS::IAM::Policy')).map(([id, { Properties }]) => [
    id.replace(/DefaultPolicy.*/, ''),
    Properties.PolicyDocument.Statement.filter(({ Action }: any) => Action === 'kms:Decrypt')
      .map(({ Resource }: any) => Resource['Fn::GetAtt'][0].slice(0, -8)),
  ]);

  expect(decrypts).toEqual([['SmsRole', ['SigningKmsKey']], ['SmsWorkerRole', ['ApiKmsKey']]]);
});

describe('combinations that cannot work are rejected', () => {
  test('a rotation of the auth token where there is none', () => {
    const authTokenRotation = { automaticallyAfter: Duration.days(7) };
    expect(() => gatewayWith((stack) => ({ ...both(stack), authTokenRotation })))
      .toThrow(/^Stack\/Sms: authTokenRotation must not be set together with signingKeySecret and apiKeySecret.*Leave authTokenRotation out/);
  });

  test('one secret for two kinds of keys', () => {
    expect(() => gatewayWith((stack) => {
      const secret = secretOf(stack, 'Token');
      return { authTokenSecret: secret, apiKeySecret: secret };
    })).toThrow('Stack/Sms: authTokenSecret and apiKeySecret must be two secrets, got the same one.');
  });

  test('numbers without credentials that could set them', () => {
    expect(() => gatewayWith((stack) => ({
      ...signingKeySecret(stack), phoneNumbers: [MessageSource.phoneNumber('+15005550001')],
    }))).toThrow(/phoneNumbers needs an authTokenSecret.*Or give an apiKeySecret/);
  });
});

test('a rotation of the auth token goes with either of the two secrets', () => {
  for (const one of [signingKeySecret, apiKeySecret]) {
    const { template } = gatewayWith((stack) => ({ ...one(stack), authTokenRotation: {} }));
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
  }
});
