import { App, CfnParameter, Environment, Fn, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type HttpApiEndpointOptions, type RestApiEndpointOptions, TwilioSmsGateway, WebhookEndpoint } from '../../../src';

const EU: Environment = { account: '123456789012', region: 'eu-west-1' };
const US: Environment = { account: '123456789012', region: 'us-east-1' };

const addHttp = (stack: Stack, id: string, options: HttpApiEndpointOptions) =>
  new TwilioSmsGateway(stack, id, {
    endpoint: WebhookEndpoint.httpApi(options), ...(options.api && { webhookUrl: 'https://sms.example.com/sms' }),
  });
const addRest = (stack: Stack, id: string, options: RestApiEndpointOptions) =>
  new TwilioSmsGateway(stack, id, {
    endpoint: WebhookEndpoint.restApi(options), ...(options.api && { webhookUrl: 'https://sms.example.com/sms' }),
  });
const httpApi = (stack: Stack, httpApiId: string) =>
  apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId });
const restApi = (stack: Stack, id: string) => apigateway.RestApi.fromRestApiAttributes(stack, id, {
  restApiId: 'a1b2c3', rootResourceId: 'r00t',
});
const addRoute = (api: apigatewayv2.HttpApi, methods: apigatewayv2.HttpMethod[]) =>
  api.addRoutes({ path: '/sms', methods, integration: new HttpUrlIntegration('Url', 'https://example.com') });
const httpDomain = (stack: Stack) => apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
  name: 'sms.example.com', regionalDomainName: 'd-1.example.com', regionalHostedZoneId: 'Z1',
});

describe('an app that creates the same thing twice is rejected at synth', () => {
  test.each<{ name: string; create: (app: App) => unknown; message: RegExp }>([
    {
      name: 'two gateways with one HTTP API and one path',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigatewayv2.HttpApi(stack, 'Api');
        ['A', 'B'].forEach((id) => addHttp(stack, id, { api }));
      },
      message: /creates the same route twice, which CloudFormation rejects: S\/A\/Endpoint\/Route and S\/B\/Endpoint\/Route\. Give each gateway another path/,
    },
    {
      name: 'two gateways in two stacks with one HTTP API',
      create: (app) => {
        const api = new apigatewayv2.HttpApi(new Stack(app, 'Apis'), 'Api');
        ['A', 'B'].forEach((id) => addHttp(new Stack(app, id), 'Sms', { api }));
      },
      message: /same route twice.*A\/Sms\/Endpoint\/Route and B\/Sms\/Endpoint\/Route/,
    },
    {
      name: 'two gateways with one HTTP API that is imported twice',
      create: (app) => ['A', 'B'].forEach((id) => {
        const stack = new Stack(app, id);
        addHttp(stack, 'Sms', { api: httpApi(stack, 'a1b2c3') });
      }),
      message: /same route twice/,
    },
    {
      name: 'a gateway with an API and one with the same API, imported by the id of the first',
      create: (app) => {
        const api = new apigatewayv2.HttpApi(new Stack(app, 'Apis'), 'Api');
        addHttp(new Stack(app, 'A'), 'Sms', { api });
        const stack = new Stack(app, 'B');
        addHttp(stack, 'Sms', { api: httpApi(stack, api.apiId) });
      },
      message: /same route twice/,
    },
    {
      name: 'two gateways with one HTTP API that is imported by the export of another stack',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = httpApi(stack, Fn.importValue('ApiId'));
        ['A', 'B'].forEach((id) => addHttp(stack, id, { api }));
      },
      message: /same route twice/,
    },
    {
      name: 'two gateways with one HTTP API and one path that is not known before deployment',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigatewayv2.HttpApi(stack, 'Api');
        const path = `/${new CfnParameter(stack, 'Path').valueAsString}`;
        ['A', 'B'].forEach((id) => addHttp(stack, id, { api, path }));
      },
      message: /same route twice/,
    },
    {
      name: 'a gateway and a route of the user, which is added later',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigatewayv2.HttpApi(stack, 'Api');
        addHttp(stack, 'A', { api });
        addRoute(api, [apigatewayv2.HttpMethod.POST]);
      },
      message: /same route twice.*: S\/(Api\/POST--sms and S\/A\/Endpoint\/Route|A\/Endpoint\/Route and S\/Api\/POST--sms)\./,
    },
    {
      name: 'two gateways with one domain and one mapping key',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const domainName = httpDomain(stack);
        ['A', 'B'].forEach((id) => addHttp(stack, id, { domainMapping: { domainName } }));
      },
      message: /same mapping of the domain twice.*Map them to different keys/,
    },
    {
      name: 'two gateways in two stacks of one region with one domain',
      create: (app) => ['A', 'B'].forEach((id) => {
        const stack = new Stack(app, id, { env: EU });
        addHttp(stack, 'Sms', { domainMapping: { domainName: httpDomain(stack), mappingKey: 'sms' } });
      }),
      message: /same mapping of the domain twice/,
    },
    {
      name: 'two gateways with REST APIs on one domain',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const domainName = apigateway.DomainName.fromDomainNameAttributes(stack, 'Domain', {
          domainName: 'sms.example.com', domainNameAliasTarget: 'd-1.example.com', domainNameAliasHostedZoneId: 'Z1',
        });
        ['A', 'B'].forEach((id) => addRest(stack, id, { domainMapping: { domainName } }));
      },
      message: /same mapping of the domain twice/,
    },
    {
      name: 'two gateways with one REST API that is imported twice',
      create: (app) => ['A', 'B'].forEach((id) => {
        const stack = new Stack(app, id);
        addRest(stack, 'Sms', { api: restApi(stack, 'Api') });
      }),
      message: /same resource twice.*Import the API once/,
    },
    {
      name: 'two gateways under one resource of a REST API that is imported twice',
      create: (app) => {
        const stack = new Stack(app, 'S');
        ['A', 'B'].forEach((id) => addRest(stack, id, { api: restApi(stack, `Api${id}`), path: `/twilio/${id}` }));
      },
      message: /same resource twice/,
    },
  ])('$name', ({ create, message }) => {
    const app = new App();
    create(app);

    expect(() => app.synth()).toThrow(message);
  });

  test('a conflict of two gateways is one error', () => {
    const app = new App();
    const stack = new Stack(app, 'S');
    const api = new apigatewayv2.HttpApi(stack, 'Api');
    ['A', 'B', 'C'].forEach((id) => addHttp(stack, id, { api }));

    let message = '';
    try {
      app.synth();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.match(/twice/g)).toHaveLength(1);
  });

  test('two gateways with one REST API and one path are rejected where the second one is created', () => {
    const stack = new Stack(new App(), 'S');
    const api = new apigateway.RestApi(stack, 'Api');
    addRest(stack, 'A', { api });

    expect(() => addRest(stack, 'B', { api })).toThrow(
      'S/B/Endpoint: path must be free, since an API can have POST /sms only once, got the API S/Api, which has it ' +
      'already. Give each gateway another path, such as "/sms-2".');
  });
});

describe('accepted are', () => {
  test.each<{ name: string; create: (app: App) => unknown }>([
    {
      name: 'two paths of one HTTP API',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigatewayv2.HttpApi(stack, 'Api');
        ['/a', '/b'].forEach((path) => addHttp(stack, `Sms${path.slice(1)}`, { api, path }));
      },
    },
    {
      name: 'one path of two APIs',
      create: (app) => {
        const stack = new Stack(app, 'S');
        ['A', 'B'].forEach((id) => addHttp(stack, id, { api: new apigatewayv2.HttpApi(stack, `Api${id}`) }));
      },
    },
    {
      name: 'another method of the user on the path',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigatewayv2.HttpApi(stack, 'Api');
        addHttp(stack, 'A', { api });
        addRoute(api, [apigatewayv2.HttpMethod.GET, apigatewayv2.HttpMethod.ANY]);
      },
    },
    {
      name: 'two paths under one resource of a REST API',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigateway.RestApi(stack, 'Api');
        ['a', 'b'].forEach((id) => addRest(stack, id, { api, path: `/twilio/${id}` }));
      },
    },
    {
      name: 'one domain in two regions, for a failover by DNS',
      create: (app) => [EU, US].forEach((env) => {
        const stack = new Stack(app, env.region!, { env });
        addHttp(stack, 'Sms', { domainMapping: { domainName: httpDomain(stack) } });
      }),
    },
    {
      name: 'paths from two parameters',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const api = new apigatewayv2.HttpApi(stack, 'Api');
        ['A', 'B'].forEach((id) => addHttp(stack, id, { api, path: `/${new CfnParameter(stack, `Path${id}`).valueAsString}` }));
      },
    },
    {
      name: 'two keys of one domain',
      create: (app) => {
        const stack = new Stack(app, 'S');
        const domainName = httpDomain(stack);
        ['a', 'b'].forEach((mappingKey) => addHttp(stack, mappingKey, { domainMapping: { domainName, mappingKey } }));
      },
    },
    {
      name: 'APIs from parameters of two stacks, which may be different ones',
      create: (app) => ['A', 'B'].forEach((id) => {
        const stack = new Stack(app, id);
        addHttp(stack, 'Sms', { api: httpApi(stack, new CfnParameter(stack, 'Id').valueAsString) });
      }),
    },
    {
      name: 'APIs from exports of two regions, which may be different ones',
      create: (app) => [EU, US].forEach((env) => {
        const stack = new Stack(app, env.region!, { env });
        addHttp(stack, 'Sms', { api: httpApi(stack, Fn.importValue('ApiId')) });
      }),
    },
  ])('$name', ({ create }) => {
    const app = new App();
    create(app);

    expect(() => app.synth()).not.toThrow();
  });
});
