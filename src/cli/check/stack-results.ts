import { CheckResult } from './check-result';
import { remedySentence } from '../../local/problems/remedy';
import { DeployedGateway } from '../aws/deployed-gateway';
import { MAX_EVENTS, Rejections } from '../aws/rejections';
import { createSigningKeySecret } from '../aws/signing-key-secret';

/** Whether the last deployment succeeded. */
export function stackResult({ stack: { name, status }, region }: DeployedGateway): CheckResult {
  const text = `${name} in ${region}, ${status}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return { name: 'Stack', kind: 'succeed', text };
  if (/_ROLLBACK_COMPLETE$/.test(status)) {
    return {
      name: 'Stack',
      kind: 'info',
      text: `${text}: the last deployment was rolled back. The stack's events say why.`,
    };
  }
  if (/_IN_PROGRESS$/.test(status)) {
    return { name: 'Stack', kind: 'info', text: `${text}: run this again when the deployment is done.` };
  }
  return { name: 'Stack', kind: 'fail', text: `${text}. Deploy it again.` };
}

/** Reasons for a rejection after the signature check: Twilio sent the message, and somebody waits for an answer. */
const GENUINE_BUT_REJECTED = ['invalid_message', 'wrong_account', 'deduplication_unavailable'];

/** Twilio signs with a SharedKey that the gateway does not know. A stranger can cause it too, but only on purpose. */
const SHARED_KEY = 'shared_key';

function remedyFor(
  reason: string,
  remedy: string | undefined,
  gateway: Pick<DeployedGateway, 'stack' | 'signingKeySecretArn'>,
): string | undefined {
  const isKeyMissing = reason === SHARED_KEY && gateway.signingKeySecretArn === undefined;
  return isKeyMissing ? giveSigningKey(gateway) : remedySentence(remedy);
}

/** The log names the prop. Here is the rest of the way. */
function giveSigningKey({ stack }: Pick<DeployedGateway, 'stack'>): string {
  return 'A Rule at Twilio signs messages to this URL with a SharedKey. Store that key: '
    + `${createSigningKeySecret(`${stack.name}/signing-key`)}\n`
    + 'Then set the prop signingKeySecret to this secret, and deploy. Or delete the Rule, if nobody needs it.';
}

const GIVEN_UP = 'The worker gave up, and the messages are in the dead-letter queue. '
  + 'Fix the cause, then redrive or delete them there.';

const timeOf = (millis: number) => new Date(millis).toISOString().slice(11, 19);

/** The result that explains messages without an answer, by their reason. */
const CAUSES: Readonly<Record<string, readonly string[]>> = {
  no_auth_token: ['Secret'],
  no_signing_key: ['Signing secret'],
  no_api_key: ['API key secret', 'API key'],
  [SHARED_KEY]: ['Signing secret'],
};

/** Messages without an answer, by reason. A rejected message of a stranger is no problem. */
export function rejectionResults(
  { found, isCut }: Rejections,
  since: Date,
  gateway: Pick<DeployedGateway, 'stack' | 'signingKeySecretArn'>,
): CheckResult[] {
  const after = `since ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (found.length === 0) return [{ name: 'Log', kind: 'succeed', text: `no message was rejected ${after}` }];
  const results = found.map(({ outcome, reason, count, latest, detail, remedy, probes = 0 }): CheckResult => ({
    name: 'Log',
    kind: outcome !== 'rejected' || [...GENUINE_BUT_REJECTED, SHARED_KEY].includes(reason) ? 'fail' : 'info',
    causes: CAUSES[reason] ?? [],
    text: [
      `${count} × ${reason}${probes > 0 ? ` (${probes} marked as probes of these commands)` : ''} ${after}, `
        + `last at ${timeOf(latest)}${detail === undefined ? '' : `: ${detail}`}`,
      // The forged probes of connect and check are rejected as they should be.
      probes < count ? remedyFor(reason, remedy, gateway) : undefined,
      outcome === 'dead_lettered' ? GIVEN_UP : undefined,
    ].filter((line) => line !== undefined).join('\n'),
  }));
  return isCut ? [...results, { name: 'Log', kind: 'info', text: CUT }] : results;
}

const CUT = `the log has more lines than were read: ${MAX_EVENTS} of failures, then ${MAX_EVENTS} of rejections, in each `
  + 'log group. The counts are too low. A shorter --since reads all lines.';
