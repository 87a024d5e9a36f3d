import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deduplicateDeliveries } from './deliveries';
import { dynamoDbTable } from './dynamodb-table';
import { storedProgress } from './stored-progress';
import { DEDUPLICATION_REQUIRED_ENV, DEDUPLICATION_TABLE_ENV } from '../../shared/env';

const table = dynamoDbTable(process.env[DEDUPLICATION_TABLE_ENV] ?? '');
const isRequired = process.env[DEDUPLICATION_REQUIRED_ENV] === 'true';
const now = Date.now;

/** Loaded by the webhook's function. */
export const deduplicate = deduplicateDeliveries({
  table,
  isRequired,
  newOwner: randomUUID,
  now,
  sleep: async (milliseconds) => sleep(milliseconds),
});

/** Loaded by the worker's function. */
export const replyProgress = storedProgress({ table, isRequired, now });
