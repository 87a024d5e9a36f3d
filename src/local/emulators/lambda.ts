import { randomUUID } from 'node:crypto';
import { jsonError, Emulator } from './aws-server';
import { prettyJson } from './pretty-json';
import { GatewayEvents } from '../events/gateway-events';
import { UserError } from '../problems/user-error';

/** Runs another function of the app. */
export type InvokeFunction = (functionArn: string, requestId: string, payload: unknown) => Promise<unknown>;

const INVOKE = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;

export interface LambdaProps {
  readonly events: GatewayEvents;
  readonly invoke: InvokeFunction;
}

/** Emulates `Invoke` of AWS Lambda, waiting for the answer: the function really runs, on this machine. */
export function lambda({ events, invoke }: LambdaProps): Emulator {
  return async ({ method, path, headers, body, requestId = randomUUID() }) => {
    const functionArn = decodeURIComponent(INVOKE.exec(path)?.[1] ?? '');
    if (method !== 'POST' || functionArn === '' || headers['x-amz-invocation-type'] !== 'RequestResponse') {
      return jsonError(400, 'NotImplemented', `The local gateway does not emulate ${method} ${path}: only Invoke of AWS Lambda, of the type RequestResponse.`);
    }
    const name = functionArn.split(':function:').at(-1);
    const tell = (outcome: string, detail = '') => events.emit('call', {
      service: 'Lambda',
      operation: 'Invoke',
      summary: `of the function ${name}: ${outcome}`,
      detail: `${prettyJson(body)}\n\n${detail}`.trim(),
      requestId,
    });
    try {
      const result = JSON.stringify(await invoke(functionArn, requestId, JSON.parse(body)) ?? null);
      tell('it answered', prettyJson(result));
      return { status: 200, headers: { 'content-type': 'application/json' }, body: result };
    } catch (error) {
      const { message } = error as Error;
      tell(message);
      if (error instanceof UserError) return jsonError(404, 'ResourceNotFoundException', message);
      return {
        status: 200,
        headers: { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' },
        body: JSON.stringify({ errorType: 'Error', errorMessage: message }),
      };
    }
  };
}
