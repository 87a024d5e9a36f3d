/**
 * The message attribute that carries the idempotency key through a queue. The deduplication id does not suffice: SQS
 * replaces it when it moves a message to a FIFO dead-letter queue. Source: Amazon SQS, "Configure a dead-letter queue
 * redrive".
 */
export const KEY_ATTRIBUTE = 'IdempotencyKey';
