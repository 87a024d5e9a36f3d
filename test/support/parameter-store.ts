import { AwsError, check } from '../../src/local/stand-ins/aws-error';
import { StandIn } from '../../src/local/stand-ins/aws-server';
import { JsonObject, jsonService } from '../../src/local/stand-ins/json-protocol';

/** Plays the three operations of AWS Systems Manager that `phoneNumbers` needs. Source: AWS Systems Manager API Reference. */
export function parameterStore(parameters: Map<string, string>, calls: string[], watch: (call: string) => void): StandIn {
  const played = (name: string, members: string[], play: (input: JsonObject) => JsonObject) => ({
    members,
    play: (input: JsonObject) => {
      check(typeof input.Name === 'string' && /^\/[\w.-]+(\/[\w.-]+)*$/.test(input.Name), 'ValidationException', `Name ${String(input.Name)}`);
      calls.push(name);
      watch(`before ${name}`);
      const output = play(input);
      watch(`after ${name}`);
      return output;
    },
  });
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
        check(WithDecryption === true, 'ValidationException', 'What is encrypted is not to be read as it is.');
        return { Parameter: { Name, Type: 'SecureString', Value: found(Name), Version: 1 } };
      }),
      PutParameter: played('PutParameter', ['Name', 'Description', 'Type', 'Tier', 'Value', 'Overwrite'], ({ Name, Type, Tier, Value, Overwrite }) => {
        check(Type === 'SecureString' && Tier === 'Intelligent-Tiering' && Overwrite === true && typeof Value === 'string', 'ValidationException', 'Not as it is to be.');
        parameters.set(String(Name), String(Value));
        return { Version: 1, Tier: 'Standard' };
      }),
      DeleteParameter: played('DeleteParameter', ['Name'], ({ Name }) => {
        found(Name);
        parameters.delete(String(Name));
        return {};
      }),
    },
  });
}
