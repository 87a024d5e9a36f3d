import { DEDUPLICATION_REQUIRED_ENV, DEDUPLICATION_TABLE_ENV, ECHO_MODULE, REPLY_MODULE_ENV, TARGET_ENV } from '../../shared/env';
import { CurrentGateway } from '../assembly/current-gateway';
import { findFunction, FunctionDefinition } from '../assembly/function-definition';
import { findQueueFunction } from '../emulators/queue-reader';
import { authorFilesOf } from '../function/author-files';
import { PageState } from '../page-protocol/page-protocol';

/** What runs, for somebody who opens the page for the first time. */
export function describeGateway(gateway: Pick<CurrentGateway, 'assembly' | 'definition'>): PageState['runs'] {
  const { assembly, definition } = gateway;
  const { environment, endpoint = '' } = definition;
  const target = environment[TARGET_ENV];
  const reader = target === undefined ? undefined : findQueueFunction(assembly, target);
  const worker = reader?.maxAttempts === undefined ? undefined : findFunction(assembly, reader.functionArn);
  return {
    handler: target !== undefined && worker === undefined
      ? `passes messages on to ${target.split(/[:/]/).at(-1)}`
      : handlerOf(worker ?? definition),
    mode: worker !== undefined ? 'asynchronous' : 'synchronous',
    deduplication: environment[DEDUPLICATION_TABLE_ENV] === undefined
      ? 'off'
      : environment[DEDUPLICATION_REQUIRED_ENV] === 'true' ? 'on, fails closed' : 'on, fails open',
    endpoint,
  };
}

function handlerOf(definition: FunctionDefinition): string {
  const module = definition.environment[REPLY_MODULE_ENV] ?? '';
  return module === ECHO_MODULE ? 'echo' : authorFilesOf(definition).at(-1)?.[1] ?? module;
}
