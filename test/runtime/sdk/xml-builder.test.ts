import * as fs from 'node:fs';
import xmlbuilder from 'xmlbuilder';
import ownBuilder from '../../../src/runtime/sdk/xml-builder';

/** As Twilio's SDK calls it: twilio/lib/twiml/TwiML.js. */
const OPTIONS = {
  stringify: {
    attValue(this: { attEscape(value: string): string }, value: string) { return this.attEscape(value); },
  },
};

test("a document is the same as xmlbuilder's", () => {
  const documents = [ownBuilder.create, xmlbuilder.create as typeof ownBuilder.create].map((make) => {
    const response = make('Response', OPTIONS).dec('1.0', 'UTF-8');
    response.ele('Message', { to: '"<&>\'' }, 'one & <two>').up().ele('Message').ele('Media', 'https://example.com/?a=1&b=2');
    return response.end();
  });

  expect(documents[0]).toBe(documents[1]);
  expect(documents[0]).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><Response><Message to="&quot;/);
});

test("Twilio's SDK calls nothing else of it", () => {
  const source = fs.readFileSync(require.resolve('twilio/lib/twiml/TwiML'), 'utf8');

  expect([...source.matchAll(/xmlbuilder_1\.default\s*\.(\w+)/g)].map(([, name]) => name)).toEqual(['create']);
});
