import { handler as answer } from './deep-import';
import { HttpEvent } from './http-event';

/** The deep imports with what nobody runs a webhook without: a line in the log for each text. */
export async function handler(event: HttpEvent) {
  const started = Date.now();
  const response = await answer(event);
  console.log({ message: 'Answered', status: response.statusCode, durationMs: Date.now() - started });
  return response;
}
