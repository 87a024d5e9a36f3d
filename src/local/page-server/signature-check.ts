import { MAX_PARAMETERS } from '../../runtime/webhook/form';
import { canonicalParameters, isValidSignature } from '../../runtime/webhook/signature';
import { MAX_BODY_BYTES } from '../../runtime/webhook/webhook-request';
import { candidateUrls } from '../../runtime/webhook/webhook-url';
import { HttpApiEvent, Scheme } from '../http-api/request-to-event';
import { Pair, UrlCandidate } from '../page-protocol/page-protocol';

/** The part of the check that the page shows. */
export interface SignatureCheck {
  readonly candidates: readonly UrlCandidate[];
  readonly signedParameters: string;
}

/**
 * Repeats the function's check with the function's own code, to show its details. It decides nothing.
 *
 * @param authTokens the tokens that may have signed a genuine request
 * @param scheme the scheme of the webhook's URL
 */
export function checkSignature(
  event: HttpApiEvent,
  parameters: readonly Pair[],
  authTokens: readonly string[],
  scheme: Scheme,
): SignatureCheck {
  if ((event.body?.length ?? 0) > 2 * MAX_BODY_BYTES || parameters.length > MAX_PARAMETERS) {
    return { candidates: [], signedParameters: '' };
  }
  const signature = event.headers['x-twilio-signature'];
  const signedParameters = canonicalParameters(parameters);
  return {
    candidates: candidateUrls(event, { scheme }).map((url) => ({
      url,
      isSigned: authTokens.some((secret) => isValidSignature({ secret, signature, url, signedParameters })),
    })),
    signedParameters,
  };
}
