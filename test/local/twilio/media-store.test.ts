import { MediaStore } from '../../../src/local/twilio/media-store';

const URL = 'http://127.0.0.1:1';

test('an attachment is served in a way that it cannot run', () => {
  const store = new MediaStore();
  const [png, html] = [store.add('image/png', Buffer.from('png')), store.add('text/html', Buffer.from('<script>'))];

  expect(store.describe(URL + png)).toEqual({ url: URL + png, contentType: 'image/png' });
  expect(store.serve(png)).toMatchObject({
    status: 200,
    body: Buffer.from('png'),
    headers: { 'content-type': 'image/png', 'content-disposition': 'inline' },
  });
  expect(store.serve(html)?.headers).toMatchObject({
    'content-disposition': 'attachment',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
});

test.each([
  { path: '/media/' },
  { path: '/media/ME0' },
  { path: '/' },
  { path: '/media/../page.js' },
])('the store does not serve $path', ({ path }) => {
  expect(new MediaStore().serve(path)).toBeUndefined();
});

test.each([
  { url: 'no url' },
  { url: 'https://example.com/owl.png' },
])('the store does not know the type of $url', ({ url }) => {
  expect(new MediaStore().describe(url)).toEqual({ url });
});

test('a full store forgets its oldest attachments', () => {
  const store = new MediaStore();
  const paths = Array.from({ length: 14 }, () => store.add('image/png', Buffer.alloc(5 * 1024 * 1024)));

  expect(paths.map((path) => store.serve(path) !== undefined)).toEqual([false, false, ...Array(12).fill(true)]);
});
