// Handler `phone-numbers.handler` of the custom resource's function. gateway.mjs does the same for the webhook.
import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./phone-numbers.cjs');

export const handler = start();
