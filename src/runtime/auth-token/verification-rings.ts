import { additionalSecretArns } from './additional-secret-arns';
import { joinRings } from './join-rings';
import { KeyRing } from './key-ring';
import { secretReader } from './read-secret';
import { AUTH_TOKEN_FORMAT, type SecretFormat, SHARED_KEY_FORMAT } from './secret-format';
import { ADDITIONAL_SECRET_ARNS_ENV, SECRET_ARN_ENV, SIGNING_KEY_SECRET_ARN_ENV } from '../../shared/env';

/** Makes the key rings that verify messages, one for each secret that the environment names. */
export function verificationRings(env: NodeJS.ProcessEnv) {
  const { [SECRET_ARN_ENV]: secretArn = '', [SIGNING_KEY_SECRET_ARN_ENV]: signingKeyArn = '' } = env;
  const sharedKeyRing = signingKeyArn ? ringOf(signingKeyArn, SHARED_KEY_FORMAT) : undefined;
  // Without any secret each request is answered with 503, as with a secret that cannot be read.
  const tokenRing = secretArn || !sharedKeyRing ? ringOf(secretArn, AUTH_TOKEN_FORMAT) : undefined;
  const additional = additionalSecretArns(env[ADDITIONAL_SECRET_ARNS_ENV]).map((arn) => ringOf(arn, AUTH_TOKEN_FORMAT));
  return {
    /** The auth token that requests to Twilio use, too. */
    tokenRing,
    /** It and the additional auth tokens. */
    keyRing: joinRings([...tokenRing ? [tokenRing] : [], ...additional]),
    sharedKeyRing,
  };
}

function ringOf<Content extends object>(secretArn: string, format: SecretFormat<Content>): KeyRing<Content> {
  return new KeyRing({ read: secretReader(secretArn), secretArn, format, now: Date.now });
}
