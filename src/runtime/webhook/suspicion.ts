import type { Parameter } from './form';
import { freeTextHoldsMessage, holdsMessage, missingName, nameAndValueHoldMessage } from './repartition-traces';
import type { WebhookKind } from './webhook-kind';
import { isFreeText, isTwilioName } from '../../shared/message-parameters';

/**
 * Looks for traces that a repartitioned request leaves, but that a parameter which Twilio adds, or a text about
 * parameters, may leave, too. They prove nothing by themselves, so a message that has them is accepted and counted by
 * default (decision 0023).
 *
 * @param ordered the parameters in the order in which they are signed
 * @returns the trace, in names that Twilio defines, never in what was sent
 */
export function findSuspicion(
  kind: WebhookKind,
  ordered: readonly Parameter[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  if (kind === 'status_callback' && parameters.has('Body') && parameters.has('NumMedia')) {
    return 'a status callback has the parameters of a message';
  }
  if (ordered.some(([name]) => UNUSUAL_NAME.test(name))) {
    return 'a parameter has an unusual name';
  }
  const content = ordered
    .map(([name, value]) => (isTwilioName(name) ? `\n${isFreeText(name) ? '' : value}` : name + value))
    .join('');
  const name = missingName(content, parameters);
  if (name !== undefined) {
    return `${name} is part of another parameter`;
  }
  return ordered.some(holdsAnotherMessage) ? 'a parameter holds another message' : undefined;
}

/** Twilio's names for messages begin with a capital letter and have no other characters, up to now. */
const UNUSUAL_NAME = /^(?:[\0-@]|[A-Z][\w-]*[^\w-])/;

/** The end of a Body that swallowed what only a fallback request has. */
const FALLBACK = /ErrorCode\d+ErrorUrlhttps?:/;

/** A forged sender or SID displaces the genuine one, which must then be in a parameter behind the Body. */
function holdsAnotherMessage([name, value]: Parameter): boolean {
  if (name === 'Body') {
    return FALLBACK.test(value);
  }
  if (isFreeText(name)) {
    return freeTextHoldsMessage(value);
  }
  return holdsMessage(value) || (!isTwilioName(name) && name > 'From' && nameAndValueHoldMessage(name + value));
}
