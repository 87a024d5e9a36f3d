/**
 * The message attribute in which a text's idempotency key is in a queue. Not the deduplication id alone: of what SQS moves
 * to a FIFO dead-letter queue it makes that the message's id. Source: Amazon SQS, "Configure a dead-letter queue redrive".
 */
export const KEY_ATTRIBUTE = 'IdempotencyKey';
