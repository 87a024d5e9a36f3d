import { randomUUID } from 'node:crypto';
import { check } from './aws-error';
import { Emulator } from './aws-server';
import { jsonService, JsonObject } from './json-protocol';
import { prettyJson } from './pretty-json';
import { GatewayEvents } from '../events/gateway-events';

const ENTRY_MEMBERS = ['EventBusName', 'Source', 'DetailType', 'Detail'];

/** Emulates `PutEvents` of Amazon EventBridge: tells which events would have been put on which bus. */
export function eventBridge({ events }: { readonly events: GatewayEvents }): Emulator {
  return jsonService({
    target: 'AWSEvents',
    version: '1.1',
    operations: {
      PutEvents: {
        members: ['Entries'],
        handle: ({ Entries: entries }, { requestId }) => {
          check(Array.isArray(entries) && entries.length >= 1 && entries.length <= 10, 'ValidationException', 'PutEvents needs 1 to 10 entries.');
          for (const entry of entries as JsonObject[]) {
            checkEntry(entry);
            const bus = String(entry.EventBusName ?? 'default').split('/').at(-1);
            const summary = `"${String(entry.DetailType)}" of ${String(entry.Source)} to the bus ${bus}`;
            events.emit('call', { service: 'EventBridge', operation: 'PutEvents', summary, detail: prettyJson(String(entry.Detail)), requestId });
          }
          return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: randomUUID() })) };
        },
      },
    },
  });
}

/** Source: Amazon EventBridge API Reference, "PutEventsRequestEntry". */
function checkEntry(entry: JsonObject): void {
  const unknown = Object.keys(entry).filter((member) => !ENTRY_MEMBERS.includes(member));
  check(unknown.length === 0, 'ValidationException', `The local gateway does not know ${unknown.join(', ')} of an entry.`);
  check(typeof entry.Source === 'string' && entry.Source !== '' && !entry.Source.startsWith('aws.'), 'NotAuthorizedForSourceException', 'An entry needs a Source that does not start with "aws.".');
  check(typeof entry.DetailType === 'string' && entry.DetailType !== '' && entry.DetailType.length <= 128, 'InvalidArgument', 'An entry needs a DetailType of 1 to 128 characters.');
  check(isJsonObject(entry.Detail), 'MalformedDetail', 'The Detail of an entry must be a JSON object.');
}

function isJsonObject(text: unknown): boolean {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
