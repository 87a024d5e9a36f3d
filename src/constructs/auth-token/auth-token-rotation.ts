import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { grantKeyThrough } from '../keys/grant-key';

/** How AWS Secrets Manager rotates the Twilio auth token. */
export interface AuthTokenRotation {
  /**
   * Time between two rotations: 1 to 1,000 whole days.
   *
   * @default Duration.days(30)
   */
  readonly automaticallyAfter?: Duration;

  /**
   * Whether a deployment that adds or changes the rotation rotates the token at once. Leave it out until the secret
   * holds the auth token.
   *
   * @default false - the first rotation is at the end of the interval
   */
  readonly rotateImmediately?: boolean;
}

/** The secret type that Secrets Manager can rotate. Source: AWS Secrets Manager, "Twilio Auth Token". */
const SECRET_TYPE = 'TwilioAuthToken';

/** The default of 60 seconds is for Twilio Functions. During the delay AWSCURRENT is a token that no longer signs. */
const PROPAGATION_DELAY = { key: 'propagationDelaySeconds', value: '0' };

/** Source: AWS Secrets Manager API, "RotationRulesType". */
const MAX_DAYS = 1000;

/**
 * Makes the secret a managed external secret, which Secrets Manager rotates with a role for this secret only. The role
 * is the one that AWS documents under "Security and permissions" of managed external secrets, narrowed from all secrets
 * of the type to this secret.
 *
 * @throws Error for an interval that Secrets Manager does not accept
 */
export function rotateAuthToken(scope: Construct, secret: secretsmanager.Secret, rotation: AuthTokenRotation): void {
  const automaticallyAfterDays = wholeDays(scope, rotation.automaticallyAfter ?? Duration.days(30));
  (secret.node.defaultChild as secretsmanager.CfnSecret).type = SECRET_TYPE;

  const role = new iam.Role(scope, 'AuthTokenRotationRole', {
    description: 'Used by Secrets Manager to rotate the Twilio auth token',
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
  const keyActions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  grantKeyThrough('secretsmanager', secret.env.region, secret.encryptionKey, role, keyActions);
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetRandomPassword'],
    resources: ['*'], // this action has no resources, and gives access to nothing
  }));

  const schedule = new secretsmanager.CfnRotationSchedule(scope, 'AuthTokenRotationSchedule', {
    secretId: secret.secretArn,
    externalSecretRotationMetadata: [PROPAGATION_DELAY],
    externalSecretRotationRoleArn: role.roleArn,
    rotationRules: { automaticallyAfterDays },
    // CloudFormation's default is true, but the start value of a new secret is not a token and cannot be rotated.
    rotateImmediatelyOnUpdate: rotation.rotateImmediately ?? false,
  });
  schedule.node.addDependency(role); // with its policy: Secrets Manager tests the role when the schedule is created
}

function wholeDays(scope: Construct, interval: Duration): number {
  if (interval.isUnresolved()) { return interval.toDays(); }

  const days = interval.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new Error(
      `${scope.node.path}: authTokenRotation.automaticallyAfter must be 1 to ${MAX_DAYS} whole days, got ${days}. ` +
      'Use for example Duration.days(30).');
  }
  return days;
}
