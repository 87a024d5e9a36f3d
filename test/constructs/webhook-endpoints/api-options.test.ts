import { App, Stack } from 'aws-cdk-lib';
import { ApiOptions, checkApiOptions } from '../../../src/constructs/webhook-endpoints/api-options';

const scope = new Stack(new App(), 'Stack');
const check = (options: ApiOptions) => () => checkApiOptions(scope, 'httpApi()', options);

test.each<{ name: string; options: ApiOptions }>([
  { name: 'nothing', options: {} },
  { name: 'an API', options: { api: {} } },
  { name: 'an API and its stage', options: { api: {}, stage: {} } },
  {
    name: 'all that a created API can have',
    options: {
      stageName: 'dev',
      accessLogGroup: {},
      throttle: {},
      loggingLevel: {},
      webAclArn: {},
      domainMapping: {},
      disableExecuteApiEndpoint: true,
    },
  },
  { name: 'its own address left on', options: { disableExecuteApiEndpoint: false } },
])('$name is accepted', ({ options }) => {
  expect(check(options)).not.toThrow();
});

test.each<{ option: keyof ApiOptions; advice: RegExp }>([
  { option: 'accessLogGroup', advice: /on the stage of your API/ },
  { option: 'throttle', advice: /on the stage of your API/ },
  { option: 'loggingLevel', advice: /on the stage of your API/ },
  { option: 'webAclArn', advice: /with the stage of your API/ },
  { option: 'stageName', advice: /as stage\./ },
  { option: 'domainMapping', advice: /as webhookUrl/ },
  { option: 'disableExecuteApiEndpoint', advice: /on your API/ },
])('$option is rejected with the user\'s API', ({ option, advice }) => {
  expect(check({ api: {}, [option]: true }))
    .toThrow(`Stack: ${option} and api are both set, but ${option} works only for the API that httpApi() creates.`);
  expect(check({ api: {}, [option]: true })).toThrow(advice);
});

test('a stage without its API is rejected', () => {
  expect(check({ stage: {} })).toThrow(/^Stack: stage must be a stage of your own API, got it without api\. .*or use stageName/);
});

test('an API without any address is rejected', () => {
  expect(check({ disableExecuteApiEndpoint: true }))
    .toThrow(/^Stack: disableExecuteApiEndpoint needs another address .* got no domainMapping/);
});
