import * as path from 'node:path';
import { pageFile } from '../../../src/local/page-server/page-files';
import { bundledTools, removeFolders } from '../support';

let directory: string;

beforeAll(async () => {
  directory = path.join(await bundledTools(), 'page');
});

afterAll(removeFolders);

test.each([
  { urlPath: '/', contentType: 'text/html; charset=utf-8' },
  { urlPath: '/page.js', contentType: 'text/javascript; charset=utf-8' },
  { urlPath: '/page.css', contentType: 'text/css; charset=utf-8' },
])('the server sends $urlPath and allows it nothing from other origins', ({ urlPath, contentType }) => {
  const { status, headers, body } = pageFile(directory, urlPath)!;

  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': contentType,
    'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
  });
  expect(body.toString().replaceAll("xmlns='http://www.w3.org/2000/svg'", '')).not.toMatch(/https?:\/\/|innerHTML/);
});

test.each([
  { urlPath: '/main.cjs' },
  { urlPath: '/../main.cjs' },
  { urlPath: '/constructor' },
  { urlPath: '/page' },
])('the server has no file $urlPath', ({ urlPath }) => {
  expect(pageFile(directory, urlPath)).toBeUndefined();
});

test('the page runs no inline script or style, which its policy would reject', () => {
  const html = pageFile(directory, '/')!.body.toString();

  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
});
