import fc from 'fast-check';
import { crafted, craftedAgain } from './crafted';
import { gateway, isAccepted, isRejected } from './gateway';
import { generator, type Random } from './random';
import { documentedForm, genuineForm } from './requests';
import { countCopy, type Partition, type Setting, SETTINGS, sorted, textOf } from './signed-text';
import { type Row, show, type SuiteOptions, Tally } from './suite';
import type { InboundMessage } from '../../src/shared/reply-contract';
import { type Front, functionUrl, httpApi } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { AUTH_TOKEN, MESSAGE_SID, messageForm, SENDER } from '../support/messages';
import { type Form, sign } from '../support/signer';

/** Most of these lose a name that the schema requires. */
function anywhere({ url, form }: Partition, random: Random): Partition {
  const start = url.indexOf('?') + 1;
  const text = url.slice(start) + textOf(form);
  // Mostly near the query's old end: a front end would reject most URLs that end elsewhere.
  const end = random(2) === 0 ? url.length - start : random(2 * (url.length - start));
  const cuts = Array.from({ length: 2 * (1 + random(12)) - 1 }, () => end + random(text.length - end + 1))
    .sort((x, y) => x - y);
  const pieces = [end, ...cuts].map((cut, i) => text.slice(cut, cuts[i]));
  return { url: url.slice(0, start) + text.slice(0, end), form: pairUp(pieces) };
}

/** Other ways to move the cuts, aimed at the schema; `undefined` where this one is not possible. */
const KINDS: Readonly<Record<string, (original: Partition, random: Random) => Partition | undefined>> = {
  'all boundaries moved, at names that Twilio defines': ({ url, form }, random) => {
    const text = textOf(form);
    const found = [...text.matchAll(new RegExp(NAMES.join('|'), 'g'))].filter(() => random(10) > 0);
    const chosen: RegExpMatchArray[] = [];
    for (const match of found) {
      if (chosen.length === 0 ? match.index === 0 : match[0] > chosen.at(-1)![0]) {
        chosen.push(match);
      }
    }
    return {
      url,
      form: chosen.map((match, i) =>
        [match[0], text.slice(match.index! + match[0].length, chosen[i + 1]?.index)] as const),
    };
  },
  'several cuts moved': (original, random) => {
    let moved: Partition | undefined = original;
    for (let i = 0; i < 8; i++) {
      const kind = SINGLE[random(SINGLE.length)];
      const next: Partition | undefined = moved && kind(moved, random);
      moved = next && textOf(next.form) === next.form.map((pair) => pair.join('')).join('') ? next : moved;
    }
    return moved;
  },
  'into the query': ({ url, form }, random) => {
    const [[name, value], ...rest] = form;
    const text = name + value;
    const cut = 1 + random(text.length);
    const split = cut + random(text.length - cut + 1);
    return {
      url: url + text.slice(0, cut),
      form: cut === text.length ? rest : [[text.slice(cut, split), text.slice(split)], ...rest],
    };
  },
  'out of the query': ({ url, form }, random) => {
    const query = url.slice(url.indexOf('?') + 1);
    const cut = url.length - 1 - random(query.length);
    const moved = url.slice(cut);
    const split = random(moved.length + 1);
    const [[name, value], ...rest] = form;
    return random(2) === 0
      ? { url: url.slice(0, cut), form: [[moved + name, value], ...rest] }
      : { url: url.slice(0, cut), form: [[moved.slice(0, split), moved.slice(split)], ...form] };
  },
};

/** One cut moved. Much of what follows from these is a message that says the same of everything that counts. */
const SINGLE: ReadonlyArray<(original: Partition, random: Random) => Partition | undefined> = [
  function betweenNameAndValue({ url, form }, random) {
    const index = random(form.length);
    const text = form[index].join('');
    const cut = random(text.length + 1);
    return { url, form: replaced(form, index, 1, [[text.slice(0, cut), text.slice(cut)]]) };
  },
  function twoIntoOne({ url, form }, random) {
    const index = random(form.length - 1);
    const [[name, value], [nextName, nextValue]] = form.slice(index);
    return { url, form: replaced(form, index, 2, [[name, value + nextName + nextValue]]) };
  },
  function oneIntoTwo({ url, form }, random) {
    const index = random(form.length);
    const [name, value] = form[index];
    const [cut, split] = [random(value.length + 1), random(value.length + 1)].sort((a, b) => a - b);
    return {
      url,
      form: replaced(form, index, 1, [[name, value.slice(0, cut)], [value.slice(cut, split), value.slice(split)]]),
    };
  },
  function betweenTwo({ url, form }, random) {
    const index = random(form.length - 1);
    const [[name, value], [nextName, nextValue]] = form.slice(index);
    const text = value + nextName;
    const cut = random(text.length + 1);
    return { url, form: replaced(form, index, 2, [[name, text.slice(0, cut)], [text.slice(cut), nextValue]]) };
  },
];

const NAMES = [...messageForm().map(([name]) => name), 'ProfileName', 'WaId', 'ButtonText', 'OptOutType', 'MessagingServiceSid', 'ErrorCode', 'ErrorUrl', 'MediaUrl0', 'MediaContentType0']
  .sort((a, b) => b.length - a.length);
/** Names that Twilio does not define, to push away what is not wanted. */
const SINKS = ['FromA', 'GFrom', 'Sink', 'Tz', 'z'];

/** What an attacker would write into a text to cut it there. */
const HINTS = [...NAMES, ...SINKS, SENDER, MESSAGE_SID, `From${SENDER}`, `MessageSid${MESSAGE_SID}`, '0', ' '];

/**
 * Genuine requests whose text is cut in other places, so that the HMAC still matches: what does the schema let through?
 * Half of the texts hold names of parameters, as those of an attacker would.
 */
export async function partitions(options: SuiteOptions): Promise<readonly Row[]> {
  const aimed = { ...KINDS, 'one cut moved': (original: Partition, random: Random) => SINGLE[random(SINGLE.length)](original, random) };
  const rows: Row[] = [];
  for (const setting of SETTINGS) {
    const copies = new Tally();
    rows.push(
      ...await family('', genuineForm, { 'all boundaries moved, anywhere, the query included': anywhere }, setting, options, copies),
      ...await family('names that Twilio defines, ', documentedForm, aimed, setting, options, copies),
      ...await family('unknown names too, ', genuineForm, aimed, setting, options, copies),
      await crafted(setting, copies),
      await craftedAgain(setting),
      copies.row(`re-partitioned, ${setting.name}, with \`deduplication\`: all that the schema let through, after the text itself`),
    );
  }
  return rows;
}

/** All kinds of cuts in one family of requests: a line for all of them, and one for each. */
async function family(
  prefix: string,
  forms: fc.Arbitrary<Form>,
  kinds: typeof KINDS,
  { name, rejectSuspicious, bar }: Setting,
  { count, seed }: SuiteOptions,
  copies: Tally,
): Promise<readonly Row[]> {
  const originals = fc.sample(fc.tuple(forms, fc.array(fc.constantFrom(...HINTS), { maxLength: 8 })), {
    numRuns: Math.ceil(count / 20),
    seed,
  });
  const random = generator(seed);
  const all = new Tally();
  const rows: Row[] = [];
  for (const [kind, repartition] of Object.entries(kinds)) {
    const tally = new Tally();
    const quota = Math.ceil(count / Object.keys(kinds).length);
    for (let attempt = 0; attempt < 500 * quota && tally.cases < quota; attempt++) {
      const [form, hints] = originals[random(originals.length)];
      const url = `https://sms.example.com/sms?gateway=${random(1000)}&a=`;
      const original = { url, form: sorted(random(2) === 0 ? form : withBody(form, hints.join(''))) };
      const moved = repartition(original, random);
      if (!moved || moved.url + textOf(moved.form) !== url + textOf(original.form) || show(moved) === show(original)) {
        continue;
      }
      // The independent signer decides whether it is the same text. It is another where a cut halves a surrogate pair.
      const signature = sign(AUTH_TOKEN, url, original.form);
      if (sign(AUTH_TOKEN, moved.url, moved.form) !== signature) {
        continue;
      }
      const front: Front = random(2) === 0 ? httpApi : functionUrl;
      const verdict = await gateway({ rejectSuspicious })(front({ ...moved, headers: { 'X-Twilio-Signature': signature }, receivedAt: new FakeClock().now() }));
      const outcome = isRejected(verdict) ? REJECTED
        : isAccepted(verdict) ? whatChanged(original.form, verdict.message!)
          : verdict.status === 204 ? 'accepted: as a status callback' : undefined;
      if (!outcome) {
        tally.fail(() => `${verdict.status} ${show(moved)}`);
      }
      tally.count(outcome);
      all.count(outcome);
      if (isAccepted(verdict)) {
        countCopy(original, moved, signature, copies);
      }
    }
    rows.push(tally.row(`re-partitioned, ${name}: ${prefix}${kind}`, `${share(tally.of(REJECTED), tally)} rejected (${tally.summary})`));
  }
  const total = `${share(all.of(REJECTED), all)} rejected, ${share(all.of(REJECTED) + all.of(SAME), all)} rejected or taken for the very same message`;
  const [only] = rows;
  const lines = rows.length === 1 ? [only] : [all.row(`re-partitioned, ${name}: ${prefix}all kinds`, total), ...rows];
  // A parameter that nobody knows may be cut anywhere. The lines with such parameters only count.
  const required = rows.length === 1 ? bar.blind : forms === documentedForm ? bar.aimed : 0;
  return all.of(REJECTED) >= required * all.cases
    ? lines
    : lines.map((line, i) => (i === 0 ? { ...line, failures: [...line.failures, `fewer than ${100 * required} % rejected: ${total}`] } : line));
}

const REJECTED = 'rejected';
const SAME = 'accepted: the same sender, number, text, media and SIDs';

/** Which of the things that count are other than in the original. */
function whatChanged(form: Form, message: InboundMessage): string {
  const original = new Map(form);
  const { messageSid: MessageSid, accountSid: AccountSid, from: From, to: To, body: Body } = message;
  const changed = Object.entries({ MessageSid, AccountSid, From, To, Body })
    .filter(([name, value]) => original.get(name) !== value).map(([name]) => name);
  const media = form.filter(([name]) => name.startsWith('MediaUrl')).length;
  if (message.media.length !== media || !message.media.every(({ url }, i) => url === original.get(`MediaUrl${i}`))) {
    changed.push('media');
  }
  return changed.length === 0 ? SAME : `accepted: other ${changed.join(', ')}`;
}

function share(part: number, { cases }: Tally): string {
  return `${(100 * part / Math.max(1, cases)).toFixed(1)} %`;
}

function withBody(form: Form, body: string): Form {
  return form.map(([name, value]) => [name, name === 'Body' ? body : value] as const);
}

function pairUp(pieces: readonly string[]): Form {
  return Array.from({ length: pieces.length / 2 }, (_, i) => [pieces[2 * i], pieces[2 * i + 1]] as const);
}

function replaced(form: Form, index: number, count: number, pairs: Form): Form {
  return [...form.slice(0, index), ...pairs, ...form.slice(index + count)];
}
