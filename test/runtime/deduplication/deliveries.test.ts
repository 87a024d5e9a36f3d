import { createHash } from 'node:crypto';
import { DeduplicatingGateway } from '../../support/deduplicating';
import { type RequestToSend, signed } from '../../support/events';
import { FakeClock } from '../../support/fake-store';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm } from '../../support/messages';
import { sign } from '../../support/signer';
import { TableServer } from '../../support/table-server';

const URL = 'https://sms.example.com/sms';
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

let table: TableServer;
beforeAll(async () => {
  table = await TableServer.start();
});
beforeEach(() => table.reset());
afterAll(async () => table.close());

const text = (changes: Record<string, string> = {}, url = URL) => signed({ url, form: messageForm(changes) });
const fallback = (changes: Record<string, string> = {}, url = `${URL}?fallback=1`) => text({
  ErrorUrl: URL,
  ErrorCode: '11200',
  ...changes,
}, url);

/** The same request in other spellings: what is not signed may be anything. */
function variant({ form = [], headers, ...request }: RequestToSend, number: number): RequestToSend {
  const { 'X-Twilio-Signature': signature, ...others } = headers as Record<string, string>;
  const turned = [...form.slice(number % form.length), ...form.slice(0, number % form.length)];
  return {
    ...request,
    form: number % 3 === 0 ? turned.reverse() : turned,
    headers: {
      ...others,
      [number % 2 === 0 ? 'x-twilio-signature' : 'X-TWILIO-SIGNATURE']: signature,
      'I-Twilio-Idempotency-Token': `token-${number}`,
    },
  };
}

const VICTIM = '+15005550009';
const RECUT = 'the same signed content came before, split into other parameters';
const PLACES = Object.fromEntries(['From', 'To'].flatMap((side) =>
  ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));

/** The text of somebody who knows the schema: see test/hostile/crafted.ts. */
const CRAFTED = signed({ url: URL, form: messageForm({ ...PLACES, From: 'ACME', Body: `Pay From${VICTIM}Label` }) });

/** The same signed content, split as its sender wants it: a forged sender from the Body, the true one in a label. */
function repartition(request: RequestToSend, swallowed: readonly string[]): RequestToSend {
  const kept = request.form!.filter(([name]) => !['Body', ...swallowed].includes(name));
  const label = swallowed.map((name) => request.form!.find((pair) => pair[0] === name)!.join('')).join('');
  return { ...request, form: [...kept, ['Body', 'Pay '], ['From', VICTIM], ['Label', label]] };
}

const TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Echo: Hello</Message></Response>';
const EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

test('200 duplicates in different spellings, at once and later, get the answer of one run', async () => {
  const gateway = new DeduplicatingGateway();
  let finish = () => undefined as void;
  gateway.reply = async ({ body }) => {
    await new Promise<void>((resolve) => (finish = resolve));
    return `Echo: ${body}`;
  };
  gateway.waiting = Infinity; // the clock stands still: it is not about time
  const atOnce = Array.from({ length: 100 }, async (_, i) => gateway.send(variant(text(), i)));
  table.after = ({ operation }) => {
    if (operation === 'GetItem') finish(); // copies have begun to wait
  };
  const answers = await Promise.all(atOnce);
  for (let i = 0; i < 100; i++) answers.push(await gateway.send(variant(text(), i)));

  expect(gateway.messages).toHaveLength(1);
  expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`))).toEqual(new Set([`200 ${TWIML}`]));
  expect(answers.every(({ headers }) => headers!['content-type'] === 'text/xml; charset=utf-8')).toBe(true);
  expect(gateway.log.filter(({ outcome }) => outcome === 'replied')).toHaveLength(1);
  expect(gateway.log.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(199);
  expect(new Set(gateway.log.slice(-100).map(({ duplicate }) => duplicate))).toEqual(new Set(['stored']));
});

test('messages that differ in anything signed are each answered', async () => {
  const gateway = new DeduplicatingGateway();
  const others = [text({ Body: 'Hi' }), text({ MessageSid: `SM${'2'.repeat(32)}` }), text({}, `${URL}?a=b`)];
  for (const request of [text(), ...others]) await gateway.send(request);

  expect(gateway.messages).toHaveLength(4);
  expect(new Set(gateway.idempotencyKeys).size).toBe(4);
});

test('a URL with the default port and one without it have the same signed content', async () => {
  const gateway = new DeduplicatingGateway();
  const withPort = sign(AUTH_TOKEN, URL.replace('.com', '.com:443'), messageForm());
  await gateway.send(text());

  expect((await gateway.send({ ...text(), headers: { 'X-Twilio-Signature': withPort } })).body).toBe(TWIML);
  expect(gateway.messages).toHaveLength(1);
});

describe('a fallback request of a message', () => {
  test('gets the same answer each time if the message was answered', async () => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(text());

    for (let i = 0; i < 3; i++) expect((await gateway.send(variant(fallback(), i))).body).toBe(TWIML);
    expect(gateway.messages).toHaveLength(1);
  });

  test('waits while the message is in progress', async () => {
    const gateway = new DeduplicatingGateway();
    let finish = () => undefined as void;
    gateway.reply = async () => new Promise<string>((resolve) => (finish = () => resolve('Slow')));
    const first = gateway.send(text());
    const messageSid = messageForm().find(([name]) => name === 'MessageSid')![1];
    await until(() => table.items.has(`message#${ACCOUNT_SID}#${messageSid}`));
    const second = gateway.send(fallback());
    table.after = ({ operation, id }) => {
      if (operation === 'GetItem' && id.startsWith('content#')) finish();
    };

    expect((await second).body).toContain('Slow');
    expect((await first).body).toContain('Slow');
    expect(gateway.messages).toHaveLength(1);
  });

  test('runs the handler again after a failure, with the key of the first delivery', async () => {
    const gateway = new DeduplicatingGateway();
    gateway.reply = () => {
      throw new Error('Not today');
    };
    expect((await gateway.send(text())).statusCode).toBe(500);
    gateway.reply = () => 'Now';

    expect((await gateway.send(fallback())).body).toContain('Now');
    expect(new Set(gateway.idempotencyKeys).size).toBe(1);
    expect((await gateway.send(text())).body).toContain('Now');
    expect(gateway.messages).toHaveLength(2);
  });

  test('is answered once even if no other delivery arrived', async () => {
    const gateway = new DeduplicatingGateway();

    for (let i = 0; i < 3; i++) expect((await gateway.send(variant(fallback(), i))).body).toBe(TWIML);
    expect(gateway.messages).toHaveLength(1);
  });

  test('is not mistaken for the fallback of another message', async () => {
    const gateway = new DeduplicatingGateway();
    const other = `SM${'2'.repeat(32)}`;
    await gateway.send(text());
    await gateway.send(fallback({ MessageSid: other, SmsSid: other, SmsMessageSid: other }));

    expect(gateway.messages.map(({ messageSid }) => messageSid)).toEqual([expect.any(String), other]);
  });

  test('leads to no second message when a captured one is repartitioned', async () => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(CRAFTED);
    const captured = signed({
      url: `${URL}?fallback=1`,
      form: [...CRAFTED.form!, ['ErrorUrl', URL], ['ErrorCode', '11200']],
    });
    await gateway.send(captured);

    const again = repartition(captured, ['ErrorCode', 'ErrorUrl', 'From']); // it no longer looks like a fallback request
    expect(sign(AUTH_TOKEN, captured.url, again.form!)).toBe(sign(AUTH_TOKEN, captured.url, captured.form!));
    expect(await gateway.send(again)).toEqual({ statusCode: 400, body: '' });
    expect(gateway.log.at(-1)).toMatchObject({ detail: RECUT });
    expect(gateway.messages).toHaveLength(1);
  });
});

describe('signed content that is split into other parameters', () => {
  const again = repartition(CRAFTED, ['From']);

  test('has the same signature and passes without deduplication', async () => {
    expect(sign(AUTH_TOKEN, URL, again.form!)).toBe(sign(AUTH_TOKEN, URL, CRAFTED.form!));

    const gateway = new DeduplicatingGateway();
    await gateway.send(again); // as the first one
    expect(gateway.messages).toMatchObject([{ from: VICTIM, body: 'Pay ' }]);
  });

  test.each<{
    readonly name: string;
    readonly later: number;
    readonly reply: () => string | undefined;
  }>([
        { name: 'answered', later: 0, reply: () => 'Yes' },
        { name: 'answered with nothing', later: 0, reply: () => undefined },
        { name: 'answered long ago', later: 300 * DAY, reply: () => 'Yes' },
        {
          name: 'not answered, since the handler failed',
          later: 0,
          reply: () => {
            throw new Error('No');
          },
        },
        {
          name: 'not answered, since the handler failed, and its lock is long over',
          later: HOUR,
          reply: () => {
            throw new Error('No');
          },
        },
      ])('is rejected if the message was $name', async ({ later, reply }) => {
        const gateway = new DeduplicatingGateway();
        gateway.reply = reply;
        await gateway.send(CRAFTED);
        gateway.clock.advance(later);
        gateway.reply = () => 'To the wrong one';

        expect(await gateway.send(again)).toEqual({ statusCode: 400, body: '' });
        expect(gateway.log.at(-1)).toMatchObject({ outcome: 'rejected', reason: 'invalid_message', detail: RECUT });
        expect(gateway.messages.map(({ from }) => from)).toEqual(['ACME']);
      });

  test('is rejected while the message is in progress', async () => {
    const gateway = new DeduplicatingGateway();
    let finish = () => undefined as void;
    gateway.reply = async () => new Promise<void>((resolve) => (finish = resolve));
    const first = gateway.send(CRAFTED);
    await until(() => gateway.messages.length === 1);

    expect((await gateway.send(again)).statusCode).toBe(400);
    expect(gateway.log.at(-1)).toMatchObject({ detail: RECUT });
    finish();
    expect((await first).statusCode).toBe(200);
  });
});

describe('a suspicious message', () => {
  const STRANGE = { 'Media.Count': '0' };
  const SEEN = 'a message with this MessageSid came before, with other parameters';

  test('is answered once, like any other, if no delivery with its MessageSid is known', async () => {
    const gateway = new DeduplicatingGateway();

    for (let i = 0; i < 3; i++) expect((await gateway.send(variant(text(STRANGE), i))).body).toBe(TWIML);
    expect(gateway.messages).toHaveLength(1);
    expect(gateway.log.map(({ outcome }) => outcome)).toEqual(['replied', 'duplicate', 'duplicate']);
    expect(gateway.log.every(({ suspicious }) => suspicious !== undefined)).toBe(true);
  });

  test('gets its fallback answered, after a failure and after an answer', async () => {
    const gateway = new DeduplicatingGateway();
    gateway.reply = () => {
      throw new Error('Not today');
    };
    expect((await gateway.send(text(STRANGE))).statusCode).toBe(500);
    gateway.reply = () => 'Now';

    expect((await gateway.send(fallback(STRANGE))).body).toContain('Now');
    expect((await gateway.send(fallback(STRANGE))).body).toContain('Now');
    expect(gateway.messages).toHaveLength(2);
    expect(new Set(gateway.idempotencyKeys).size).toBe(1);
  });

  test('gets its fallback answered once if no other delivery arrived', async () => {
    const gateway = new DeduplicatingGateway();

    for (let i = 0; i < 3; i++) expect((await gateway.send(fallback(STRANGE))).body).toBe(TWIML);
    expect(gateway.messages).toHaveLength(1);
  });

  test.each<{ readonly name: string; readonly copy: RequestToSend }>([
    { name: 'with another sender', copy: text({ ...STRANGE, From: VICTIM }) },
    { name: 'with another body, as a fallback', copy: fallback({ ...STRANGE, Body: 'Pay' }) },
    { name: 'for another URL', copy: text({ ...STRANGE, Body: 'Pay' }, `${URL}?fallback=1`) },
  ])('is rejected if its MessageSid is known, $name', async ({ copy }) => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(text());

    expect(await gateway.send(copy)).toEqual({ statusCode: 400, body: '' });
    expect(gateway.log.at(-1)).toMatchObject({ outcome: 'rejected', reason: 'invalid_message', detail: SEEN });
    expect(gateway.messages).toHaveLength(1);
  });

  test('is accepted when the known delivery has expired', async () => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(text());
    gateway.clock.advance(400 * DAY);

    expect((await gateway.send(text({ ...STRANGE, Body: 'Hi' }))).statusCode).toBe(200);
    expect(gateway.messages).toHaveLength(2);
  });

  test('rejects no ordinary message that comes after it', async () => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(text(STRANGE));

    expect((await gateway.send(text())).statusCode).toBe(200);
    expect(gateway.messages).toHaveLength(2);
  });
});

describe('the table', () => {
  test('keeps an answer for an hour and the message for 400 days, although nothing is deleted', async () => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(text());
    const after = async (milliseconds: number) => {
      gateway.clock.advance(milliseconds);
      return (await gateway.send(text())).body;
    };

    expect(await after(HOUR - 1000)).toBe(TWIML);
    expect(await after(1000)).toBe(EMPTY);
    expect(gateway.log.at(-1)).toMatchObject({ outcome: 'duplicate', duplicate: 'bare' });
    expect(await after(400 * DAY - HOUR - 1000)).toBe(EMPTY);
    expect(gateway.messages).toHaveLength(1);
    expect(await after(1000)).toBe(TWIML);
    expect(gateway.messages).toHaveLength(2);
  });

  test('holds the reply and hashes, but no body, sender or signature of the message', async () => {
    await new DeduplicatingGateway().send(text({ Body: 'My secret' }));

    const { 'X-Twilio-Signature': signature } = text({ Body: 'My secret' }).headers as Record<string, string>;
    const kept = JSON.stringify([...table.items.values()].filter(({ id }) => !id.S!.toString().startsWith('answer#')));
    expect(kept).not.toMatch(/My secret|5005550006/);
    expect(kept).not.toContain(signature);
    expect([...table.items.keys()].map((id) => id.split('#')[0]).sort()).toEqual(['answer', 'content', 'message']);
    // In seconds since 1970, as the time to live needs them.
    const expirations = [...table.items.values()].map(({ expiration }) => Number(expiration.N) * 1000);
    const lifetimes = expirations.map((expiration) => expiration - new FakeClock().now());
    expect(lifetimes.sort((a, b) => a - b)).toEqual([HOUR, 400 * DAY, 400 * DAY]);
  });

  test('is written four times per message, three times for an empty answer', async () => {
    const gateway = new DeduplicatingGateway();
    await gateway.send(text());
    expect(table.calls.map(({ operation, id }) => `${operation} ${id.split('#')[0]}`)).toEqual([
      'PutItem content', 'PutItem message', 'PutItem answer', 'PutItem content',
    ]);

    table.calls.length = 0;
    await gateway.send(text({ Body: 'STOP' }));
    expect(table.calls.map(({ operation, id }) => `${operation} ${id.split('#')[0]}`)).toEqual([
      'PutItem content', 'PutItem message', 'PutItem content',
    ]);
    expect((await gateway.send(text({ Body: 'STOP' }))).body).toBe(EMPTY);
  });

  test('keeps the error reply, but no 5xx', async () => {
    const withErrorReply = new DeduplicatingGateway({ errorReply: 'Sorry' });
    withErrorReply.reply = () => {
      throw new Error('No');
    };
    await withErrorReply.send(text());
    expect((await withErrorReply.send(text())).body).toContain('Sorry');
    expect(withErrorReply.messages).toHaveLength(1);
    table.reset();

    const without = new DeduplicatingGateway();
    without.reply = () => {
      throw new Error('No');
    };
    for (let i = 1; i <= 3; i++) {
      expect((await without.send(text())).statusCode).toBe(500);
      expect(without.messages).toHaveLength(i);
    }
  });
});

describe('a duplicate that arrives while the first delivery is in progress', () => {
  test('gets 503 when its own time is over', async () => {
    const gateway = new DeduplicatingGateway();
    let finish = () => undefined as void;
    gateway.reply = async () => new Promise<void>((resolve) => (finish = resolve));
    const first = gateway.send(text());
    await until(() => gateway.messages.length === 1);
    const received = gateway.clock.now();

    expect(await gateway.send(text())).toEqual({ statusCode: 503, body: '' });
    expect(gateway.clock.now() - received).toBeGreaterThan(11_000);
    expect(gateway.clock.now() - received).toBeLessThan(13_000);
    expect(gateway.log.at(-1)).toMatchObject({ outcome: 'duplicate', duplicate: 'in_progress' });
    expect(gateway.messages).toHaveLength(1);
    finish();
    await first;
  });

  test('takes over when the first delivery fails', async () => {
    const gateway = new DeduplicatingGateway();
    let fail = () => undefined as void;
    gateway.reply = async () => new Promise((_, reject) => (fail = () => reject(new Error('No'))));
    const first = gateway.send(text());
    await until(() => gateway.messages.length === 1);
    gateway.reply = () => 'Second';
    const second = gateway.send(text());
    table.after = ({ operation }) => {
      if (operation === 'GetItem') fail();
    };

    expect((await first).statusCode).toBe(500);
    expect((await second).body).toContain('Second');
    expect(gateway.messages).toHaveLength(2);
  });

  test("takes over when the first delivery's claim is gone", async () => {
    const gateway = new DeduplicatingGateway();
    let finish = () => undefined as void;
    gateway.reply = async () => new Promise<void>((resolve) => (finish = resolve));
    const first = gateway.send(text());
    await until(() => gateway.messages.length === 1);
    gateway.reply = () => 'Second';
    table.before = ({ operation }) => operation === 'GetItem' ? table.forget() : undefined;

    expect((await gateway.send(text())).body).toContain('Second');
    finish();
    expect((await first).statusCode).toBe(200);
    expect(gateway.messages).toHaveLength(2);
  });

  test('goes on waiting while the table is unavailable', async () => {
    const gateway = new DeduplicatingGateway();
    let finish = () => undefined as void;
    gateway.reply = async () => new Promise<string>((resolve) => (finish = () => resolve('Slow')));
    const first = gateway.send(text());
    await until(() => gateway.messages.length === 1);
    let failures = 0;
    table.before = ({ operation, id }) =>
      operation === 'GetItem' && id.startsWith('content#') && failures++ < 4 ? 'error' : undefined;
    table.after = ({ operation }) => {
      if (operation === 'GetItem') finish();
    };

    expect((await gateway.send(text())).body).toContain('Slow');
    expect(failures).toBeGreaterThan(4);
    await first;
    expect(gateway.messages).toHaveLength(1);
  });
});

test('the key is the SHA-256 of the signed content, whatever the spelling of the signature', async () => {
  await new DeduplicatingGateway().send(text());

  const sorted = [...messageForm()].sort(([a], [b]) => (a < b ? -1 : 1));
  const pairs = sorted.map((pair) => pair.join('')).join('');
  expect([...table.items.keys()]).toContain(`content#${createHash('sha256').update(URL + pairs).digest('hex')}`);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
