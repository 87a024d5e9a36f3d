import { httpApi, lambdaContext, type RequestToSend, signed } from './events';
import { FakeClock } from './fake-store';
import {
  ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN, statusCallbackForm,
} from './messages';
import { signedWithSharedKey } from './shared-key';
import type { Stored, TokenKey } from '../../src/runtime/auth-token/key';
import { jsonLog, sampleRejections } from '../../src/runtime/log/log';
import { Rejection } from '../../src/runtime/log/rejection';
import { echo } from '../../src/runtime/reply/echo';
import { createWebhookHandler } from '../../src/runtime/webhook/webhook-handler';
import type { ReplyFunction } from '../../src/shared/reply-contract';

const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/sms';
const KEY: Stored<TokenKey> = {
  algorithm: 'HMAC_SHA1',
  authToken: AUTH_TOKEN,
  accountSid: ACCOUNT_SID,
  versionId: 'version-1',
  stage: 'AWSCURRENT',
};

export const text = (changes: Parameters<typeof messageForm>[0] = {}): RequestToSend => signed({
  url: URL,
  form: messageForm(changes),
});

/** A request for each thing that can become of one, by what becomes of it. */
export const REQUESTS = {
  replied: text(),
  no_reply: text({ Body: '' }),
  reply_suppressed: text({ Body: 'STOP' }),
  status_callback: signed({ url: URL, form: statusCallbackForm() }),
  other_webhook: signed({ url: URL, form: [['AccountSid', ACCOUNT_SID], ['EventType', 'onMessageAdded']] }),
  suspicious: text({ 'Media.Count': '1' }),
  probe: signed({ url: URL, form: [...messageForm(), ['GatewayProbe', '1']] }),
  not_a_webhook: { ...text(), method: 'GET' },
  too_large: { ...text(), body: 'a'.repeat(65_537) },
  no_signature: { url: URL, form: messageForm() },
  wrong_signature: signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN),
  shared_key: signedWithSharedKey({ url: URL, form: messageForm() }),
  wrong_account: text({ AccountSid: OTHER_ACCOUNT_SID }),
  invalid_message: signed({ url: URL, form: [['AccountSid', ACCOUNT_SID]] }),
} satisfies Record<string, RequestToSend>;

/** A gateway whose clock stands still, and the lines that it writes. */
export class LoggingGateway {
  readonly lines: string[] = [];
  readonly clock = new FakeClock();
  reply: ReplyFunction = echo;
  /** Whether the secret holds a token. */
  hasToken = true;

  private readonly handle = createWebhookHandler({
    keyRing: {
      keys: async () => this.keys(),
      keysAfterFailedCheck: async () => this.keys(),
      refreshEarly: async () => undefined,
    },
    reply: async () => (...call) => this.reply(...call),
    url: { scheme: 'https' },
    replyToOptOut: false,
    log: sampleRejections(jsonLog((line) => this.lines.push(line), this.clock.now), this.clock.now),
    now: this.clock.now,
  });

  async send(request: RequestToSend): Promise<void> {
    await this.handle(httpApi({ ...request, receivedAt: this.clock.now() }), lambdaContext());
  }

  private keys(): ReadonlyArray<Stored<TokenKey>> {
    if (!this.hasToken) throw new Rejection(503, 'no_auth_token', 'The secret is empty');
    return [KEY];
  }
}
