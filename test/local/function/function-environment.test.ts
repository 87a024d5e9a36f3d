import { GatewayDefinition } from '../../../src/local/assembly/gateway-definition';
import { functionEnvironment } from '../../../src/local/function/function-environment';

const definition: GatewayDefinition = {
  stackName: 'Stack',
  appWideId: 'Stack/Fn',
  constructPath: 'Stack/Sms',
  logicalId: 'Sms1234',
  runtime: 'nodejs24.x',
  webhookPath: '/sms',
  deployment: { stackName: 'Stack' },
  handler: 'gateway.handler',
  timeoutSeconds: 15,
  memorySize: 256,
  taskRoot: '/code',
  layers: [],
  missingLayers: [],
  environment: {
    TWILIO_GATEWAY_WEBHOOK_URL: 'https://sms.example.com/sms',
    TABLE: 'local-Table',
    AWS_REGION: 'eu-west-1',
  },
  deployTimeVariables: ['TABLE'],
};

const environment = functionEnvironment(definition, { endpoint: 'http://127.0.0.1:1234', accessKeyId: 'LOCALKEY' });

test("the environment holds the template's variables", () => {
  expect(environment).toMatchObject({
    TABLE: 'local-Table',
    _HANDLER: 'gateway.handler',
    LAMBDA_TASK_ROOT: '/code',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
  });
});

test('the environment holds no variable of the developer', () => {
  expect(environment).not.toHaveProperty('PATH');
  expect(environment).not.toHaveProperty('HOME');
});

test('every call to AWS goes to the emulators, with credentials that are worthless elsewhere', () => {
  expect(environment).toMatchObject({
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1234',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1234',
    AWS_ACCESS_KEY_ID: 'LOCALKEY',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});

test('requests are verified against the local URL', () => {
  expect(environment).toMatchObject({ TWILIO_GATEWAY_SCHEME: 'http' });
  expect(environment).not.toHaveProperty('TWILIO_GATEWAY_WEBHOOK_URL');
});

test('requests through a tunnel are verified as in a deployment', () => {
  const behindTunnel = functionEnvironment(
    definition,
    { endpoint: 'http://127.0.0.1:1234', accessKeyId: 'LOCALKEY' },
    definition,
    'https',
  );

  expect(behindTunnel).not.toHaveProperty('TWILIO_GATEWAY_SCHEME');
  expect(behindTunnel).not.toHaveProperty('TWILIO_GATEWAY_WEBHOOK_URL');
});

describe('with real AWS', () => {
  const aws = {
    region: 'eu-central-1',
    environment: {
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    },
    renew: async () => ({}),
    variables: {
      TABLE: 'Stack-Table-1ABC',
      STAGE: 'as deployed',
      TWILIO_GATEWAY_WEBHOOK_URL: 'https://sms.example.com/sms',
      GONE: 'since then',
    },
  };
  const real = functionEnvironment(
    { ...definition, environment: { ...definition.environment, STAGE: 'as it is now' } },
    aws,
  );

  test("the environment has the deployment's names and ARNs, and the template's current plain values", () => {
    expect(real).toMatchObject({ TABLE: 'Stack-Table-1ABC', STAGE: 'as it is now', TWILIO_GATEWAY_SCHEME: 'http' });
    expect(real).not.toHaveProperty('TWILIO_GATEWAY_WEBHOOK_URL');
    expect(real).not.toHaveProperty('GONE');
  });

  test('calls go to the region of the deployment, with the endpoints and credentials that were passed', () => {
    expect(real).toMatchObject({ ...aws.environment, AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' });
  });

  test('the environment has no emulator, and no other variable of the developer', () => {
    expect(Object.keys(real).filter((name) => /^AWS_ENDPOINT/.test(name))).toEqual(['AWS_ENDPOINT_URL_DYNAMODB']);
    expect(real).not.toHaveProperty('TWILIO_GATEWAY_API_URL');
    expect(real).not.toHaveProperty('HOME');
    expect(real).toMatchObject({
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });

  test('a name that the deployment does not have is an error', () => {
    expect(() => functionEnvironment(definition, { ...aws, variables: {} })).toThrow(
      'The variable TABLE of the function Sms1234 (stack Stack) gets its value when it is deployed, '
        + 'and has none yet. Deploy the stack, then run this again.',
    );
  });
});

describe('with folders of its own', () => {
  const of = (changes: Partial<GatewayDefinition>) =>
    functionEnvironment(
      { ...definition, ...changes },
      { endpoint: 'http://127.0.0.1:1234', accessKeyId: 'LOCALKEY' },
      { taskRoot: '/tmp/task', layersRoot: '/tmp/opt' },
    );

  test("Lambda's paths become paths of this machine", () => {
    const variables = {
      MODULE: '/var/task/dist/reply.mjs',
      BOTH: '/opt/bin:/var/task',
      NODE_OPTIONS: '--require /opt/hook.js --import=/opt/hook.mjs',
      URL: 'https://example.com/opt/var/task',
      OTHER: '/option /var/tasks /srv/opt',
    };

    expect(of({ handler: '/opt/gateway.handler', environment: variables })).toMatchObject({
      _HANDLER: '/tmp/opt/gateway.handler',
      LAMBDA_TASK_ROOT: '/tmp/task',
      MODULE: '/tmp/task/dist/reply.mjs',
      BOTH: '/tmp/opt/bin:/tmp/task',
      NODE_OPTIONS: '--require /tmp/opt/hook.js --import=/tmp/opt/hook.mjs',
      URL: variables.URL,
      OTHER: variables.OTHER,
    });
  });

  test.each([
    {
      runtime: 'nodejs22.x',
      expected: { NODE_PATH: '/tmp/opt/nodejs/node22/node_modules:/tmp/opt/nodejs/node_modules:/tmp/task' },
    },
    {
      runtime: 'python3.13',
      expected: { PYTHONPATH: '/tmp/opt/python/lib/python3.13/site-packages:/tmp/opt/python:/tmp/task' },
    },
  ])('a function of $runtime looks for packages in the layers', ({ runtime, expected }) => {
    expect(of({ runtime })).toMatchObject(expected);
    expect(of({ runtime, environment: { NODE_PATH: '/mine', PYTHONPATH: '/mine' } })).toMatchObject({
      NODE_PATH: '/mine',
      PYTHONPATH: '/mine',
    });
  });
});
