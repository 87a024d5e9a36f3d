import { Exchange } from './exchange';
import { FunctionLogLine } from './function-log-line';
import { OutgoingCall } from './outgoing-call';
import { TypedEvents } from './typed-events';
import { GatewayDefinition } from '../assembly/gateway-definition';
import { HttpApiEvent } from '../http-api/request-to-event';
import { ExchangeView, Note } from '../page-protocol/page-protocol';

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
  readonly queued: { readonly requestId?: string; readonly isQueued: boolean };
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
