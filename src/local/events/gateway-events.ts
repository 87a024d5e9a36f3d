import { Exchange } from './exchange';
import { FunctionLogLine } from './function-log-line';
import { OutgoingCall } from './outgoing-call';
import { TypedEvents } from './typed-events';
import { GatewayDefinition } from '../assembly/gateway-definition';
import { HttpApiEvent } from '../http-api/request-to-event';
import { ExchangeView, FailedAttempt, Note } from '../page-protocol/page-protocol';

/** An attempt of a function that reads a queue. */
export interface QueueAttempt {
  readonly requestId: string;
  readonly state: 'started' | 'failed';
  /** 1 for the first. */
  readonly number: number;
  /** Missing if there is no limit. */
  readonly of?: number;
  /** Whether the function is the worker of a gateway. */
  readonly isWorker: boolean;
  /** The error of a function that gave no answer. */
  readonly failure?: string;
  /** Missing after the last attempt. */
  readonly retryInSeconds?: number;
}

/** The events of a local gateway, and the data that listeners of each one get. */
export interface GatewayEventMap {
  /** A request came in. The function is invoked next. */
  readonly request: HttpApiEvent;
  /** A request was answered. */
  readonly exchange: Exchange;
  /** A function of the app wrote a line. */
  readonly log: FunctionLogLine;
  /** A function of the app called AWS or Twilio, and an emulator took the call. */
  readonly call: OutgoingCall;
  /** A queue took a message for a function of the app, or the function has finished with it. */
  readonly queued: { readonly requestId?: string; readonly isQueued: boolean; readonly isWorker: boolean };
  /** A function that reads a queue begins an attempt at a message after the first, or failed at one. */
  readonly attempt: QueueAttempt;
  /** As `attempt`, with the error that the function's log tells. */
  readonly attemptFailed: FailedAttempt & { readonly requestId: string };
  /** New code, or another gateway, is served from now on. */
  readonly reloaded: GatewayDefinition;
  /** The auth token of the local secret was replaced by this one. */
  readonly tokenRotated: string;
  /** The page's view of an exchange is new or changed. */
  readonly view: ExchangeView;
  /** A sentence about the gateway as a whole, for the developer. */
  readonly note: Note;
}

/** Tells whoever listens what happens in a local gateway. */
export class GatewayEvents extends TypedEvents<GatewayEventMap> {}
