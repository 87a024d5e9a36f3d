import { SharedKey } from '../../runtime/auth-token/parse-shared-key';
import { MAX_PARAMETERS } from '../../runtime/webhook/form';
import { algorithmOf, canonicalParameters, isValidSignature } from '../../runtime/webhook/signature';
import { parseSignatureSettings } from '../../runtime/webhook/signature-settings';
import { MAX_BODY_BYTES } from '../../runtime/webhook/webhook-request';
import { candidateUrls } from '../../runtime/webhook/webhook-url';
import type { EndpointKind } from '../assembly/endpoint-kind';
import { endpointEvent } from '../http-api/endpoint-event';
import { HttpApiEvent, Scheme } from '../http-api/request-to-event';
import { Pair, SignedWith, UrlCandidate } from '../page-protocol/page-protocol';

/** The part of the check that the page shows. */
export interface SignatureCheck {
  readonly candidates: readonly UrlCandidate[];
  readonly signedParameters: string;
  /** The key that made the signature. Missing if none of them did. */
  readonly signedWith?: SignedWith;
}

/** The keys of this run. */
export interface PageKeys {
  /** The auth tokens that the gateway verifies with, the current one first. Empty if it has none. */
  readonly authTokens: readonly string[];
  /** The SharedKey that the page can sign with. @default - none */
  readonly sharedKey?: SharedKey;
  /** Whether the gateway has the SharedKey, too. @default false */
  readonly hasSharedKey?: boolean;
}

/** A key, and what its signature is worth. */
type Candidate = Pick<SharedKey, 'algorithm'> & { readonly secret: string; readonly signedWith: SignedWith };

/**
 * Repeats the function's check with the function's own code, to show its details. It decides nothing.
 *
 * @param event the request as an HTTP API shows it
 */
export function checkSignature(
  event: HttpApiEvent,
  parameters: readonly Pair[],
  keys: PageKeys,
  { endpoint, scheme }: { readonly endpoint?: EndpointKind; readonly scheme: Scheme },
): SignatureCheck {
  if ((event.body?.length ?? 0) > 2 * MAX_BODY_BYTES || parameters.length > MAX_PARAMETERS) {
    return { candidates: [], signedParameters: '' };
  }
  const signature = event.headers['x-twilio-signature'];
  const signedParameters = canonicalParameters(parameters);
  const selected = selectKeys(event.headers, keys);
  const candidates = candidateUrls(endpointEvent(endpoint, event), { scheme }).map((url) => {
    const signed = { signature, url, signedParameters };
    const key = selected.find(({ secret, algorithm }) => isValidSignature({ secret, algorithm, ...signed }));
    return { url, isSigned: key !== undefined, signedWith: key?.signedWith };
  });
  const signedWith = candidates.find(({ isSigned }) => isSigned)?.signedWith;
  return {
    candidates: candidates.map(({ url, isSigned }) => ({ url, isSigned })),
    signedParameters,
    ...(signedWith !== undefined && { signedWith }),
  };
}

/** The keys that the function would try: a header selects the kind of key, and a SharedKey by its id. */
function selectKeys(headers: HttpApiEvent['headers'], { authTokens, sharedKey, hasSharedKey }: PageKeys): Candidate[] {
  const settings = parseSignatureSettings(headers['x-twilio-webhooks-signature-settings']);
  const algorithm = algorithmOf(headers['x-twilio-signature']);
  if (settings === undefined && algorithm === 'HMAC_SHA1') {
    return authTokens.map((secret, i) => ({ secret, algorithm, signedWith: i === 0 ? 'current' : 'former' }));
  }
  if (sharedKey === undefined || typeof settings === 'string' || algorithm !== sharedKey.algorithm) return [];
  const isNamed = settings === undefined
    || settings.sharedKeyId === sharedKey.sharedKeyId && settings.algorithm === algorithm;
  const signedWith = hasSharedKey ? 'sharedKey' : 'foreignSharedKey';
  return isNamed ? [{ secret: sharedKey.sharedKey, algorithm, signedWith }] : [];
}
