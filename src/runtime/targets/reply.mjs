// The reply module of `ReplyHandler.fromFunction` and of the `to...` targets, beside the gateway's files. Its code is
// in reply.cjs, since a CommonJS bundle starts faster than an ES module.
import { createRequire } from 'node:module';

export const { reply } = createRequire(import.meta.url)('./reply.cjs');
