// Beside the gateway's or the worker's files where deduplication is on. As targets/reply.mjs is for a target.
import { createRequire } from 'node:module';

export const { deduplicate, replyProgress } = createRequire(import.meta.url)('./deduplication.cjs');
