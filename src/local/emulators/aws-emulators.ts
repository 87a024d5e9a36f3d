import { Emulator } from './aws-server';
import { dynamoDb } from './dynamodb';
import { eventBridge } from './event-bridge';
import { InvokeFunction, lambda } from './lambda';
import { LocalKeys } from './local-keys';
import { LocalSecret } from './local-secret';
import { Queues } from './queues';
import { secretsManager } from './secrets-manager';
import { sns } from './sns';
import { sqs } from './sqs';
import { stepFunctions } from './step-functions';
import { GatewayEvents } from '../events/gateway-events';

/** The parts that emulators use. Each takes those that it needs. */
export interface EmulatorContext {
  readonly store: LocalSecret;
  /** @default - the auth token is the only secret */
  readonly keys?: LocalKeys;
  readonly invoke: InvokeFunction;
  readonly queues: Pick<Queues, 'send' | 'changeVisibility'>;
  /** Tells whether the gateway has a table of this name. */
  readonly isTable: (name: string) => boolean;
  /** Gets every call except those for the secret and the table. */
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
