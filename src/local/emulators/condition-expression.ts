import { isDeepStrictEqual } from 'node:util';
import { AwsError, check } from './aws-error';

/** A value in DynamoDB's form: `{ "S": "text" }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface ConditionExpression {
  readonly expression: string;
  /** Attribute names by their placeholders, such as `#name`. */
  readonly names: Readonly<Record<string, string>>;
  /** Values by their placeholders, such as `:name`. */
  readonly values: Attributes;
}

/**
 * Decides a condition of DynamoDB. Knows only what the gateway uses: `attribute_not_exists`, `=`, `<=`, `AND`, `OR` and
 * parentheses. Stricter than DynamoDB: attributes and values must have placeholders, and each placeholder must be used.
 * Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions".
 *
 * @throws AwsError `ValidationException` for any other
 */
export function meetsCondition(
  item: Attributes | undefined,
  { expression, names, values }: ConditionExpression,
): boolean {
  const tokens = expression.match(/attribute_not_exists|AND|OR|<=|[=()]|[#:]\w+|\S+/g) ?? [];
  const used = new Set<string>();
  let at = 0;

  const expect = (token: string) =>
    check(tokens[at++] === token, 'ValidationException',
      `Invalid ConditionExpression: a "${token}" is missing in ${expression}`);
  const placeholder = <Value>(prefix: string, given: Readonly<Record<string, Value>>): Value => {
    const token = tokens[at++] ?? '';
    check(token.startsWith(prefix) && Object.hasOwn(given, token), 'ValidationException',
      `Invalid ConditionExpression: ${token || 'the end'} is no ${prefix}name that was given`);
    used.add(token);
    return given[token];
  };
  const attribute = () => {
    const name = placeholder('#', names);
    return item?.[name];
  };
  // Both sides are always read, so that a mistake on the side that does not matter is found, too.
  const any = (): boolean => sequence('OR', all, (results) => results.includes(true));
  const all = (): boolean => sequence('AND', one, (results) => !results.includes(false));
  const sequence = (operator: string, operand: () => boolean, join: (results: boolean[]) => boolean): boolean => {
    const results = [operand()];
    while (tokens[at] === operator) {
      at++;
      results.push(operand());
    }
    return join(results);
  };
  const one = (): boolean => {
    if (tokens[at] === '(') {
      at++;
      const result = any();
      expect(')');
      return result;
    }
    if (tokens[at] === 'attribute_not_exists') {
      at++;
      expect('(');
      const found = attribute();
      expect(')');
      return found === undefined;
    }
    const left = attribute();
    const operator = tokens[at++];
    const right = placeholder(':', values);
    if (operator === '=') return isDeepStrictEqual(left, right);
    check(operator === '<=', 'ValidationException',
      `The local gateway does not emulate the operator ${operator} in ${expression}`);
    return isLessOrEqual(left, right);
  };

  const result = any();
  check(at === tokens.length, 'ValidationException',
    `Invalid ConditionExpression: syntax error at ${tokens[at]} in ${expression}`);
  const unused = [...Object.keys(names), ...Object.keys(values)].filter((name) => !used.has(name));
  check(unused.length === 0, 'ValidationException',
    `Value provided in ExpressionAttributeNames or ExpressionAttributeValues unused in expressions: ${unused.join()}`);
  return result;
}

/** A missing value, or one of another type, is never less or equal. */
function isLessOrEqual(left: AttributeValue | undefined, right: AttributeValue): boolean {
  if (!('N' in right)) throw new AwsError('ValidationException', 'The local gateway compares only numbers by <=.');
  return left?.N !== undefined && Number(left.N) <= Number(right.N);
}
