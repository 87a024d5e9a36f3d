import { LocalAuthToken } from './auth-token';
import { GatewayEvents } from '../../local/events/gateway-events';
import { LocalGateway } from '../../local/local-gateway';
import { AppState } from '../../local/page-protocol/page-protocol';

/** Tells whoever started `dev` what happens. */
export interface Reporter {
  /** Reports the events of a local gateway. */
  listen(events: GatewayEvents): void;
  onReady(gateway: LocalGateway, token: LocalAuthToken): void;
  /** Something that the developer should know before it happens. */
  onWarning(text: string): void;
  onApp(app: AppState): void;
  /** What the app printed. */
  onAppOutput(text: string): void;
}
