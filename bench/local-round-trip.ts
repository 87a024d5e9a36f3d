import * as path from 'node:path';
import { ROOT } from './paths';
import { quantile } from './statistics';
import { AUTH_TOKEN } from './twilio-text';
import { startLocalGateway } from '../src/local/local-gateway';
import { deliverMessage } from '../src/local/twilio/deliver-message';
import { inboundParameters, randomSid, webhookRequest } from '../src/local/twilio/signed-message';

/** Milliseconds from sending a text to its answer. */
export interface RoundTrip {
  readonly median: number;
  readonly slowestTwentieth: number;
}

const WARM_UP = 50;

/** Sends signed texts to the local gateway (`npm start`) over HTTP, one after the other. */
export async function measureLocalRoundTrip(assembly: string, texts: number): Promise<RoundTrip> {
  const gateway = await startLocalGateway({
    source: { directory: assembly },
    authToken: AUTH_TOKEN,
    port: 0,
    toolsDirectory: path.join(ROOT, 'assets/cli'),
  });
  try {
    const accountSid = randomSid('AC');
    const times: number[] = [];
    for (let i = 0; i < WARM_UP + texts; i++) {
      const parameters = inboundParameters({ accountSid, from: '+15005550006', to: '+15005550001', body: `Text number ${i}` });
      const started = performance.now();
      const { replies, problem } = await deliverMessage(webhookRequest(gateway.webhookUrl, parameters, AUTH_TOKEN));
      times.push(performance.now() - started);
      if (replies.length !== 1) throw new Error(`The local gateway did not echo a text: ${problem}`);
    }
    const warm = times.slice(WARM_UP);
    return { median: quantile(warm, 0.5), slowestTwentieth: quantile(warm, 0.95) };
  } finally {
    await gateway.close();
  }
}
