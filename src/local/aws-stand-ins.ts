import { OutgoingCall } from './outgoing-call';
import { LocalSecretStore } from './secret-store';
import { AwsServer, startAwsServer } from './stand-ins/aws-server';
import { dynamoDb } from './stand-ins/dynamodb';
import { eventBridge } from './stand-ins/event-bridge';
import { InvokeFunction, lambda } from './stand-ins/lambda';
import { Queues } from './stand-ins/queues';
import { secretsManager } from './stand-ins/secrets-manager';
import { sns } from './stand-ins/sns';
import { sqs } from './stand-ins/sqs';
import { stepFunctions } from './stand-ins/step-functions';

export interface AwsStandInsProps {
  readonly store: LocalSecretStore;
  readonly invoke: InvokeFunction;
  readonly queues: Queues;
  /** Whether the gateway has a table of this name. */
  readonly isTable: (name: string) => boolean;
  /** Told what would have been sent. Not of the secret. */
  readonly onCall: (call: OutgoingCall) => void;
}

/** Starts a server in the place of all AWS services that a gateway's function calls. The keys are the names that they sign with. */
export async function startAws({ store, invoke, queues, isTable, onCall }: AwsStandInsProps): Promise<AwsServer> {
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
