import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deduplicateMessage } from './deduplicate-message';
import { dynamoDbTable } from './dynamodb-table';
import { tableProgress } from './table-progress';
import { DEDUPLICATION_REQUIRED_ENV, DEDUPLICATION_TABLE_ENV } from '../../shared/env';

const table = dynamoDbTable(process.env[DEDUPLICATION_TABLE_ENV] ?? '');
const isRequired = process.env[DEDUPLICATION_REQUIRED_ENV] === 'true';
const now = Date.now;

/** For the webhook's function. */
export const deduplicate = deduplicateMessage({
  table,
  isRequired,
  newOwner: randomUUID,
  now,
  sleep: async (milliseconds) => sleep(milliseconds),
});

/** For the worker's function. */
export const replyProgress = tableProgress({ table, isRequired, now });
