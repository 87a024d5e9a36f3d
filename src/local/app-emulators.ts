import { startAws } from './emulators/aws-emulators';
import { findQueueFunction } from './emulators/queue-functions';
import { Queues } from './emulators/queues';
import { startTwilio } from './emulators/twilio-server';
import { AppFunctions } from './function/app-functions';
import { AwsEndpoint } from './function/function-environment';
import { LocalFunction } from './function/local-function';
import { MountedCode } from './function/mounted-code';
import { PageSession } from './page-server/page-session';
import { LocalSecret } from './emulators/local-secret';
import { DEDUPLICATION_TABLE_ENV } from '../shared/env';

export interface AppEmulatorsProps {
  readonly store: LocalSecret;
  readonly session: PageSession;
  readonly code: MountedCode;
  readonly toolsDirectory: string;
  /** The gateway's function, as soon as something calls the emulators. */
  readonly fn: () => LocalFunction;
}

/**
 * Starts what takes the place of AWS and Twilio for the functions of an app: the services, queues that are read, functions that can be invoked.
 *
 * @param running gets each part as soon as it is to be closed
 */
export async function startEmulators(props: AppEmulatorsProps, running: { close(): Promise<void> }[]): Promise<AwsEndpoint> {
  const { store, session, code, toolsDirectory, fn } = props;
  const functions = new AppFunctions({
    assembly: () => fn().assembly,
    aws: () => aws,
    code,
    toolsDirectory,
    onLog: (line) => session.onLog(line),
  });
  running.push(functions);
  const queues = new Queues({
    findFunction: (queueUrl) => findQueueFunction(fn().assembly, queueUrl),
    invoke: async (...invocation) => functions.invoke(...invocation),
    onQueued: ({ requestId }, isQueued) => session.history.onQueued(requestId, isQueued),
    onDeadLetter: ({ queueUrl, requestId }) => session.onCall({
      service: 'SQS',
      operation: 'Redrive',
      summary: `from the queue ${queueUrl.split('/').at(-1)} to its dead-letter queue, after too many tries`,
      requestId,
    }),
  });
  running.push(queues);
  const twilio = await startTwilio({ authTokens: () => store.authTokens.slice(0, 1), onCall: (call) => session.onCall(call) });
  running.push(twilio);
  const awsServer = await startAws({
    store,
    queues,
    isTable: (name) => name === fn().definition.environment[DEDUPLICATION_TABLE_ENV],
    invoke: async (...invocation) => functions.invoke(...invocation),
    onCall: (call) => session.onCall(call),
  });
  running.push(awsServer);
  const aws = { ...awsServer, twilioUrl: twilio.url };
  return aws;
}
