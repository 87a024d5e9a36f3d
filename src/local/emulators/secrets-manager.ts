import { AwsError, check } from './aws-error';
import { Emulator } from './aws-server';
import { jsonService } from './json-protocol';
import { LocalSecret } from './local-secret';

/**
 * Emulates `GetSecretValue` of AWS Secrets Manager. As AWS, but stricter: the version stage must be given.
 * Source: AWS Secrets Manager API Reference, "GetSecretValue".
 */
export function secretsManager({ store }: { readonly store: LocalSecret }): Emulator {
  return jsonService({
    target: 'secretsmanager',
    version: '1.1',
    operations: {
      GetSecretValue: {
        members: ['SecretId', 'VersionStage'],
        handle: ({ SecretId: secretId, VersionStage: stage }) => {
          const isComplete = typeof secretId === 'string' && typeof stage === 'string';
          check(isComplete, 'InvalidParameterException', 'The local gateway needs SecretId and VersionStage.');
          if (store.fails) throw new AwsError('InternalServiceError', 'The page makes the local secret store fail.', 500);
          const version = store.find(secretId, stage);
          check(version, 'ResourceNotFoundException', `Secrets Manager can't find the specified secret value for staging label: ${stage}`);
          return {
            ARN: version.arn,
            Name: version.arn.split(':').at(-1)?.replace(/-[^-]{6}$/, ''),
            VersionId: version.versionId,
            VersionStages: version.versionStages,
            SecretString: version.secretString,
            CreatedDate: version.createdDate.getTime() / 1000,
          };
        },
      },
    },
  });
}
