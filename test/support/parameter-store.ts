import { AwsError, check } from '../../src/local/emulators/aws-error';
import { Emulator } from '../../src/local/emulators/aws-server';
import { JsonObject, jsonService } from '../../src/local/emulators/json-protocol';

/** Customer-managed keys that parameters are encrypted with. */
export interface ParameterKeys {
  /** ARNs by the name of the parameter. */
  readonly arns: Map<string, string>;
  /** Whether the caller may use a key: `kms:Encrypt` and so on. */
  readonly mayUse: (action: string, arn: string) => boolean;
}

/**
 * An emulator of the three operations of AWS Systems Manager that `phoneNumbers` needs.
 * Sources: AWS Systems Manager API Reference; "AWS KMS encryption for Parameter Store SecureString parameters".
 */
export function parameterStore(
  parameters: Map<string, string>,
  calls: string[],
  watch: (call: string) => void,
  keys: ParameterKeys = { arns: new Map(), mayUse: () => true },
): Emulator {
  const played = (name: string, members: string[], play: (input: JsonObject) => JsonObject) => ({
    members,
    handle: (input: JsonObject) => {
      check(
        typeof input.Name === 'string' && /^\/[\w.-]+(\/[\w.-]+)*$/.test(input.Name),
        'ValidationException',
        `Name ${String(input.Name)}`,
      );
      calls.push(name);
      watch(`before ${name}`);
      const output = play(input);
      watch(`after ${name}`);
      return output;
    },
  });
  const checkKey = (action: string, arn: string | undefined) =>
    check(
      arn === undefined || keys.mayUse(action, arn),
      'AccessDeniedException',
      `not authorized to perform: ${action} on resource: ${arn}`,
    );
  const found = (name: unknown) => {
    const value = parameters.get(String(name));
    if (value === undefined) throw new AwsError('ParameterNotFound', '', 400);
    return value;
  };
  return jsonService({
    target: 'AmazonSSM',
    version: '1.1',
    operations: {
      GetParameter: played('GetParameter', ['Name', 'WithDecryption'], ({ Name, WithDecryption }) => {
        check(WithDecryption === true, 'ValidationException', 'An encrypted parameter must be decrypted.');
        const Value = found(Name);
        checkKey('kms:Decrypt', keys.arns.get(String(Name)));
        return { Parameter: { Name, Type: 'SecureString', Value, Version: 1 } };
      }),
      PutParameter: played(
        'PutParameter',
        ['Name', 'Description', 'Type', 'KeyId', 'Tier', 'Value', 'Overwrite'],
        ({ Name, Type, KeyId, Tier, Value, Overwrite }) => {
          check(
            Type === 'SecureString'
              && Tier === 'Intelligent-Tiering'
              && Overwrite === true
              && typeof Value === 'string',
            'ValidationException',
            'Unexpected Type, Tier, Overwrite or Value.',
          );
          if (KeyId === undefined) {
            keys.arns.delete(String(Name));
          } else {
            checkKey('kms:Encrypt', String(KeyId));
            keys.arns.set(String(Name), String(KeyId));
          }
          parameters.set(String(Name), String(Value));
          return { Version: 1, Tier: 'Standard' };
        },
      ),
      DeleteParameter: played('DeleteParameter', ['Name'], ({ Name }) => {
        found(Name);
        parameters.delete(String(Name));
        keys.arns.delete(String(Name));
        return {};
      }),
    },
  });
}
