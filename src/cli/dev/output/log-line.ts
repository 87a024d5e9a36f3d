import { FunctionLogLine } from '../../../local/events/function-log-line';
import { remedySentence } from '../../../local/problems/remedy';
import { Style } from '../../terminal/style';

/** The fields that matter on a terminal, of a log line of the gateway or of any other JSON logger. */
interface LogFields {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  /** The command that fixes it. */
  readonly remedy?: unknown;
  readonly error?: { readonly message?: unknown; readonly stack?: unknown };
}

const INDENT = '          ';

/**
 * The part of a line of the function's log that the terminal shows: always its errors, in words, and what the reply
 * handler printed; other JSON lines only on request.
 */
export function describeLogLine(
  { stream, text }: FunctionLogLine,
  isVerbose: boolean,
  style: Style,
): string | undefined {
  const fields = parse(text);
  if (fields === undefined) return indent(stream === 'stdout' ? text : style.red(text));
  if (['ERROR', 'FATAL'].includes(String(fields.level).toUpperCase())) {
    const cause = fields.error?.stack ?? fields.error?.message;
    const headline = [fields.message, fields.detail].filter(Boolean).join(': ');
    const remedy = typeof fields.remedy === 'string' && remedySentence(fields.remedy);
    const error = indent(style.red([headline, cause, remedy].filter(Boolean).join('\n')));
    return isVerbose ? `${error}\n${indent(style.dim(text))}` : error;
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
