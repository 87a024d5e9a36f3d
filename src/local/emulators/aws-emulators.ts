import { Emulator } from './aws-server';
import { dynamoDb } from './dynamodb';
import { eventBridge } from './event-bridge';
import { InvokeFunction, lambda } from './lambda';
import { LocalSecret } from './local-secret';
import { Queues } from './queues';
import { secretsManager } from './secrets-manager';
import { sns } from './sns';
import { sqs } from './sqs';
import { stepFunctions } from './step-functions';
import { GatewayEvents } from '../events/gateway-events';

/** What emulators work with. Each takes what it needs. */
export interface EmulatorContext {
  readonly store: LocalSecret;
  readonly invoke: InvokeFunction;
  readonly queues: Pick<Queues, 'send' | 'changeVisibility'>;
  /** Whether the gateway has a table of this name. */
  readonly isTable: (name: string) => boolean;
  /** Told of every call but those for the secret and the table. */
  readonly events: GatewayEvents;
}

/** The emulator of each AWS service that a gateway's functions call, by the name that the service signs with. */
const EMULATORS: Readonly<Record<string, (context: EmulatorContext) => Emulator>> = {
  secretsmanager: secretsManager,
  dynamodb: dynamoDb,
  sqs,
  sns,
  events: eventBridge,
  states: stepFunctions,
  lambda,
};

export function awsEmulators(context: EmulatorContext): Record<string, Emulator> {
  return Object.fromEntries(Object.entries(EMULATORS).map(([service, make]) => [service, make(context)]));
}
