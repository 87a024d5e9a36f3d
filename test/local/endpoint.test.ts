import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from './support';
import { TwilioSmsGatewayProps, WebhookEndpoint } from '../../src';
import { LocalGateway, startLocalGateway } from '../../src/local/local-gateway';
import { fromRoot } from '../support/paths';
import { ServedApp, synthesize } from '../support/served-app';

// Each endpoint under `dev`, with the assets that are deployed.

const MESSAGE = { from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false } as const;

let app: Pick<ServedApp, 'close'> | undefined;
afterEach(async () => app?.close());
afterAll(removeFolders);

test.each<{ name: string; props: TwilioSmsGatewayProps; candidates: number }>([
  { name: 'an HTTP API', props: {}, candidates: 1 },
  { name: 'a REST API', props: { endpoint: WebhookEndpoint.restApi() }, candidates: 8 },
  { name: 'a function URL', props: { endpoint: WebhookEndpoint.functionUrl() }, candidates: 1 },
])('a gateway behind $name verifies a URL with a query, of which the page shows $candidates candidates', async (row) => {
  const served = app = await ServedApp.start(synthesize(row.props));
  expect((await served.phone(MESSAGE)).status).toBe(200);
  expect(await served.text({ from: '+12025550123', to: '+12025550100', body: 'hi' }, '?b=x%20y&a=it(s)')).toMatchObject({
    status: 200, messages: [{ body: 'hi' }],
  });

  const { candidates, signedWith } = [...served.views.values()].at(-1)!.request;
  expect([candidates.length, signedWith]).toEqual([row.candidates, 'current']);
}, 60_000);

test.each([
  { type: 'AWS::ApiGatewayV2::Integration', shown: { version: '2.0', rawPath: '/sms', routeKey: 'POST /sms' } },
  { type: 'AWS::ApiGateway::Method', shown: { httpMethod: 'POST', path: '/sms', body: 'Body=hi' } },
  { type: 'AWS::Lambda::Url', shown: { version: '2.0', rawPath: '/%73ms', routeKey: '$default' } },
])('a function behind the resource $type gets the event of its endpoint', async ({ type, shown }) => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR });
  const file = path.join(directory, 'Stack.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  template.Resources.Endpoint = { Type: type, Properties: { Uri: { 'Fn::GetAtt': ['Gateway', 'Arn'] } } };
  write(directory, 'Stack.template.json', JSON.stringify(template));
  const toolsDirectory = fromRoot('assets/cli');
  const gateway: LocalGateway = await startLocalGateway({ source: { directory }, authToken: '0'.repeat(32), port: 0, toolsDirectory });
  app = gateway;
  const called = type === 'AWS::Lambda::Url' ? gateway.webhookUrl.replace('/sms', '/%73ms') : gateway.webhookUrl;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(called, { method: 'POST', body: 'Body=hi', headers });

  expect((await response.json() as { event: unknown }).event).toMatchObject(shown);
}, 60_000);
