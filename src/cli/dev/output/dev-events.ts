import { GatewayEventMap } from '../../../local/events/gateway-events';
import { TypedEvents } from '../../../local/events/typed-events';
import { LocalGateway } from '../../../local/local-gateway';
import { AppState } from '../../../local/page-protocol/page-protocol';
import { LocalAuthToken } from '../input/local-auth-token';

/** The events of `dev`, those of its gateway among them. */
export interface DevEventMap extends GatewayEventMap {
  /** The gateway is served from now on. */
  readonly ready: { readonly gateway: LocalGateway; readonly token: LocalAuthToken };
  /** The developer should know this before it happens. `name` says in a word or two what it is about. */
  readonly warning: { readonly name: string; readonly text: string };
  /** The app is synthesized, has been, or failed. */
  readonly app: AppState;
  /** The gateway has ended. Nothing follows. */
  readonly ended: null;
  /** The app printed this. */
  readonly appOutput: string;
}

/**
 * Tells everything that happens under `dev`. Its listeners write it down: `reportText` for people, `reportJson` for
 * machines.
 */
export class DevEvents extends TypedEvents<DevEventMap> {}
