import { mkdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReplyHandler, ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps } from '../../src';
import { inboundMessage } from '../../src/testing/sample-message';
import { ServedApp, temporaryFolder } from '../support/served-app';

// Each handler as `dev` runs it: its own synthesized asset, and the strict emulators in the place of AWS.

const MESSAGE = inboundMessage({ body: 'Hello "dev" & <all> é 🎉', from: '+15005550006', to: '+15005550001' });

let app: ServedApp;

async function serve(handler: (stack: Stack) => ReplyHandler, props: TwilioSmsGatewayProps = {}): Promise<ServedApp> {
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Stack');
  new TwilioSmsGateway(stack, 'Sms', { replyHandler: handler(stack), ...props });
  app = await ServedApp.start((stack.node.root as App).synth().directory);
  return app;
}

afterEach(async () => app.close());

test.each<{ name: string; handler: (stack: Stack) => ReplyHandler; call: object }>([
  {
    name: 'toQueue',
    handler: (stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Orders')),
    call: { service: 'SQS', operation: 'SendMessage', summary: expect.stringMatching(/^to the queue Orders\w+$/) },
  },
  {
    name: 'toQueue, FIFO',
    handler: (stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Orders', { fifo: true })),
    call: {
      service: 'SQS',
      summary: expect.stringMatching(/^to the queue Orders\w+\.fifo, group \w{8}…, deduplication id \w{8}…$/),
    },
  },
  {
    name: 'toTopic',
    handler: (stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Alarms')),
    call: { service: 'SNS', operation: 'Publish', summary: expect.stringMatching(/^to the topic Alarms\w+$/) },
  },
  {
    name: 'toTopic, FIFO',
    handler: (stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Alarms', { fifo: true })),
    call: {
      service: 'SNS',
      summary: expect.stringMatching(/^to the topic [\w-]+\.fifo, group \w{8}…, deduplication id \w{8}…$/),
    },
  },
  {
    name: 'toEventBus',
    handler: (stack) => ReplyHandler.toEventBus(new events.EventBus(stack, 'Bus', { eventBusName: 'texts' })),
    call: {
      service: 'EventBridge',
      operation: 'PutEvents',
      summary: '"Message Received" of cdk-twilio-sms-gateway to the bus texts',
    },
  },
  {
    name: 'toEventBus, default bus',
    handler: (stack) =>
      ReplyHandler.toEventBus(events.EventBus.fromEventBusName(stack, 'Bus', 'default'), {
        source: 'com.example.sms',
        detailType: 'SMS',
      }),
    call: { service: 'EventBridge', summary: '"SMS" of com.example.sms to the bus default' },
  },
  {
    name: 'toStateMachine',
    handler: (stack) =>
      ReplyHandler.toStateMachine(
        new sfn.StateMachine(stack, 'Flow', {
          definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
        }),
      ),
    call: {
      service: 'Step Functions',
      operation: 'StartExecution',
      summary: expect.stringMatching(/^of the state machine Flow\w+, as \w{8}…$/),
    },
  },
])(
  '$name sends the message on and sends no reply',
  async ({ handler, call }) => {
    await serve(handler);

    expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [] });

    expect(app.calls).toEqual([expect.objectContaining(call)]);
    expect(JSON.parse(app.calls[0].detail!.split('\n\n')[0])).toEqual(JSON.parse(JSON.stringify(MESSAGE)));
    expect(app.calls[0].requestId).toBe(app.log[0].requestId);
    expect(app.calls[0].summary).not.toMatch(/5005550/);
  },
  30_000,
);

test('an acknowledgement is sent after the message was sent on', async () => {
  await serve((stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Orders'), { acknowledgement: 'Thank you' }));

  expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [{ body: 'Thank you' }] });
});

test('a duplicate starts no second execution, and is acknowledged again', async () => {
  await serve((stack) =>
    ReplyHandler.toStateMachine(sfn.StateMachine.fromStateMachineName(stack, 'Flow', 'flow'), {
      acknowledgement: 'Thank you',
    }),
  );

  const answers = [await app.text(MESSAGE), await app.text(MESSAGE)];

  expect(answers).toEqual(Array(2).fill({ status: 200, messages: [{ body: 'Thank you' }] }));
  expect(app.calls).toHaveLength(1);
});

const bodies = () => app.calls.flatMap(({ message }) => (message ? [message.body] : []));

test.each<{ name: string; handler: (stack: Stack) => ReplyHandler; service: string; reply: string }>([
  {
    name: 'fromFunction',
    handler: (stack) =>
      ReplyHandler.fromFunction(
        new lambda.Function(stack, 'Existing', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromInline("exports.handler = async ({ body }) => 'Re: ' + body.slice(0, 5);"),
        }),
      ),
    service: 'Lambda',
    reply: 'Re: Hello',
  },
  {
    name: 'toQueue',
    handler: (stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Orders'), { acknowledgement: 'Thank you' }),
    service: 'SQS',
    reply: 'Thank you',
  },
  {
    name: 'toTopic',
    handler: (stack) =>
      ReplyHandler.toTopic(new sns.Topic(stack, 'Alarms', { fifo: true }), { acknowledgement: 'Thank you' }),
    service: 'SNS',
    reply: 'Thank you',
  },
  {
    name: 'toEventBus',
    handler: (stack) => ReplyHandler.toEventBus(new events.EventBus(stack, 'Bus'), { acknowledgement: 'Thank you' }),
    service: 'EventBridge',
    reply: 'Thank you',
  },
  {
    name: 'toStateMachine',
    handler: (stack) =>
      ReplyHandler.toStateMachine(sfn.StateMachine.fromStateMachineName(stack, 'Flow', 'flow'), {
        acknowledgement: 'Thank you',
      }),
    service: 'Step Functions',
    reply: 'Thank you',
  },
])(
  '$name in asynchronous mode does the same in the worker',
  async ({ handler, service, reply }) => {
    await serve(handler, { replyMode: ReplyMode.asynchronous() });

    expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [] });
    for (const end = Date.now() + 20_000; bodies().length === 0 && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    expect(bodies()).toEqual([reply]);
    expect(app.calls.map((call) => call.service)).toEqual(['SQS', service, 'Twilio']);
    expect(JSON.parse(app.calls[1].detail!.split('\n\n')[0])).toEqual(JSON.parse(JSON.stringify(MESSAGE)));
  },
  60_000,
);

describe('fromFunction', () => {
  function fn(stack: Stack, runtime: lambda.Runtime, file: string, code: string): lambda.Function {
    const folder = path.join(temporaryFolder(), 'code');
    mkdirSync(folder);
    writeFileSync(path.join(folder, file), code);
    return new lambda.Function(stack, 'Existing', {
      runtime,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(folder),
      environment: { GREETING: 'Hi' },
    });
  }
  const python = (code: string) => (stack: Stack) =>
    ReplyHandler.fromFunction(fn(stack, lambda.Runtime.PYTHON_3_13, 'index.py', code));
  const node = (code: string) => (stack: Stack) =>
    ReplyHandler.fromFunction(fn(stack, lambda.Runtime.NODEJS_24_X, 'index.mjs', code));

  test.each([
    {
      name: 'Python',
      handler: python(
        "import os\n\ndef handler(message, context):\n    assert 0 < context.get_remaining_time_in_millis() <= 3000\n    return f\"{os.environ['GREETING']}, {message['body']}\"",
      ),
    },
    {
      name: 'Node.js',
      handler: node('export const handler = async (message) => `${process.env.GREETING}, ${message.body}`;'),
    },
  ])(
    'a function of $name runs here and answers',
    async ({ handler }) => {
      await serve(handler);

      for (const body of [MESSAGE.body, 'Second']) {
        expect(await app.text({ ...MESSAGE, body })).toEqual({ status: 200, messages: [{ body: `Hi, ${body}` }] });
      }

      expect(app.calls[0]).toMatchObject({
        service: 'Lambda',
        operation: 'Invoke',
        summary: expect.stringMatching(/^of the function Existing\w+: it answered$/),
      });
    },
    30_000,
  );

  test('a version or an alias of a function runs as the function', async () => {
    await serve((stack) =>
      ReplyHandler.fromFunction(
        new lambda.Alias(stack, 'Live', {
          aliasName: 'live',
          version: fn(stack, lambda.Runtime.NODEJS_24_X, 'index.mjs', "export const handler = async () => 'Hi';")
            .currentVersion,
        }),
      ),
    );

    expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [{ body: 'Hi' }] });
  });

  test.each([
    { name: 'None', returned: 'None', messages: [] },
    { name: 'a message with None in it', returned: '{"body": "Hi", "media": None}', messages: [{ body: 'Hi' }] },
    {
      name: 'several messages',
      returned: '[{"body": "One"}, {"body": "Two", "media": ["https://example.com/a.png"]}]',
      messages: [{ body: 'One' }, { body: 'Two', media: ['https://example.com/a.png'] }],
    },
  ])('Python may return $name', async ({ returned, messages }) => {
    await serve(python(`def handler(message, context):\n    return ${returned}`));

    expect(await app.text(MESSAGE)).toEqual({ status: 200, messages });
  });

  test.each([
    {
      name: 'raises',
      statement: 'raise ValueError("Cannot read " + message["body"])',
      problem: /FunctionFailed.*failed with Error: ValueError: Cannot read Hello .*\. See its log/,
    },
    {
      name: 'returns nonsense',
      statement: 'return 42',
      problem: /A reply must be a string, a message, a list of messages or nothing, got a value of type number/,
    },
    {
      name: 'runs out of its time',
      statement: '__import__("time").sleep(60)',
      problem: /Task timed out after 3\.00 seconds/,
    },
    { name: 'ends its process', statement: '__import__("os")._exit(1)', problem: /Runtime exited: exit status 1/ },
  ])(
    'a function that $name causes the error reply and a log line with the whole error',
    async ({ statement, problem }) => {
      await serve(
        python(
          `def handler(message, context):\n    if message["body"] != "fine":\n        ${statement}\n    return "fine"`,
        ),
        { errorReply: 'Sorry' },
      );

      expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [{ body: 'Sorry' }] });
      expect(await app.text('fine')).toEqual({ status: 200, messages: [{ body: 'fine' }] });

      expect(app.log[0]).toMatchObject({ outcome: 'failed', reason: 'handler_failed' });
      expect(`${app.log[0].error.name}: ${app.log[0].error.message}`).toMatch(problem);
      expect(JSON.stringify(app.log)).not.toContain('5005550006');
    },
    30_000,
  );

  test.each<{ name: string; runtime: lambda.Runtime; code: string }>([
    {
      name: 'Python',
      runtime: lambda.Runtime.PYTHON_3_13,
      code: 'def handler(message, context):\n    return "Hi from " + __file__[-8:]',
    },
    {
      name: 'Node.js',
      runtime: lambda.Runtime.NODEJS_24_X,
      code: "exports.handler = async () => 'Hi from ' + __filename.slice(-8);",
    },
  ])('code of $name in the template runs here', async ({ name, runtime, code }) => {
    await serve((stack) =>
      ReplyHandler.fromFunction(
        new lambda.Function(stack, 'Existing', {
          runtime,
          handler: 'index.handler',
          code: lambda.Code.fromInline(code),
        }),
      ),
    );

    expect(await app.text(MESSAGE)).toEqual({
      status: 200,
      messages: [{ body: `Hi from ${name === 'Python' ? 'index.py' : 'index.js'}` }],
    });
  });

  test.each<{ name: string; runtime: lambda.Runtime; file: string; code: string; inLayer: string }>([
    {
      name: 'Python',
      runtime: lambda.Runtime.PYTHON_3_13,
      file: 'index.py',
      code: 'import words\n\ndef handler(message, context):\n    return words.WORD',
      inLayer: 'python/words.py',
    },
    {
      name: 'Node.js',
      runtime: lambda.Runtime.NODEJS_24_X,
      file: 'index.js',
      code: "exports.handler = async () => require('words').WORD;",
      inLayer: 'nodejs/node_modules/words.js',
    },
  ])(
    'a function of $name finds the packages in its layers, and the log names a layer that is only in AWS',
    async ({ runtime, file, code, inLayer }) => {
      const folder = temporaryFolder();
      mkdirSync(path.dirname(path.join(folder, inLayer)), { recursive: true });
      writeFileSync(path.join(folder, inLayer), inLayer.startsWith('python') ? 'WORD = "Hi"' : "exports.WORD = 'Hi';");
      await serve((stack) => {
        const existing = fn(stack, runtime, file, code);
        existing.addLayers(
          new lambda.LayerVersion(stack, 'Words', { code: lambda.Code.fromAsset(folder) }),
          lambda.LayerVersion.fromLayerVersionArn(
            stack,
            'Other',
            'arn:aws:lambda:us-east-1:123456789012:layer:other:1',
          ),
        );
        return ReplyHandler.fromFunction(existing);
      });

      expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [{ body: 'Hi' }] });
      expect(app.printed).toContainEqual(
        expect.stringMatching(
          /^The function Existing\w+ runs without its layer arn:aws:lambda:us-east-1:123456789012:layer:other:1, which is not on this machine/,
        ),
      );
    },
  );

  test('the error of a function that cannot run here names its language', async () => {
    await serve((stack) => ReplyHandler.fromFunction(fn(stack, lambda.Runtime.JAVA_21, 'a.jar', '')));

    expect((await app.text(MESSAGE)).status).toBe(500);

    expect(app.calls[0].summary).toMatch(
      /^of the function Existing\w+: The local gateway cannot run functions of the runtime java21/,
    );
    expect(app.log[0].error.message).toContain('cannot run functions of the runtime java21');
  });

  test("the error of another app's function names it", async () => {
    await serve((stack) =>
      ReplyHandler.fromFunction(
        lambda.Function.fromFunctionArn(stack, 'Other', 'arn:aws:lambda:us-east-1:123456789012:function:other'),
      ),
    );

    expect((await app.text(MESSAGE)).status).toBe(500);

    expect(app.log[0].error.message).toContain(
      "arn:aws:lambda:us-east-1:123456789012:function:other cannot run here: it is in none of the app's stacks",
    );
  });
});
