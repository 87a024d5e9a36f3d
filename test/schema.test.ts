import { readFileSync } from 'fs';
import * as path from 'path';
import Ajv from 'ajv';
import * as ts from 'typescript';
import { ROOT } from './support/paths';
import { toMessages } from '../src/runtime/reply/reply';
import { inboundMessage } from '../src/testing/sample-message';

// docs/schema is what authors in other languages go by: it must say what the TypeScript types say, and what the gateway
// does.

const readSchema = (name: string) => JSON.parse(readFileSync(path.join(ROOT, 'docs/schema', `${name}.schema.json`), 'utf8'));
const messageSchema = readSchema('inbound-message');
const replySchema = readSchema('reply');
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const isMessage = ajv.compile(messageSchema);
const isReply = ajv.compile(replySchema);

/** The members of an interface of contract.ts: all, and those that are always there. */
function membersOf(name: string): { all: string[]; required: string[] } {
  const file = path.join(ROOT, 'src/shared/reply-contract.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  const declaration = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find((statement) => statement.name.text === name)!;
  const members = declaration.members.filter(ts.isPropertySignature);
  const namesOf = (some: ts.PropertySignature[]) => some.map((member) => (member.name as ts.Identifier).text);
  return {
    all: namesOf(members),
    required: namesOf(members.filter(({ questionToken }) => questionToken === undefined)),
  };
}

test.each([
  { name: 'InboundMessage', schema: messageSchema },
  { name: 'InboundMedia', schema: messageSchema.properties.media.items },
  { name: 'ReplyMessage', schema: { required: [], ...replySchema.definitions.ReplyMessage } },
])('the schema $name has the members of its type', ({ name, schema }) => {
  const { all, required } = membersOf(name);

  expect(Object.keys(schema.properties)).toEqual(all);
  expect(schema.required).toEqual(required);
});

test.each([
  { name: 'a text', fields: {} },
  {
    name: 'an MMS',
    fields: {
      channel: 'mms' as const,
      media: [{ url: 'https://api.twilio.com/a', contentType: 'image/png' }],
      body: '',
    },
  },
  { name: 'WhatsApp', fields: { channel: 'whatsapp' as const, from: 'whatsapp:+15005550006', profileName: 'Ada' } },
  { name: 'a new channel', fields: { channel: 'apple', from: 'apple:urn:mbid:AQ' } },
  { name: 'opting out', fields: { body: 'STOP', optOutType: 'STOP' as const } },
])('a real message is valid: $name', ({ fields }) => {
  expect(isMessage(JSON.parse(JSON.stringify(inboundMessage(fields))))).toBe(true);
});

test.each([
  { name: 'no body', message: { ...inboundMessage(), body: undefined } },
  { name: 'no channel', message: { ...inboundMessage(), channel: '' } },
  { name: 'no segment', message: { ...inboundMessage(), numSegments: 0 } },
])('an invalid message is rejected: $name', ({ message }) => {
  expect(isMessage(JSON.parse(JSON.stringify(message)))).toBe(false);
});

/** As `fromFunction` reads what a function returned. */
const read = (json: string) => toMessages(JSON.parse(json, (_, value) => value ?? undefined));

test.each([
  'null', '""', '"Hello"', '[]', '{"body":""}', '{"body":"Hello"}', '{"body":"Hello","media":null}', '{"media":"https://example.com/a.png"}',
  '{"media":["https://example.com/a.png"],"body":""}', JSON.stringify({
    media: Array(10).fill('https://example.com/a.png'),
  }),
  '[{"body":"One"},{"body":"Two","to":"+15005550006","from":null,"statusCallback":"https://example.com"}]',
].map((json) => ({ json })))('a reply that the gateway accepts is valid: $json', ({ json }) => {
  expect(() => read(json)).not.toThrow();
  expect(isReply(JSON.parse(json))).toBe(true);
});

test.each([
  '42', 'true', '{}', '{"body":7}', '{"media":[]}', '{"media":"file:///etc/passwd"}', '["Hello"]', '[["Hello"]]', '{"body":"Hello","to":7}',
  JSON.stringify(Array(81).fill({ body: 'Hello' })), JSON.stringify({
    media: Array(11).fill('https://example.com/a.png'),
  }),
].map((json) => ({ json })))('a reply that the gateway rejects is invalid: $json', ({ json }) => {
  expect(() => read(json)).toThrow(TypeError);
  expect(isReply(JSON.parse(json))).toBe(false);
});

test('the handler in docs/reply-contract.md is that of the example', () => {
  const [, code] = /```python\n([^]*?)```/.exec(readFileSync(path.join(ROOT, 'docs/reply-contract.md'), 'utf8'))!;

  expect(readFileSync(path.join(ROOT, 'examples/existing-function/function/handler.py'), 'utf8')).toContain(code);
});
