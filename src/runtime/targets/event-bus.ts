import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { passOn } from './pass-on';
import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, TARGET_ENV } from '../env';
import { regionOfArn } from '../region-of-arn';

/** ARN of the bus. */
const EventBusName = process.env[TARGET_ENV] ?? '';
const Source = process.env[EVENT_SOURCE_ENV];
const DetailType = process.env[EVENT_DETAIL_TYPE_ENV];

const eventBridge = new EventBridgeClient({ ...clientSettings(regionOfArn(EventBusName)), requestHandler: QUICK_REQUESTS });

/** Puts each message on an event bus. */
export const reply = passOn('EventBridge PutEvents', async ({ json }, options) => {
  const { FailedEntryCount, Entries } = await eventBridge.send(new PutEventsCommand({
    Entries: [{ EventBusName, Source, DetailType, Detail: json }],
  }), options);
  if (FailedEntryCount) {
    const { ErrorCode = 'Error', ErrorMessage } = Entries?.[0] ?? {};
    throw Object.assign(new Error(ErrorMessage), { name: ErrorCode });
  }
});
