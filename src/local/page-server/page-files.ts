import * as fs from 'node:fs';
import * as path from 'node:path';
import { HttpApiResponse } from '../http-api/result-to-response';

/** The page loads nothing from elsewhere, and nobody may frame it. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    + "media-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const FILES: Readonly<Record<string, readonly [file: string, contentType: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
};

/** A file of the page by its path, from the folder that `scripts/bundle.ts` made. */
export function pageFile(directory: string, urlPath: string): HttpApiResponse | undefined {
  if (!Object.hasOwn(FILES, urlPath)) return undefined;
  const [file, contentType] = FILES[urlPath];
  return { status: 200, headers: { 'content-type': contentType, ...SECURITY_HEADERS }, body: fs.readFileSync(path.join(directory, file)) };
}
