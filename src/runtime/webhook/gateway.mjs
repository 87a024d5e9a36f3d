// Handler `gateway.handler` of the Lambda function. The code is in gateway.cjs: a CommonJS bundle starts faster than an
// ES module one, but only an ES module can wait for the secret during init, and import an author's ES module.
import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./gateway.cjs');

export const handler = await start((specifier) => import(specifier));
