/**
 * Stands in the bundles for `@smithy/core/event-streams` (scripts/bundle.ts), which no operation that we call has a use for. It is the only module
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

/** The client of Lambda asks for it when it is made. */
export function resolveEventStreamSerdeConfig<T>(config: T): T {
  return config;
}
