import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { grantKeyThrough } from '../keys/grant-key';

/** How AWS Secrets Manager rotates the Twilio auth token by itself. */
export interface AuthTokenRotation {
  /**
   * How often. 1 to 1,000 whole days.
   *
   * @default Duration.days(30)
   */
  readonly automaticallyAfter?: Duration;

  /**
   * Whether a deployment that adds or changes the rotation rotates the token at once. Leave it off until the secret
   * holds the auth token.
   *
   * @default false - the first rotation is when the interval is over
   */
  readonly rotateImmediately?: boolean;
}

/** The type of secret that Secrets Manager knows how to rotate. Source: AWS Secrets Manager, "Twilio Auth Token". */
const SECRET_TYPE = 'TwilioAuthToken';

/** The default is 60, for Twilio Functions; until it is over AWSCURRENT names the token that no longer signs. */
const PROPAGATION_DELAY = { key: 'propagationDelaySeconds', value: '0' };

/** Source: AWS Secrets Manager API, "RotationRulesType". */
const MAX_DAYS = 1000;

/**
 * Makes the secret a managed external secret, and lets Secrets Manager rotate it with a role that may do so with this
 * secret only. The role is what AWS documents under "Security and permissions" of managed external secrets, narrowed
 * from all secrets of the type to this one.
 *
 * @throws Error for an interval that Secrets Manager does not have
 */
export function rotateAuthToken(scope: Construct, secret: secretsmanager.Secret, rotation: AuthTokenRotation): void {
  const automaticallyAfterDays = wholeDays(scope, rotation.automaticallyAfter ?? Duration.days(30));
  (secret.node.defaultChild as secretsmanager.CfnSecret).type = SECRET_TYPE;

  const role = new iam.Role(scope, 'AuthTokenRotationRole', {
    description: 'Secrets Manager rotates the Twilio auth token with this',
    assumedBy: new iam.ServicePrincipal('secretsmanager.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
        ArnLike: { 'aws:SourceArn': secret.secretArn },
      },
    }),
  });
  role.addToPolicy(new iam.PolicyStatement({
    actions: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    resources: [secret.secretArn],
  }));
  grantKeyThrough('secretsmanager', secret.env.region, secret.encryptionKey, role, ['kms:Decrypt', 'kms:GenerateDataKey']);
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetRandomPassword'],
    resources: ['*'], // it has no resources, and gives access to nothing
  }));

  const schedule = new secretsmanager.CfnRotationSchedule(scope, 'AuthTokenRotationSchedule', {
    secretId: secret.secretArn,
    externalSecretRotationMetadata: [PROPAGATION_DELAY],
    externalSecretRotationRoleArn: role.roleArn,
    rotationRules: { automaticallyAfterDays },
    // CloudFormation's default is true, and the start value of a new secret is no token that could be rotated.
    rotateImmediatelyOnUpdate: rotation.rotateImmediately ?? false,
  });
  schedule.node.addDependency(role); // with its policy, since Secrets Manager tries the role when it gets it
}

function wholeDays(scope: Construct, interval: Duration): number {
  if (interval.isUnresolved()) { return interval.toDays(); }

  const days = interval.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new Error(`${scope.node.path}: authTokenRotation.automaticallyAfter must be 1 to ${MAX_DAYS} whole days, got ${days}. Use Duration.days(30), for example.`);
  }
  return days;
}
