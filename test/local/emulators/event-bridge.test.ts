import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { serve, Served } from './support';
import { eventBridge } from '../../../src/local/emulators/event-bridge';

const ENTRY = {
  EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/texts',
  Source: 'a.b',
  DetailType: 'SMS',
  Detail: '{"body":"Hello"}',
};

let served: Served;
let client: EventBridgeClient;

beforeEach(async () => {
  served = await serve('events', eventBridge);
  client = new EventBridgeClient(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.server.close();
});

test('the emulator takes events of the AWS SDK and reports each', async () => {
  const output = await client.send(new PutEventsCommand({ Entries: [ENTRY, { ...ENTRY, EventBusName: undefined }] }));

  expect(output).toMatchObject({ FailedEntryCount: 0, Entries: Array(2).fill({ EventId: expect.any(String) }) });
  expect(served.calls.map(({ summary }) => summary)).toEqual([
    '"SMS" of a.b to the bus texts',
    '"SMS" of a.b to the bus default',
  ]);
  expect(served.calls[0].detail).toBe('{\n  "body": "Hello"\n}');
});

test.each<{ name: string; Entries: PutEventsRequestEntry[]; message: RegExp }>([
  { name: 'no event', Entries: [], message: /1 to 10 entries/ },
  { name: 'eleven events', Entries: Array(11).fill(ENTRY), message: /1 to 10 entries/ },
  { name: 'a source of AWS', Entries: [{ ...ENTRY, Source: 'aws.sms' }], message: /does not start with "aws\."/ },
  { name: 'no detail type', Entries: [{ ...ENTRY, DetailType: undefined }], message: /needs a DetailType/ },
  { name: 'a detail that is no object', Entries: [{ ...ENTRY, Detail: '"Hello"' }], message: /must be a JSON object/ },
  { name: 'a detail that is no JSON', Entries: [{ ...ENTRY, Detail: 'Hello' }], message: /must be a JSON object/ },
  {
    name: 'an unknown member',
    Entries: [{ ...ENTRY, Resources: ['x'] }],
    message: /does not emulate Resources of an entry/,
  },
])('a request with $name is rejected', async ({ Entries, message }) => {
  await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow(message);
  expect(served.calls).toEqual([]);
});

test('every other operation is rejected by name', async () => {
  await expect(client.send(new ListRulesCommand({}))).rejects.toThrow(
    'does not emulate AWSEvents.ListRules, only AWSEvents.PutEvents.',
  );
});
