import { OutgoingCall } from '../events/outgoing-call';
import { LocalSecret } from './local-secret';
import { AwsServer, startAwsServer } from './aws-server';
import { dynamoDb } from './dynamodb';
import { eventBridge } from './event-bridge';
import { InvokeFunction, lambda } from './lambda';
import { Queues } from './queues';
import { secretsManager } from './secrets-manager';
import { sns } from './sns';
import { sqs } from './sqs';
import { stepFunctions } from './step-functions';

export interface AwsEmulatorsProps {
  readonly store: LocalSecret;
  readonly invoke: InvokeFunction;
  readonly queues: Queues;
  /** Whether the gateway has a table of this name. */
  readonly isTable: (name: string) => boolean;
  /** Told what would have been sent. Not of the secret. */
  readonly onCall: (call: OutgoingCall) => void;
}

/** Starts a server in the place of all AWS services that a gateway's function calls. The keys are the names that they sign with. */
export async function startAws({ store, invoke, queues, isTable, onCall }: AwsEmulatorsProps): Promise<AwsServer> {
  return startAwsServer({
    secretsmanager: secretsManager(store),
    dynamodb: dynamoDb({ tables: new Map(), isTable }),
    sqs: sqs(onCall, queues),
    sns: sns(onCall),
    events: eventBridge(onCall),
    states: stepFunctions(onCall),
    lambda: lambda(invoke, onCall),
  });
}
