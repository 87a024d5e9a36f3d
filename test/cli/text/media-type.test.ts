import { mediaType } from '../../../src/cli/text/media-type';

test.each([
  { url: 'https://example.com/a/cat.jpg', type: 'image/jpeg' },
  { url: 'https://example.com/CARD.VCF?size=1#x', type: 'text/vcard' },
  { url: 'https://example.com/cat?name=cat.jpg', type: 'application/octet-stream' },
])('the content type of $url is $type', ({ url, type }) => {
  expect(mediaType(url)).toBe(type);
});
