import { LocalAuthToken } from '../local-auth-token';
import { GatewayObserver } from '../../../local/gateway-observer';
import { LocalGateway } from '../../../local/local-gateway';
import { AppState } from '../../../local/page-protocol';

/** Tells whoever started `dev` what happens. */
export interface Reporter extends GatewayObserver {
  onReady(gateway: LocalGateway, token: LocalAuthToken): void;
  /** Something that the developer should know before it happens. */
  onWarning(text: string): void;
  onApp(app: AppState): void;
  /** What the app printed. */
  onAppOutput(text: string): void;
}
