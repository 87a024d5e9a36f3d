import { Finding } from './finding';
import { mendSentence } from '../../local/mend';
import { DeployedGateway } from '../aws/deployed-gateway';
import { Rejection } from '../aws/rejections';
import { SecretContent } from '../aws/token-secret';

/** Whether the stack is as it was deployed. */
export function stackFinding({ stack: { name, status }, region }: DeployedGateway): Finding {
  const text = `${name} in ${region}, ${status}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return { name: 'Stack', kind: 'done', text };
  if (/_ROLLBACK_COMPLETE$/.test(status)) return { name: 'Stack', kind: 'note', text: `${text}: the last deployment was undone. Its events say why.` };
  if (/_IN_PROGRESS$/.test(status)) return { name: 'Stack', kind: 'note', text: `${text}: look again when it is done.` };
  return { name: 'Stack', kind: 'failed', text: `${text}. Deploy it again.` };
}

/** What the secret holds: the kind, never the value. */
export function secretFinding({ stack }: DeployedGateway, { token, flaw }: SecretContent): Finding {
  if (token === undefined) return { name: 'Secret', kind: 'failed', text: `holds ${flaw} instead of an auth token. Run "connect ${stack.name}".` };
  return token.accountSid === undefined
    ? { name: 'Secret', kind: 'note', text: `holds an auth token without its Account SID: texts of any account that signs with it get in. "connect ${stack.name} --only secret" adds it.` }
    : { name: 'Secret', kind: 'done', text: `holds the auth token of ${token.accountSid}` };
}

/** Refused after the signature check, so Twilio sent them, and somebody waits for an answer. */
const REFUSED_THOUGH_GENUINE = ['invalid_message', 'wrong_account', 'deduplication_unavailable'];

const GIVEN_UP = 'The worker gave up: what it could not answer is in the dead-letter queue. Mend the cause, then redrive or delete it there.';

/** What was not answered. What strangers send is refused as it should be, so it is no fault. */
export function rejectionFindings(rejections: readonly Rejection[], since: Date): Finding[] {
  const after = `since ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (rejections.length === 0) return [{ name: 'Log', kind: 'done', text: `no text was refused ${after}` }];
  return rejections.map(({ outcome, reason, count, latest, detail, mend }) => ({
    name: 'Log',
    kind: outcome !== 'refused' || REFUSED_THOUGH_GENUINE.includes(reason) ? 'failed' : 'note',
    text: [
      `${count} × ${reason} ${after}, last at ${new Date(latest).toISOString().slice(11, 19)}${detail === undefined ? '' : `: ${detail}`}`,
      outcome === 'dead_lettered' ? GIVEN_UP : mendSentence(mend),
    ].filter((line) => line !== undefined).join('\n'),
  }));
}
