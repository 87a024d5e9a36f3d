import { HttpApiEvent } from '../http-api/request-to-event';
import { HttpApiResponse } from '../http-api/result-to-response';

/** A request to the webhook and its answer. */
export interface Exchange {
  readonly event: HttpApiEvent;
  readonly response: HttpApiResponse;
  readonly milliseconds: number;
  /** Why the function gave no answer. */
  readonly failure?: Error;
}
