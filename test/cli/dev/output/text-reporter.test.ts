import { textReporter } from '../../../../src/cli/dev/output/text-reporter';
import { testContext } from '../../support';

test('prints what is of interest, without colours where there is no terminal', () => {
  const context = testContext();
  const reporter = textReporter(context, false);
  reporter.onApp({ status: 'synthesizing' });
  reporter.onApp({ status: 'ready' });
  reporter.onNote({ id: 1, time: 0, tone: 'bad', text: 'The app failed.' });
  reporter.onCall({ service: 'SQS', operation: 'SendMessage', summary: 'to the queue Orders', detail: 'secret text' });
  reporter.onLog({ stream: 'stdout', text: 'from the handler' });
  reporter.onLog({ stream: 'stdout', text: '{"outcome":"replied"}' });
  reporter.onTokenRotated('f'.repeat(32));
  reporter.onAppOutput('what the app says');

  expect(context.out().split('\n').map((line) => line.trim())).toEqual([
    'Synthesizing the app ...', 'The app failed.', 'SQS SendMessage: to the queue Orders', 'from the handler',
    `Auth token  ${'f'.repeat(32)} (made up, for what you sign yourself)`, '',
  ]);
  expect(context.err()).toBe('what the app says');
});
