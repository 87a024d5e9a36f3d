import { App, Lazy, Stack } from 'aws-cdk-lib';
import { checkedMappingPath, checkedStageName } from '../../../src/constructs/webhook-endpoints/url-segments';

const scope = new Stack(new App(), 'Stack');
const token = Lazy.string({ produce: () => 'later' });

test.each(['prod', 'v1-blue_2', 'x'.repeat(128), token])('the stage %j is taken', (stageName) => {
  expect(checkedStageName(scope, stageName)).toBe(stageName);
});

test.each(['', 'a b', 'a/b', '$default', 'é', 'x'.repeat(129), 'prod\n'])('the stage %j is rejected', (stageName) => {
  expect(() => checkedStageName(scope, stageName)).toThrow(`Stack: stageName must be 1 to 128 letters, digits, "-" and "_", got ${JSON.stringify(stageName)}. Use`);
});

test.each([[undefined, ''], ['in', '/in'], ['v1.0/in-2_a', '/v1.0/in-2_a'], ['...', '/...'], [token, `/${token}`]])('the mapping key %j is %j in the URL', (key, path) => {
  expect(checkedMappingPath(scope, 'mappingKey', key)).toBe(path);
});

test.each(['', '/', '/in', 'in/', 'a//b', 'a b', "o'neil", 'in\n', '.', '..', 'a/../b', './a'])('the mapping key %j is rejected', (key) => {
  expect(() => checkedMappingPath(scope, 'mappingKey', key)).toThrow(`Stack: mappingKey must be segments of letters, digits, "-", "." and "_", other than "." and "..", without "/" at its ends, got ${JSON.stringify(key)}. Use`);
});
