import { AwsServer, Emulator, startAwsServer } from '../../../src/local/emulators/aws-server';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { OutgoingCall } from '../../../src/local/events/outgoing-call';

/** An emulator that listens, and how a client of the AWS SDK finds it. */
export interface Served {
  readonly server: AwsServer;
  readonly calls: OutgoingCall[];
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

/** @param service the name that it signs with */
export async function serve(
  service: string,
  make: (context: { readonly events: GatewayEvents }) => Emulator,
): Promise<Served> {
  const calls: OutgoingCall[] = [];
  const server = await startAwsServer({
    [service]: make({ events: new GatewayEvents().on('call', (call) => calls.push(call)) }),
  });
  const credentials = { accessKeyId: server.accessKeyId, secretAccessKey: 'local' };
  return { server, calls, config: { endpoint: server.endpoint, region: 'us-east-1', maxAttempts: 1, credentials } };
}
