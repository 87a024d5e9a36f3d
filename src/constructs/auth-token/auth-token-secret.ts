import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AuthTokenRotation, rotateAuthToken } from './auth-token-rotation';
import { grantKeyThrough } from '../keys/grant-key';

/** The versions that a running function reads: the current one, and during a rotation the pending and the previous. */
const VERSION_STAGES = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

/** Properties of the secret. */
export interface AuthTokenSecretProps {
  readonly removalPolicy?: RemovalPolicy;
  readonly authTokenRotation?: AuthTokenRotation;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Creates the secret for the Twilio auth token. Its start value is random and can never be a token: it is shorter than
 * the 32 hexadecimal characters of a token.
 *
 * **The start value is frozen.** If a release changed one character of it, CloudFormation would replace the user's
 * token with a new version. Source: AWS CloudFormation, "AWS::SecretsManager::Secret GenerateSecretString".
 */
export function createAuthTokenSecret(scope: Construct, props: AuthTokenSecretProps): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'AuthTokenSecret', {
    description: 'Twilio auth token: {"accountSid": "AC...", "authToken": "..."}',
    generateSecretString: {
      secretStringTemplate: '{"accountSid":""}',
      generateStringKey: 'authToken',
      passwordLength: 16,
    },
    encryptionKey: props.encryptionKey,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
  if (props.authTokenRotation) {
    rotateAuthToken(scope, secret, props.authTokenRotation);
  }
  return secret;
}

/**
 * Lets the role read the secret's value, and decrypt it with the secret's key. Narrower than `secret.grantRead`, which
 * also grants `DescribeSecret`.
 * Source: AWS Secrets Manager, "Actions, resources, and condition keys".
 */
export function grantReadSecret(
  secret: secretsmanager.ISecret,
  role: iam.Role,
  versionStages: string[] = VERSION_STAGES,
): void {
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager appends six random characters to each ARN. A partial ARN does not have them.
    resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
    conditions: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': versionStages } },
  }));
  grantKeyThrough('secretsmanager', secret.env.region, secret.encryptionKey, role, ['kms:Decrypt']);
}
