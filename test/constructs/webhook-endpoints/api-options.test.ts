import { App, Stack } from 'aws-cdk-lib';
import { ApiOptions, checkApiOptions } from '../../../src/constructs/webhook-endpoints/api-options';

const scope = new Stack(new App(), 'Stack');
const check = (options: ApiOptions) => () => checkApiOptions(scope, 'httpApi()', options);

test.each<[string, ApiOptions]>([
  ['nothing', {}],
  ['an API', { api: {} }],
  ['an API and its stage', { api: {}, stage: {} }],
  ['all that a created API can have', { stageName: 'dev', accessLogGroup: {}, throttle: {}, loggingLevel: {}, webAclArn: {}, domainMapping: {}, disableExecuteApiEndpoint: true }],
  ['its own address left on', { disableExecuteApiEndpoint: false }],
])('%s is taken', (_, options) => {
  expect(check(options)).not.toThrow();
});

test.each<[keyof ApiOptions, RegExp]>([
  ['accessLogGroup', /on the stage of your API/],
  ['throttle', /on the stage of your API/],
  ['loggingLevel', /on the stage of your API/],
  ['webAclArn', /with the stage of your API/],
  ['stageName', /as stage\./],
  ['domainMapping', /as webhookUrl/],
  ['disableExecuteApiEndpoint', /on your API/],
])('%s is rejected beside an API that is brought', (option, advice) => {
  expect(check({ api: {}, [option]: true })).toThrow(`Stack: ${option} is for the API that httpApi() creates, got it together with api.`);
  expect(check({ api: {}, [option]: true })).toThrow(advice);
});

test('a stage without its API is rejected', () => {
  expect(check({ stage: {} })).toThrow(/^Stack: stage must be a stage of your own API, got it without api\. .*or use stageName/);
});

test('an API without any address is rejected', () => {
  expect(check({ disableExecuteApiEndpoint: true })).toThrow(/^Stack: disableExecuteApiEndpoint needs another address .* got no domainMapping/);
});
