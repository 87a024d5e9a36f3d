import { mediaType } from '../../../src/cli/text/media-type';

test.each([
  ['https://example.com/a/cat.jpg', 'image/jpeg'],
  ['https://example.com/CARD.VCF?size=1#x', 'text/vcard'],
  ['https://example.com/cat?name=cat.jpg', 'application/octet-stream'],
])('%s is %s', (url, type) => {
  expect(mediaType(url)).toBe(type);
});
