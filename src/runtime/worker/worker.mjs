// Handler `worker.handler` of the Lambda function that answers in asynchronous mode. The webhook's is gateway.mjs.
import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./worker.cjs');

export const handler = await start((specifier) => import(specifier));
