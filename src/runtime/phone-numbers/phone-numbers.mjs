// Handler `phone-numbers.handler` of the custom resource's function. As gateway.mjs is for the webhook's.
import { createRequire } from 'node:module';

const { start } = createRequire(import.meta.url)('./phone-numbers.cjs');

export const handler = start();
