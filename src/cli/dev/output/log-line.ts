import { FunctionLogLine } from '../../../local/events/function-log-line';
import { remedySentence } from '../../../local/problems/remedy';
import { Style } from '../../terminal/style';

/** The fields of a log line of the gateway, or of any other JSON logger, that matter on a terminal. */
interface LogFields {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  /** The command that mends it. */
  readonly remedy?: unknown;
  readonly error?: { readonly message?: unknown; readonly stack?: unknown };
}

const INDENT = '          ';

/**
 * What the terminal shows of a line that the function logged. Always: its errors, in words, and what the author of the reply handler
 * printed. The other JSON lines only on request.
 */
export function describeLogLine({ stream, text }: FunctionLogLine, isVerbose: boolean, style: Style): string | undefined {
  const fields = parse(text);
  if (fields === undefined) return indent(stream === 'stdout' ? text : style.red(text));
  if (['ERROR', 'FATAL'].includes(String(fields.level).toUpperCase())) {
    const cause = fields.error?.stack ?? fields.error?.message;
    const error = [[fields.message, fields.detail].filter(Boolean).join(': '), cause, typeof fields.remedy === 'string' && remedySentence(fields.remedy)].filter(Boolean).join('\n');
    return indent(style.red(error)) + (isVerbose ? `\n${indent(style.dim(text))}` : '');
  }
  return isVerbose ? indent(style.dim(text)) : undefined;
}

function parse(text: string): LogFields | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, INDENT);
}
