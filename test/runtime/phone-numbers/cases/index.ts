import { CREATION_CASES } from './creation-cases';
import { DELETION_CASES } from './deletion-cases';
import { FAILURE_CASES } from './failure-cases';
import { UPDATE_CASES } from './update-cases';

export * from './phone-number-case';

/** Run from the sources by phone-numbers.test.ts, and with the bundle that ships by phone-number-bundle.test.ts. */
export const CASES = [...CREATION_CASES, ...UPDATE_CASES, ...DELETION_CASES, ...FAILURE_CASES];
