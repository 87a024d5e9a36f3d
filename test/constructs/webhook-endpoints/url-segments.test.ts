import { App, Lazy, Stack } from 'aws-cdk-lib';
import { checkedMappingPath, checkedStageName } from '../../../src/constructs/webhook-endpoints/url-segments';

const scope = new Stack(new App(), 'Stack');
const token = Lazy.string({ produce: () => 'later' });

test.each([
  { stageName: 'prod' },
  { stageName: 'v1-blue_2' },
  { stageName: 'x'.repeat(128) },
  { stageName: token },
])('the stage name "$stageName" is accepted', ({ stageName }) => {
  expect(checkedStageName(scope, stageName)).toBe(stageName);
});

test.each([
  { stageName: '' },
  { stageName: 'a b' },
  { stageName: 'a/b' },
  { stageName: '$default' },
  { stageName: 'é' },
  { stageName: 'x'.repeat(129) },
  { stageName: 'prod\n' },
])('the stage name "$stageName" is rejected', ({ stageName }) => {
  expect(() => checkedStageName(scope, stageName))
    .toThrow(`Stack: stageName must be 1 to 128 letters, digits, "-" and "_", got ${JSON.stringify(stageName)}. Use`);
});

test.each([
  { key: undefined, path: '' },
  { key: 'in', path: '/in' },
  { key: 'v1.0/in-2_a', path: '/v1.0/in-2_a' },
  { key: '...', path: '/...' },
  { key: token, path: `/${token}` },
])('the mapping key $key is "$path" in the URL', ({ key, path }) => {
  expect(checkedMappingPath(scope, 'mappingKey', key)).toBe(path);
});

test.each([
  { key: '' },
  { key: '/' },
  { key: '/in' },
  { key: 'in/' },
  { key: 'a//b' },
  { key: 'a b' },
  { key: "o'neil" },
  { key: 'in\n' },
  { key: '.' },
  { key: '..' },
  { key: 'a/../b' },
  { key: './a' },
])('the mapping key "$key" is rejected', ({ key }) => {
  expect(() => checkedMappingPath(scope, 'mappingKey', key))
    .toThrow(`Stack: mappingKey must be segments of letters, digits, "-", "." and "_", other than "." and "..", without "/" at its ends, got ${JSON.stringify(key)}. Use`);
});
