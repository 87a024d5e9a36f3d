import { Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ADDITIONAL_SECRET_ARNS_ENV } from '../../shared/env';

/** The props that `additionalAuthTokenSecrets` depends on. */
interface AuthTokenProps {
  readonly authTokenSecret?: secretsmanager.ISecret;
  readonly additionalAuthTokenSecrets?: secretsmanager.ISecret[];
}

/** Each secret costs a cold start one call of Secrets Manager, and each forged message one comparison. */
const MAX_SECRETS = 3;

/**
 * Checks the additional secrets at synth.
 *
 * @throws Error for too many secrets, and for a secret that is given twice
 */
export function validateAdditionalAuthTokens(scope: Construct, props: AuthTokenProps): void {
  const { authTokenSecret, additionalAuthTokenSecrets = [] } = props;
  const { path } = scope.node;
  if (additionalAuthTokenSecrets.length > MAX_SECRETS) {
    throw new Error(
      `${path}: additionalAuthTokenSecrets must have at most ${MAX_SECRETS} secrets, ` +
      `got ${additionalAuthTokenSecrets.length}. Remove those whose auth tokens no longer sign messages.`);
  }
  const secrets = [...authTokenSecret ? [authTokenSecret] : [], ...additionalAuthTokenSecrets];
  const arns = secrets.map(({ secretArn }) => JSON.stringify(Stack.of(scope).resolve(secretArn)));
  const repeated = secrets.find((_, i) => arns.indexOf(arns[i]) !== i);
  if (repeated) {
    throw new Error(
      `${path}: additionalAuthTokenSecrets must have secrets other than authTokenSecret, each once, ` +
      `got ${repeated.node.path} twice. Remove the repeat.`);
  }
}

/** The variable that names the additional secrets to the webhook function. Empty without them. */
export function additionalTokensEnvironment(secrets: secretsmanager.ISecret[] = []): Record<string, string> {
  return secrets.length === 0
    ? {}
    : { [ADDITIONAL_SECRET_ARNS_ENV]: secrets.map(({ secretArn }) => secretArn).join(' ') };
}
