// Handler `worker.handler` of the Lambda function that answers in asynchronous mode. As gateway.mjs is for the webhook's.
import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./worker.cjs');

export const handler = await start((specifier) => import(specifier));
