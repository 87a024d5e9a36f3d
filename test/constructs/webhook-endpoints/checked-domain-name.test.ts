import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { WebhookEndpoint } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const http = (domainName: unknown) =>
  WebhookEndpoint.httpApi({ domainMapping: { domainName: domainName as apigatewayv2.IDomainName } });
const rest = (domainName: unknown) =>
  WebhookEndpoint.restApi({ domainMapping: { domainName: domainName as apigateway.IDomainName } });

test.each<{ name: string; endpoint: (stack: Stack) => WebhookEndpoint; message: RegExp }>([
  {
    name: 'the resource of a domain of an HTTP API, which is not the construct',
    endpoint: (stack) => http(new apigatewayv2.CfnDomainName(stack, 'Domain', { domainName: 'sms.example.com' })),
    message: /^Stack\/Sms\/Endpoint: domainName of domainMapping must be a domain with a name, which becomes the host of the webhook URL, got an object of class CfnDomainName with no name\. Use new apigatewayv2\.DomainName\(\)/,
  },
  {
    name: 'a domain of REST APIs for an HTTP API',
    endpoint: (stack) => http(apigateway.DomainName.fromDomainNameAttributes(stack, 'Domain', {
      domainName: 'sms.example.com', domainNameAliasTarget: 'd-1.example.com', domainNameAliasHostedZoneId: 'Z1',
    })),
    message: /with no name\. Use new apigatewayv2\.DomainName\(\)/,
  },
  {
    name: 'an imported domain without a name',
    endpoint: (stack) => http(apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
      name: undefined as unknown as string, regionalDomainName: 'd-1.example.com', regionalHostedZoneId: 'Z1',
    })),
    message: /with no name\./,
  },
  {
    name: 'an imported domain with an empty name',
    endpoint: (stack) => http(apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
      name: '', regionalDomainName: 'd-1.example.com', regionalHostedZoneId: 'Z1',
    })),
    message: /with "" name\./,
  },
  {
    name: 'a URL as the name of a domain',
    endpoint: (stack) => http(apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
      name: 'https://sms.example.com', regionalDomainName: 'd-1.example.com', regionalHostedZoneId: 'Z1',
    })),
    message: /with "https:\/\/sms\.example\.com" name\./,
  },
  { name: 'a string as a domain', endpoint: () => http('sms.example.com'), message: /got a string with no name/ },
  { name: 'no domain', endpoint: () => http(undefined), message: /got undefined with no name/ },
  {
    name: 'a domain of HTTP APIs for a REST API',
    endpoint: (stack) => rest(apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
      name: 'sms.example.com', regionalDomainName: 'd-1.example.com', regionalHostedZoneId: 'Z1',
    })),
    message: /with no domainName\. Use new apigateway\.DomainName\(\)/,
  },
])('$name is rejected', ({ endpoint, message }) => {
  expect(() => gatewayIn((stack) => ({ endpoint: endpoint(stack) }))).toThrow(message);
});

test('a name that is not known before deployment is accepted', () => {
  expect(() => gatewayIn((stack) => ({
    endpoint: http(apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
      name: new CfnParameter(stack, 'Name').valueAsString,
      regionalDomainName: 'd-1.example.com',
      regionalHostedZoneId: 'Z1',
    })),
  })).template()).not.toThrow();
});
