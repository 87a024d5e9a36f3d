import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { type HandOver, passOn } from './pass-on';
import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, TARGET_ENV } from '../../shared/env';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the bus. */
const EventBusName = process.env[TARGET_ENV] ?? '';
const Source = process.env[EVENT_SOURCE_ENV];
const DetailType = process.env[EVENT_DETAIL_TYPE_ENV];

const eventBridge = new EventBridgeClient({ ...clientSettings(regionOfArn(EventBusName)), requestHandler: QUICK_REQUESTS });

/** How long to wait, in milliseconds, before an entry is put again. */
const PAUSES = [250, 1000];
/** What is worth another try. Source: Amazon EventBridge API Reference, "PutEventsResultEntry": retryable errors. */
const TEMPORARY = /^(Throttling|Internal)/;

/** Puts each message on an event bus. An entry that fails is in an answer with 200, which the SDK does not repeat. */
export const reply = passOn('EventBridge PutEvents', async ({ json }, options) => {
  for (let tries = 0; ; tries++) {
    const error = await put(json, options);
    if (error === undefined) return;
    if (tries === PAUSES.length || !TEMPORARY.test(error.name)) throw error;
    await sleep(PAUSES[tries], undefined, { signal: options.abortSignal }).catch(() => {
      throw error; // and not that there is no more time
    });
  }
});

/** @returns what was wrong with the entry */
async function put(Detail: string, options: Parameters<HandOver>[1]): Promise<Error | undefined> {
  const { FailedEntryCount, Entries } = await eventBridge.send(new PutEventsCommand({
    Entries: [{ EventBusName, Source, DetailType, Detail }],
  }), options);
  if (!FailedEntryCount) return undefined;
  const { ErrorCode = 'Error', ErrorMessage } = Entries?.[0] ?? {};
  return Object.assign(new Error(ErrorMessage), { name: ErrorCode });
}
