/**
 * Stands in the Lambda bundle for `@smithy/core/event-streams` (scripts/bundle.ts), which `GetSecretValue` has no use for. It is the only module
 * that the SDK imports when needed: without it esbuild can drop what nothing uses, and need not wrap 150 modules in functions.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('This bundle has no event streams');
  }
}

export function eventStreamSerdeProvider(): never {
  throw new Error('This bundle has no event streams');
}
