import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpApi, lambdaContext, type RequestToSend } from './events';
import { FakeClock } from './fake-store';
import { ACCOUNT_SID, AUTH_TOKEN } from './messages';
import { TABLE } from './table-server';
import type { Stored, TokenKey } from '../../src/runtime/auth-token/key';
import { deduplicateDeliveries } from '../../src/runtime/deduplication/deliveries';
import { dynamoDbTable } from '../../src/runtime/deduplication/dynamodb-table';
import type { LogEntry } from '../../src/runtime/log/log';
import type { WebhookResponse } from '../../src/runtime/webhook/response';
import { createWebhookHandler, type GatewayParts } from '../../src/runtime/webhook/webhook-handler';
import type { InboundMessage, ReplyFunction } from '../../src/shared/reply-contract';

const KEY: Stored<TokenKey> = {
  algorithm: 'HMAC_SHA1',
  authToken: AUTH_TOKEN,
  accountSid: ACCOUNT_SID,
  versionId: 'version-1',
  stage: 'AWSCURRENT',
};

/** A busy machine is no outage. */
const PATIENT = { connection: 20_000, request: 20_000, call: 25_000 };

export interface DeduplicatingOptions extends Partial<Pick<GatewayParts, 'errorReply' | 'replyToOptOut'>> {
  readonly isRequired?: boolean;
}

/** A gateway that answers each text once, with the real client of DynamoDB; only the clock is not the real one. */
export class DeduplicatingGateway {
  readonly clock = new FakeClock();
  /** What the reply handler was called with. */
  readonly messages: InboundMessage[] = [];
  readonly idempotencyKeys: string[] = [];
  readonly log: LogEntry[] = [];
  /** How many wait at the same time: the clock does not go faster for it. */
  waiting = 1;

  private readonly handle;

  constructor({ isRequired = false, ...settings }: DeduplicatingOptions = {}) {
    const { now } = this.clock;
    const deduplicate = deduplicateDeliveries({
      table: dynamoDbTable(TABLE, PATIENT),
      isRequired,
      newOwner: randomUUID,
      now,
      // Time passes for whoever waits, while the table is real and takes the time that it takes.
      sleep: async (milliseconds) => {
        await sleep(1);
        this.clock.advance(milliseconds / this.waiting);
      },
    });
    this.handle = createWebhookHandler({
      keyRing: {
        keys: async () => [KEY],
        keysAfterFailedCheck: async () => [KEY],
        refreshEarly: async () => undefined,
      },
      reply: async () => (message, context) => {
        this.messages.push(message);
        this.idempotencyKeys.push(context.idempotencyKey);
        return this.reply(message, context);
      },
      deduplicate: async () => deduplicate,
      url: { scheme: 'https' },
      replyToOptOut: false,
      log: (entry) => this.log.push(entry),
      now,
      ...settings,
    });
  }

  reply: ReplyFunction = ({ body }) => `Echo: ${body}`;

  async send(request: RequestToSend): Promise<WebhookResponse> {
    return this.handle(httpApi({ receivedAt: this.clock.now(), ...request }), lambdaContext());
  }
}
