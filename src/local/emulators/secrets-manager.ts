import { AwsError, check } from './aws-error';
import { Emulator } from './aws-server';
import { jsonService } from './json-protocol';
import { LocalKeys } from './local-keys';
import { LocalSecret } from './local-secret';

/**
 * Emulates `GetSecretValue` of AWS Secrets Manager. Stricter: the version stage is required.
 * Source: AWS Secrets Manager API Reference, "GetSecretValue".
 */
export function secretsManager(
  { store, keys }: { readonly store: LocalSecret; readonly keys?: Pick<LocalKeys, 'find'> },
): Emulator {
  return jsonService({
    target: 'secretsmanager',
    version: '1.1',
    operations: {
      GetSecretValue: {
        members: ['SecretId', 'VersionStage'],
        handle: ({ SecretId: secretId, VersionStage: stage }) => {
          const isComplete = typeof secretId === 'string' && typeof stage === 'string';
          check(isComplete, 'InvalidParameterException', 'The local gateway needs SecretId and VersionStage.');
          if (store.fails) {
            throw new AwsError('InternalServiceError', 'The page of the local gateway simulates an outage.', 500);
          }
          const version = store.find(secretId, stage) ?? keys?.find(secretId, stage);
          check(version, 'ResourceNotFoundException',
            `Secrets Manager can't find the specified secret value for staging label: ${stage}`);
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
