import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { createTargetReply, type SendToTarget } from './target-reply';
import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, TARGET_ENV } from '../../shared/env';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the bus. */
const EventBusName = process.env[TARGET_ENV] ?? '';
const Source = process.env[EVENT_SOURCE_ENV];
const DetailType = process.env[EVENT_DETAIL_TYPE_ENV];

const settings = clientSettings(regionOfArn(EventBusName));
const eventBridge = new EventBridgeClient({ ...settings, requestHandler: QUICK_REQUESTS });

/** Delays before an entry is put again, in milliseconds. */
const DELAYS = [250, 1000];
/** Errors that are retried. Source: Amazon EventBridge API Reference, "PutEventsResultEntry": retryable errors. */
const TEMPORARY = /^(Throttling|Internal)/;

/** Puts each message on an event bus. The SDK does not retry a failed entry, since its response has status 200. */
export const reply = createTargetReply('EventBridge PutEvents', async ({ json }, options) => {
  for (let tries = 0; ; tries++) {
    const error = await put(json, options);
    if (error === undefined) return;
    if (tries === DELAYS.length || !TEMPORARY.test(error.name)) throw error;
    await sleep(DELAYS[tries], undefined, { signal: options.abortSignal }).catch(() => {
      throw error; // it says more than that the time is over
    });
  }
});

/** @returns the error of the entry, if it failed */
async function put(Detail: string, options: Parameters<SendToTarget>[1]): Promise<Error | undefined> {
  const { FailedEntryCount, Entries } = await eventBridge.send(new PutEventsCommand({
    Entries: [{ EventBusName, Source, DetailType, Detail }],
  }), options);
  if (!FailedEntryCount) return undefined;
  const { ErrorCode = 'Error', ErrorMessage } = Entries?.[0] ?? {};
  return Object.assign(new Error(ErrorMessage), { name: ErrorCode });
}
