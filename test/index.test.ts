import { execFileSync } from 'child_process';
import * as library from '../src';
import { fromRoot } from './support/paths';

const INDEX = fromRoot('lib/index.js');

test('the library exports its constructs and nothing else', () => {
  expect(Object.keys(library).sort()).toEqual([
    'DeduplicationFailureMode', 'MessageSource', 'RejectionReason', 'ReplyHandler', 'ReplyMode', 'SuspiciousMessages',
    'TwilioRegion', 'TwilioSmsGateway', 'WebhookEndpoint',
  ]);
});

test('the compiled library loads in plain Node.js', () => {
  // A class that is imported at the top of its base's file compiles, and fails here: "Class extends value undefined".
  const output = execFileSync(process.execPath, [
    '-p',
    `typeof require(${JSON.stringify(INDEX)}).ReplyHandler.echo().bind`,
  ], { encoding: 'utf8' });

  expect(output.trim()).toBe('function');
});
