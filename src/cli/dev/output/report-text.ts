import { banner } from './banner';
import { DevEvents } from './dev-events';
import { describeExchange } from './exchange-line';
import { onJudgedExchange } from './judged-exchanges';
import { describeLogLine } from './log-line';
import { describeAttempt } from '../../../local/problems/describe-attempt';
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
  onJudgedExchange(events, (exchange, verdict) => print(describeExchange(exchange, style, verdict)));
  events
    .on('app', ({ status }) => {
      if (status === 'synthesizing') print(style.dim('Synthesizing the app ...'));
    })
    .on('appOutput', (text) => void stderr.write(text))
    .on('warning', ({ name, text }) => info(name, text))
    .on('ready', ({ gateway, token }) => print(...banner(gateway, token, style).split('\n')))
    .on('log', (line) => {
      const text = describeLogLine(line, isVerbose, style);
      if (text !== undefined) print(...text.split('\n'));
    })
    .on('call', ({ service, operation, summary }) => detail(style.dim(`${service} ${operation}: ${summary}`)))
    .on('attemptFailed', ({ stack, retryInSeconds, ...attempt }) => {
      const line = describeAttempt({ ...attempt, retryInSeconds });
      // The function's own line about the last attempt holds the stack.
      const more = stack === undefined || retryInSeconds === undefined ? [] : stack.split('\n').slice(1);
      [line, ...more].forEach((text) => detail(style.red(text)));
    })
    .on('note', ({ tone, text }) => detail(tone === 'bad' ? style.red(text) : style.dim(text)))
    .on('tokenRotated', (authToken) =>
      detail(`Auth token  ${authToken} ${style.dim('(random, to sign your own requests with)')}`),
    );
}
