import { Rejection } from '../log/rejection';

/** A decoded form parameter, as received. Names may repeat, values are never trimmed. */
export type Parameter = readonly [name: string, value: string];

/** A form with more parameters is rejected before anything is computed from it. Twilio sends about 30. */
export const MAX_PARAMETERS = 1000;

/**
 * Decodes an `application/x-www-form-urlencoded` body and keeps its order.
 *
 * @throws Rejection 413 for more than 1,000 parameters
 */
export function parseForm(body: string): readonly Parameter[] {
  const separators = body.split('&', MAX_PARAMETERS + 2).length - 1;
  if (separators > MAX_PARAMETERS) {
    throw tooMany();
  }
  // The leading `&` is an empty parameter, which is skipped. Without it URLSearchParams would drop a leading `?`.
  const parameters = [...new URLSearchParams('&' + body)];
  if (parameters.length > MAX_PARAMETERS) {
    throw tooMany();
  }
  return parameters;
}

function tooMany(): Rejection {
  return new Rejection(413, 'too_large', `more than ${MAX_PARAMETERS} parameters`);
}
