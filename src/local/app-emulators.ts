import { CurrentGateway } from './assembly/current-gateway';
import { awsEmulators } from './emulators/aws-emulators';
import { bindAwsServer } from './emulators/aws-server';
import { InvokeFunction } from './emulators/lambda';
import { LocalKeys } from './emulators/local-keys';
import { LocalSecret } from './emulators/local-secret';
import { findQueueFunction } from './emulators/queue-reader';
import { Queues } from './emulators/queues';
import { reportAttempts } from './emulators/report-attempts';
import { startTwilio } from './emulators/twilio-server';
import { GatewayEvents } from './events/gateway-events';
import { AppFunctions } from './function/app-functions';
import { AwsEndpoint } from './function/function-environment';
import { MountedCode } from './function/mounted-code';
import { OptOuts } from './twilio/opt-outs';
import { DEDUPLICATION_TABLE_ENV } from '../shared/env';

export interface AppEmulatorsProps {
  readonly gateway: CurrentGateway;
  readonly store: LocalSecret;
  readonly keys: LocalKeys;
  readonly optOuts: OptOuts;
  readonly events: GatewayEvents;
  readonly code: MountedCode;
  readonly toolsDirectory: string;
}

/**
 * Starts the emulators of AWS and Twilio for the functions of an app: services, queues with their readers, functions
 * that can be invoked.
 *
 * @param running gets each part as soon as it has to be closed
 */
export async function startEmulators(
  props: AppEmulatorsProps,
  running: { close(): Promise<void> }[],
): Promise<{ readonly aws: AwsEndpoint; readonly queues: Queues }> {
  const { gateway, store, keys, optOuts, events, code, toolsDirectory } = props;
  const authTokens = () => store.authTokens.slice(0, 1);
  const twilio = await startTwilio({ authTokens, apiKey: keys.apiKey, optOuts, events });
  running.push(twilio);
  const server = await bindAwsServer();
  running.push(server);
  const aws: AwsEndpoint = { endpoint: server.endpoint, accessKeyId: server.accessKeyId, twilioUrl: twilio.url };
  const functions = new AppFunctions({ gateway, aws, code, toolsDirectory, events });
  running.push(functions);
  const invoke: InvokeFunction = async (...invocation) => functions.invoke(...invocation);
  const findFunction = (queueUrl: string) => findQueueFunction(gateway.assembly, queueUrl);
  const queues = new Queues({ findFunction, invoke, events });
  running.push(queues);
  reportAttempts(events);
  const isTable = (name: string) => name === gateway.definition.environment[DEDUPLICATION_TABLE_ENV];
  server.serve(awsEmulators({ store, keys, queues, isTable, invoke, events }));
  return { aws, queues };
}
