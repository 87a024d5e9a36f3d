import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AuthTokenRotation, rotateAuthToken } from './auth-token-rotation';

/** All that the runtime asks for: the token that signs, and the ones beside it during a rotation. */
const VERSION_STAGES = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

/**
 * Creates the secret that the user puts the Twilio auth token into. It starts with a random value that can never be a
 * token: a token has 32 hexadecimal characters.
 *
 * **The start value is frozen.** If a release changed one character of it, CloudFormation would write a new version
 * over the user's token. Source: AWS CloudFormation, "AWS::SecretsManager::Secret GenerateSecretString".
 */
export function createAuthTokenSecret(
  scope: Construct,
  removalPolicy: RemovalPolicy = RemovalPolicy.RETAIN,
  rotation?: AuthTokenRotation,
): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'AuthTokenSecret', {
    description: 'Twilio auth token: {"accountSid": "AC...", "authToken": "..."}',
    generateSecretString: {
      secretStringTemplate: '{"accountSid":""}',
      generateStringKey: 'authToken',
      passwordLength: 16,
    },
    removalPolicy,
  });
  if (rotation) {
    rotateAuthToken(scope, secret, rotation);
  }
  return secret;
}

/**
 * Lets the role read the secret's value, and decrypt it with a key of its own. Narrower than `secret.grantRead`, which
 * also grants `DescribeSecret`.
 * Source: AWS Secrets Manager, "Actions, resources, and condition keys".
 */
export function grantReadAuthToken(secret: secretsmanager.ISecret, role: iam.Role): void {
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager ends each ARN with six characters of its own, which a name or a partial ARN does not have.
    resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
    conditions: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': VERSION_STAGES } },
  }));
  if (secret.encryptionKey) {
    // Not secret.encryptionKey.grantDecrypt: that writes into the key's policy, which an imported key does not have, and
    // makes the stack of the key depend on this one.
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [secret.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(role).region}.amazonaws.com` } },
    }));
  }
}
