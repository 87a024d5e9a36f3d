/**
 * Replaces `@smithy/core/event-streams` in the bundles (scripts/bundle.ts), which none of our operations uses. It is
 * the only module that the SDK imports lazily: without it esbuild can drop unused code, and need not wrap 150 modules
 * in functions.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('This bundle has no event streams');
  }
}

export function eventStreamSerdeProvider(): never {
  throw new Error('This bundle has no event streams');
}

/** The Lambda client calls it when it is created. */
export function resolveEventStreamSerdeConfig<T>(config: T): T {
  return config;
}
