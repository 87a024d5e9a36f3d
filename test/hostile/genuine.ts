import fc from 'fast-check';
import { futureParameters } from './future-parameters';
import { gateway, isAccepted, type Verdict } from './gateway';
import { type GenuineRequest, noName, toFunctionUrl, toHttpApi, toRestApi, toRestApiWithWebhookUrl } from './requests';
import { describeError, type Row, show, type SuiteOptions, Tally } from './suite';
import { type Front, functionUrl, httpApi, restApi } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { encodeForm, type Form, sign } from '../support/signer';

/**
 * Random genuine requests through the whole pipeline, as each front end delivers them: every one is accepted,
 * unchanged.
 */
export async function genuineRequests({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  const half = Math.ceil(count / 2);
  return [
    await accepted('HTTP API', httpApi, toHttpApi, { count, seed }),
    await accepted('function URL', functionUrl, toFunctionUrl, { count, seed }),
    await accepted('REST API, query rebuilt', shuffledQuery, toRestApi, { count: half, seed }),
    await accepted('REST API with `webhookUrl`, any query', shuffledQuery, toRestApiWithWebhookUrl, { count: count - half, seed }),
    ...await futureParameters({ count, seed }),
    await namedBadly({ count: Math.ceil(count / 10), seed }),
  ];
}

/** The one thing in which a parameter that nobody knows may not be as it likes: its name. */
async function namedBadly({ count, seed }: SuiteOptions): Promise<Row> {
  const tally = new Tally();
  for (const [request, name] of fc.sample(fc.tuple(toHttpApi, noName), { numRuns: count, seed })) {
    const form: Form = [...request.form, [name, 'x']];
    const verdict = await deliver({ ...request, form, body: encodeForm(form) }, httpApi);
    tally.count(String(verdict.status));
    if (verdict.status !== 400) {
      tally.fail(() => `${verdict.status} ${show(form)}`);
    }
  }
  return tally.row('requests with a name that no parameter of Twilio can have (empty, a blank, `=`, `A b` ...): 400');
}

async function accepted(
  what: string,
  front: Front,
  requests: fc.Arbitrary<GenuineRequest>,
  { count, seed }: SuiteOptions,
): Promise<Row> {
  const tally = new Tally();
  const { failed, counterexample, errorInstance } = await fc.check(fc.asyncProperty(requests, async (request) => {
    const problem = problemOf(request, await deliver(request, front));
    if (problem) {
      throw new Error(problem);
    }
    tally.count('accepted');
  }), { numRuns: count, seed });
  if (failed) {
    tally.fail(() => `${describeError(errorInstance)} for ${show(counterexample)}`);
  }
  return tally.row(`genuine requests, ${what}`);
}

export async function deliver(
  { authToken, url, signedUrl, form, body, webhookUrl }: GenuineRequest,
  front: Front,
): Promise<Verdict> {
  const signature = sign(authToken, signedUrl, form);
  const receivedAt = new FakeClock().now();
  return gateway({ authToken, webhookUrl })(front({ url, body, headers: { 'X-Twilio-Signature': signature }, receivedAt }));
}

function problemOf({ form }: GenuineRequest, verdict: Verdict): string | undefined {
  if (!isAccepted(verdict)) {
    return `${verdict.status} ${verdict.entry.reason} ${verdict.entry.detail} ${show(verdict.entry.urls)}`;
  }
  const sent = new Map([...form].reverse());
  const { parameters } = verdict.message!;
  const names = Object.keys(parameters);
  return names.length === sent.size && names.every((name) => parameters[name] === sent.get(name)) ? undefined : `other parameters: ${show(parameters)}`;
}

/**
 * A REST API's map does not keep the order of the query: it comes sorted the other way round, if the query is sorted.
 */
const shuffledQuery: Front = (request) => {
  const event = restApi(request);
  const { multiValueQueryStringParameters: query } = event;
  const names = Object.keys(query ?? {});
  return show(names) === show([...names].sort()) && query
    ? { ...event, multiValueQueryStringParameters: Object.fromEntries(Object.entries(query).reverse()) }
    : event;
};
