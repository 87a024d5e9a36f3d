import { Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { ReplyHandler } from './reply-handler';
import { bindTarget } from './target';
import type { TargetOptions } from './target-options';
import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV } from '../../shared/env';
import { validateAcknowledgement } from '../validate-text';

/** Options of `ReplyHandler.toEventBus()`. */
export interface EventBusTargetOptions extends TargetOptions {
  /**
   * `source` of the events, for the patterns of rules. Names that start with `aws.` belong to AWS.
   *
   * @default 'cdk-twilio-sms-gateway'
   */
  readonly source?: string;

  /**
   * `detail-type` of the events, for the patterns of rules.
   *
   * @default 'Message Received'
   */
  readonly detailType?: string;
}

/** Makes the `bind` of `ReplyHandler.toEventBus()`. */
export function bindToEventBus(bus: events.IEventBus, options: EventBusTargetOptions): ReplyHandler['bind'] {
  const { source = 'cdk-twilio-sms-gateway', detailType = 'Message Received', acknowledgement } = options;
  // Source: Amazon EventBridge API Reference, "PutEventsRequestEntry".
  if (!Token.isUnresolved(source) && source.startsWith('aws.')) {
    throw new Error(`source of the events must not start with "aws.", which belongs to AWS, got "${source}". Choose a name of your own, such as "com.example.sms".`);
  }
  validateAcknowledgement('ReplyHandler.toEventBus', acknowledgement);
  return (_, { gateway, runtimeFiles }) => {
    bus.grantPutEventsTo(gateway);
    return bindTarget({
      name: 'event-bus',
      target: bus.eventBusArn,
      acknowledgement,
      runtimeFiles,
      environment: { [EVENT_SOURCE_ENV]: source, [EVENT_DETAIL_TYPE_ENV]: detailType },
    });
  };
}
