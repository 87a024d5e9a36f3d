import { EventBridgeClient, ListRulesCommand, PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { serve, Served } from './support';
import { eventBridge } from '../../../src/local/emulators/event-bridge';

const ENTRY = { EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/texts', Source: 'a.b', DetailType: 'SMS', Detail: '{"body":"Hello"}' };

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

test('takes events as the AWS SDK sends them, and tells of each', async () => {
  const output = await client.send(new PutEventsCommand({ Entries: [ENTRY, { ...ENTRY, EventBusName: undefined }] }));

  expect(output).toMatchObject({ FailedEntryCount: 0, Entries: Array(2).fill({ EventId: expect.any(String) }) });
  expect(served.calls.map(({ summary }) => summary)).toEqual(['"SMS" of a.b to the bus texts', '"SMS" of a.b to the bus default']);
  expect(served.calls[0].detail).toBe('{\n  "body": "Hello"\n}');
});

test.each<[string, PutEventsRequestEntry[], RegExp]>([
  ['no event', [], /1 to 10 entries/],
  ['eleven events', Array(11).fill(ENTRY), /1 to 10 entries/],
  ['a source of AWS', [{ ...ENTRY, Source: 'aws.sms' }], /does not start with "aws\."/],
  ['no detail type', [{ ...ENTRY, DetailType: undefined }], /needs a DetailType/],
  ['a detail that is no object', [{ ...ENTRY, Detail: '"Hello"' }], /must be a JSON object/],
  ['a detail that is no JSON', [{ ...ENTRY, Detail: 'Hello' }], /must be a JSON object/],
  ['what it does not know', [{ ...ENTRY, Resources: ['x'] }], /does not know Resources of an entry/],
])('rejects %s', async (_, Entries, message) => {
  await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow(message);
  expect(served.calls).toEqual([]);
});

test('rejects every other operation by name', async () => {
  await expect(client.send(new ListRulesCommand({}))).rejects.toThrow('does not emulate AWSEvents.ListRules: only AWSEvents.PutEvents.');
});
