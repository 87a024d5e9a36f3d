// The reply module of `ReplyHandler.fromFunction` and of the `to...` targets, beside the gateway's files. The code is in
// reply.cjs: a CommonJS bundle starts faster than an ES module one.
import { createRequire } from 'node:module';

export const { reply } = createRequire(import.meta.url)('./reply.cjs');
