import { textReporter } from '../../../src/cli/dev/text-reporter';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { testContext } from '../support';

test('prints what is of interest, without colours where there is no terminal', () => {
  const context = testContext();
  const reporter = textReporter(context, false);
  reporter.onApp({ status: 'synthesizing' });
  reporter.onApp({ status: 'ready' });
  const events = new GatewayEvents();
  reporter.listen(events);
  events.emit('note', { id: 1, time: 0, tone: 'bad', text: 'The app failed.' });
  events.emit('call', { service: 'SQS', operation: 'SendMessage', summary: 'to the queue Orders', detail: 'secret text' });
  events.emit('log', { stream: 'stdout', text: 'from the handler' });
  events.emit('log', { stream: 'stdout', text: '{"outcome":"replied"}' });
  events.emit('tokenRotated', 'f'.repeat(32));
  reporter.onAppOutput('what the app says');

  expect(context.out().split('\n').map((line) => line.trim())).toEqual([
    'Synthesizing the app ...', 'The app failed.', 'SQS SendMessage: to the queue Orders', 'from the handler',
    `Auth token  ${'f'.repeat(32)} (made up, for what you sign yourself)`, '',
  ]);
  expect(context.err()).toBe('what the app says');
});
