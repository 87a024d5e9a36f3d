import { banner } from './banner';
import { describeExchange } from './exchange-line';
import { describeLogLine } from './log-line';
import { Reporter } from './reporter';
import { CliContext } from '../../terminal/context';
import { styleFor } from '../../terminal/style';

const INDENT = '          ';

/** For people: one line a message. */
export function textReporter({ stdout, stderr, env }: CliContext, isVerbose: boolean): Reporter {
  const style = styleFor(stdout, env);
  const print = (line: string) => void stdout.write(`${line}\n`);
  return {
    onReady: (gateway, token) => print(banner(gateway, token, style)),
    onWarning: (text) => print(style.yellow(`! ${text}`)),
    onExchange: (exchange) => print(describeExchange(exchange, style)),
    onLog: (line) => {
      const text = describeLogLine(line, isVerbose, style);
      if (text !== undefined) print(text);
    },
    onCall: ({ service, operation, summary }) => print(INDENT + style.dim(`${service} ${operation}: ${summary}`)),
    onNote: ({ tone, text }) => print(INDENT + (tone === 'bad' ? style.red(text) : style.dim(text))),
    onTokenRotated: (authToken) => print(`${INDENT}Auth token  ${authToken} ${style.dim('(made up, for what you sign yourself)')}`),
    onApp: ({ status }) => {
      if (status === 'synthesizing') print(style.dim('Synthesizing the app ...'));
    },
    onAppOutput: (text) => void stderr.write(text),
  };
}
