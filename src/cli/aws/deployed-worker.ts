import { isDeepStrictEqual } from 'node:util';
import { Template, TemplateResource } from '../../local/assembly/cloud-assembly';
import { QUEUE_URL_ENV, TARGET_ENV } from '../../shared/env';

/** A function in a template. */
export interface DeployedFunction {
  readonly logicalId: string;
  readonly resource: TemplateResource;
}

/**
 * Finds the worker of a gateway in asynchronous mode: the function whose queue is the target of the gateway's function.
 * Both need these variables to work, so this finds it in the templates of every version.
 *
 * @param webhook the gateway's function
 * @returns `undefined` in synchronous mode
 */
export function findWorker({ Resources = {} }: Template, webhook: TemplateResource): DeployedFunction | undefined {
  const queue = variable(webhook, TARGET_ENV);
  if (queue === undefined) return undefined;
  const found = Object.entries(Resources).find(([, resource]) =>
    isDeepStrictEqual(variable(resource, QUEUE_URL_ENV), queue),
  );
  return found === undefined ? undefined : { logicalId: found[0], resource: found[1] };
}

function variable({ Type, Properties }: TemplateResource, name: string): unknown {
  if (Type !== 'AWS::Lambda::Function') return undefined;
  return (Properties?.Environment as { readonly Variables?: Readonly<Record<string, unknown>> } | undefined)
    ?.Variables?.[name];
}
