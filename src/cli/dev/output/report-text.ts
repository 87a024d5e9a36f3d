import { banner } from './banner';
import { DevEvents } from './dev-events';
import { describeExchange } from './exchange-line';
import { describeLogLine } from './log-line';
import { CliContext } from '../../terminal/context';
import { TaskList } from '../../terminal/task-list';

const INDENT = '          ';

/** For people: a line for each message, and what its handler did and printed below it. */
export function reportText(
  events: DevEvents,
  tasks: TaskList,
  { stderr }: Pick<CliContext, 'stderr'>,
  isVerbose: boolean,
): void {
  const { print, info, style } = tasks;
  const detail = (text: string) => print(INDENT + text);
  events
    .on('app', ({ status }) => {
      if (status === 'synthesizing') print(style.dim('Synthesizing the app ...'));
    })
    .on('appOutput', (text) => void stderr.write(text))
    .on('warning', ({ name, text }) => info(name, text))
    .on('ready', ({ gateway, token }) => print(...banner(gateway, token, style).split('\n')))
    .on('exchange', (exchange) => print(describeExchange(exchange, style)))
    .on('log', (line) => {
      const text = describeLogLine(line, isVerbose, style);
      if (text !== undefined) print(...text.split('\n'));
    })
    .on('call', ({ service, operation, summary }) => detail(style.dim(`${service} ${operation}: ${summary}`)))
    .on('note', ({ tone, text }) => detail(tone === 'bad' ? style.red(text) : style.dim(text)))
    .on('tokenRotated', (authToken) =>
      detail(`Auth token  ${authToken} ${style.dim('(random, to sign your own requests with)')}`),
    );
}
