import { FunctionLogLine } from './function/function-process';
import { OutgoingCall } from './events/outgoing-call';
import { Note } from './page-protocol/page-protocol';
import { Exchange } from './server/webhook-route';

/** Who is told what happens. */
export interface GatewayObserver {
  onExchange(exchange: Exchange): void;
  onLog(line: FunctionLogLine): void;
  /** The function, or a worker behind it, called AWS or Twilio. For emulators to tell. */
  onCall(call: OutgoingCall): void;
  /** Something happened to the gateway as a whole. */
  onNote(note: Note): void;
  onTokenRotated(authToken: string): void;
}
