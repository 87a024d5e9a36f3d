import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MessageSource, ReplyMode, TwilioRegion, type TwilioSmsGatewayProps } from '../../src';
import { METADATA_KEY } from '../../src/shared/deployment-metadata';
import { gatewayIn } from '../support/synthesize';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-a1b2c3';
const VARIABLE = 'TWILIO_GATEWAY_TWILIO_REGION';

/** All that a gateway can have: a worker and a number. */
const templateOf = (props: TwilioSmsGatewayProps): Template => gatewayIn((stack) => ({
  authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET),
  replyMode: ReplyMode.asynchronous(),
  phoneNumbers: [MessageSource.phoneNumber('+353123456789')],
  ...props,
})).template();
const functionsOf = (template: Template) => Object.values<any>(template.findResources('AWS::Lambda::Function'));
const numbersOf = (template: Template) => Object.entries<any>(template.findResources('Custom::TwilioPhoneNumber'));

test.each([
  { name: 'US1', region: TwilioRegion.US1, regionName: 'us1', edge: undefined },
  { name: 'IE1', region: TwilioRegion.IE1, regionName: 'ie1', edge: 'dublin' },
  { name: 'AU1', region: TwilioRegion.AU1, regionName: 'au1', edge: 'sydney' },
  { name: 'of ie1', region: TwilioRegion.of('ie1'), regionName: 'ie1', edge: 'dublin' },
  { name: 'of JP1 and Tokyo', region: TwilioRegion.of('JP1', 'Tokyo'), regionName: 'jp1', edge: 'tokyo' },
  { name: 'of us1 and umatilla', region: TwilioRegion.of('us1', 'umatilla'), regionName: 'us1', edge: 'umatilla' },
])('the region $name is $regionName with the edge $edge', ({ region, regionName, edge }) => {
  expect({ ...region }).toEqual({ regionName, edge });
});

test.each<{ name: string; make: () => TwilioRegion; message: string }>([
  { name: 'a city', make: () => TwilioRegion.of('dublin'), message: 'The Twilio region must be two letters and a number' },
  { name: 'an unknown region', make: () => TwilioRegion.of('jp1'), message: 'needs an edge, got none' },
  { name: 'a region as the edge', make: () => TwilioRegion.of('ie1', 'ie1'), message: 'The Twilio edge must be' },
  {
    name: 'a token',
    make: () => TwilioRegion.of(new CfnParameter(new Stack(), 'Region').valueAsString),
    message: 'TwilioRegion.of must get names that are known at synth, got a token.',
  },
  {
    name: 'a token as the edge',
    make: () => TwilioRegion.of('ie1', new CfnParameter(new Stack(), 'Edge').valueAsString),
    message: 'Give names such as "ie1" and "dublin".',
  },
])('$name is an error at synth', ({ make, message }) => {
  expect(make).toThrow(message);
});

test('a gateway in another region names it to its functions, its numbers and the tools', () => {
  const template = templateOf({ twilioRegion: TwilioRegion.IE1 });

  const regions = functionsOf(template)
    .map(({ Properties: { Handler, Environment } }) => [Handler, Environment.Variables[VARIABLE]]);
  expect(regions.sort()).toEqual([
    ['gateway.handler', 'dublin.ie1'],
    ['phone-numbers.handler', undefined], // it goes by the request, since a former region's settings are restored there
    ['worker.handler', 'dublin.ie1'],
  ]);
  expect(numbersOf(template).map(([, { Properties }]) => Properties.TwilioRegion)).toEqual(['dublin.ie1']);
  expect(functionsOf(template).flatMap(({ Metadata }) => Metadata?.[METADATA_KEY]?.twilioRegion ?? []))
    .toEqual(['dublin.ie1']);
});

test('a gateway in US1 has the template of one without a region', () => {
  const template = templateOf({});

  expect(templateOf({ twilioRegion: TwilioRegion.US1 }).toJSON()).toEqual(template.toJSON());
  expect(JSON.stringify(template.toJSON())).not.toMatch(/region.{0,4}"(us1|ashburn|dublin)/i);
});

test('another edge of the same region keeps the resource of a number', () => {
  const [[inUs1, { Properties: us1 }]] = numbersOf(templateOf({}));
  const [[umatilla, { Properties }]] = numbersOf(templateOf({ twilioRegion: TwilioRegion.of('us1', 'umatilla') }));

  expect(umatilla).toBe(inUs1);
  expect(Properties).toEqual({ ...us1, TwilioRegion: 'umatilla.us1' });
});

test('a number in another region is another resource, because it has settings of its own there', () => {
  const [[inUs1, { Properties: us1 }]] = numbersOf(templateOf({}));
  const [[inIe1, { Properties: ie1 }]] = numbersOf(templateOf({ twilioRegion: TwilioRegion.IE1 }));

  expect(inIe1).not.toBe(inUs1);
  expect(ie1.ParameterName).not.toBe(us1.ParameterName);
});
