import { MAX_PARAMETERS } from '../../runtime/webhook/form';
import { canonicalParameters, isValidSignature } from '../../runtime/webhook/signature';
import { MAX_BODY_BYTES } from '../../runtime/webhook/webhook-request';
import { candidateUrls } from '../../runtime/webhook/webhook-url';
import { Pair, UrlCandidate } from '../page-protocol/page-protocol';
import { HttpApiEvent, Scheme } from '../http-api/request-to-event';

/** What the page shows of the check. */
export interface SignatureCheck {
  readonly candidates: readonly UrlCandidate[];
  readonly signedParameters: string;
}

/**
 * Repeats the function's check with the function's own code, to show what it went by. Nothing is decided here.
 *
 * @param authTokens those that a genuine request may be signed with
 * @param scheme by which the webhook was called
 */
export function checkSignature(event: HttpApiEvent, parameters: readonly Pair[], authTokens: readonly string[], scheme: Scheme): SignatureCheck {
  if ((event.body?.length ?? 0) > 2 * MAX_BODY_BYTES || parameters.length > MAX_PARAMETERS) return { candidates: [], signedParameters: '' };
  const signature = event.headers['x-twilio-signature'];
  const signedParameters = canonicalParameters(parameters);
  return {
    candidates: candidateUrls(event, { scheme }).map((url) => ({
      url,
      isSigned: authTokens.some((authToken) => isValidSignature({ authToken, signature, url, signedParameters })),
    })),
    signedParameters,
  };
}
