import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { MessageSource, TwilioSmsGateway } from '../../../src';

const NUMBER = '+15551234567';
const SERVICE = `MG${'0'.repeat(32)}`;

function addGateway(stack: Construct, id: string, ...phoneNumbers: MessageSource[]): TwilioSmsGateway {
  const authTokenSecret = secretsmanager.Secret.fromSecretNameV2(stack, `${id}Token`, 'token');
  return new TwilioSmsGateway(stack, id, { authTokenSecret, phoneNumbers });
}

describe('a number of two gateways is rejected', () => {
  test.each<{ name: string; stacks: (app: App) => [Stack, Stack] }>([
    { name: 'of one stack', stacks: (app) => Array(2).fill(new Stack(app, 'Only')) as [Stack, Stack] },
    { name: 'of two stacks', stacks: (app) => [new Stack(app, 'One'), new Stack(app, 'Two')] },
    {
      name: 'of two stages',
      stacks: (app) => [new Stack(new Stage(app, 'Dev'), 'One'), new Stack(new Stage(app, 'Prod'), 'One')],
    },
  ])('$name', ({ stacks }) => {
    const [one, two] = stacks(new App());
    addGateway(one, 'A', MessageSource.phoneNumber(NUMBER));

    expect(() => addGateway(two, 'B', MessageSource.phoneNumber(NUMBER)))
      .toThrow(`${two.node.path}/B: phoneNumbers must not name a number of another gateway, since a number has one ` +
        `webhook, got ${NUMBER}, which ${one.node.path}/A has too. Remove it from one of them.`);
  });

  test('a Messaging Service of two gateways is rejected too', () => {
    const stack = new Stack(new App(), 'Only');
    addGateway(stack, 'A', MessageSource.messagingService(SERVICE));

    expect(() => addGateway(stack, 'B', MessageSource.messagingService(SERVICE, { overwrite: true })))
      .toThrow(`got ${SERVICE}, which Only/A has too`);
  });
});

describe('accepted are', () => {
  test('different numbers', () => {
    const stack = new Stack(new App(), 'Only');
    addGateway(stack, 'A', MessageSource.phoneNumber(NUMBER));

    expect(() => addGateway(stack, 'B', MessageSource.phoneNumber('+15551234568'))).not.toThrow();
  });

  test('the same number in another app', () => {
    for (const app of [new App(), new App()]) {
      expect(() => addGateway(new Stack(app, 'One'), 'A', MessageSource.phoneNumber(NUMBER))).not.toThrow();
    }
  });

  test('numbers that are not known before deployment', () => {
    const stack = new Stack(new App(), 'Only');
    const number = new CfnParameter(stack, 'Number').valueAsString;

    for (const id of ['A', 'B']) {
      expect(() => addGateway(stack, id, MessageSource.phoneNumber(number))).not.toThrow();
    }
  });
});
