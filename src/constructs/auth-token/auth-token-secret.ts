import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AuthTokenRotation, rotateAuthToken } from './auth-token-rotation';
import { grantKeyThrough } from '../keys/grant-key';

/** All that the webhook asks for: the token that signs, and the ones beside it during a rotation. */
const VERSION_STAGES = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

/** What the secret may be given. */
export interface AuthTokenSecretProps {
  readonly removalPolicy?: RemovalPolicy;
  readonly authTokenRotation?: AuthTokenRotation;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Creates the secret that the user puts the Twilio auth token into. It starts with a random value that can never be a
 * token: a token has 32 hexadecimal characters.
 *
 * **The start value is frozen.** If a release changed one character of it, CloudFormation would write a new version
 * over the user's token. Source: AWS CloudFormation, "AWS::SecretsManager::Secret GenerateSecretString".
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
 * Lets the role read the secret's value, and decrypt it with a key of its own. Narrower than `secret.grantRead`, which
 * also grants `DescribeSecret`.
 * Source: AWS Secrets Manager, "Actions, resources, and condition keys".
 */
export function grantReadAuthToken(secret: secretsmanager.ISecret, role: iam.Role, versionStages: string[] = VERSION_STAGES): void {
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager ends each ARN with six characters of its own, which a name or a partial ARN does not have.
    resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
    conditions: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': versionStages } },
  }));
  grantKeyThrough('secretsmanager', secret.env.region, secret.encryptionKey, role, ['kms:Decrypt']);
}
