import { CheckResult } from './check-result';
import { remedySentence } from '../../local/problems/remedy';
import { DeployedGateway } from '../aws/deployed-gateway';
import { Rejection } from '../aws/rejections';
import { SecretContent } from '../aws/token-secret';

/** Whether the stack is as it was deployed. */
export function stackResult({ stack: { name, status }, region }: DeployedGateway): CheckResult {
  const text = `${name} in ${region}, ${status}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return { name: 'Stack', kind: 'succeed', text };
  if (/_ROLLBACK_COMPLETE$/.test(status)) return { name: 'Stack', kind: 'info', text: `${text}: the last deployment was undone. Its events say why.` };
  if (/_IN_PROGRESS$/.test(status)) return { name: 'Stack', kind: 'info', text: `${text}: look again when it is done.` };
  return { name: 'Stack', kind: 'fail', text: `${text}. Deploy it again.` };
}

/** What the secret holds: the kind, never the value. */
export function secretResult({ stack }: DeployedGateway, { token, flaw }: SecretContent): CheckResult {
  if (token === undefined) return { name: 'Secret', kind: 'fail', text: `holds ${flaw} instead of an auth token. Run "connect ${stack.name}".` };
  return token.accountSid === undefined
    ? { name: 'Secret', kind: 'info', text: `holds an auth token without its Account SID: texts of any account that signs with it get in. "connect ${stack.name} --only secret" adds it.` }
    : { name: 'Secret', kind: 'succeed', text: `holds the auth token of ${token.accountSid}` };
}

/** Rejected after the signature check, so Twilio sent them, and somebody waits for an answer. */
const GENUINE_BUT_REJECTED = ['invalid_message', 'wrong_account', 'deduplication_unavailable'];

const GIVEN_UP = 'The worker gave up: what it could not answer is in the dead-letter queue. Mend the cause, then redrive or delete it there.';

/** What was not answered. What strangers send is rejected as it should be, so it is no fault. */
export function rejectionResults(rejections: readonly Rejection[], since: Date): CheckResult[] {
  const after = `since ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (rejections.length === 0) return [{ name: 'Log', kind: 'succeed', text: `no text was rejected ${after}` }];
  return rejections.map(({ outcome, reason, count, latest, detail, remedy }) => ({
    name: 'Log',
    kind: outcome !== 'rejected' || GENUINE_BUT_REJECTED.includes(reason) ? 'fail' : 'info',
    text: [
      `${count} × ${reason} ${after}, last at ${new Date(latest).toISOString().slice(11, 19)}${detail === undefined ? '' : `: ${detail}`}`,
      outcome === 'dead_lettered' ? GIVEN_UP : remedySentence(remedy),
    ].filter((line) => line !== undefined).join('\n'),
  }));
}
