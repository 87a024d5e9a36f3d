import * as fs from 'node:fs';
import * as path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { unzip } from '../../../src/local/function/unzip';
import { removeFolders, temporaryFolder } from '../support';

afterAll(removeFolders);

/**
 * Written by Python's zipfile as a stream, with the sizes after the contents: `dist/`, `dist/reply.mjs` (deflated),
 * `é.txt` (stored).
 */
const STREAMED = `UEsDBBQACAAAAAAAIVwAAAAAAAAAAAAAAAAFAAAAZGlzdC9QSwcIAAAAAAAAAAAAAAAAUEsDBBQACAAIAAAAIVwAAAAAAAAAAAAAAAAOAAAAZGlzdC9yZXBseS5tanNL
rSjILypRSElNSyzNKVHQ0FSwtVNQ90jNyclXt1ZIHSBZAFBLBwhQj2KaIwAAAJYAAABQSwMEFAAICAAAAAAhXAAAAAAAAAAAAAAAAAYAAADDqS50eHRzdG9yZWRQSwcIC/lDVgYAAAAG
AAAAUEsBAhQDFAAIAAAAAAAhXAAAAAAAAAAAAAAAAAUAAAAAAAAAAAAAAIABAAAAAGRpc3QvUEsBAhQDFAAIAAgAAAAhXFCPYpojAAAAlgAAAA4AAAAAAAAAAAAAAIABMwAAAGRpc3Qv
cmVwbHkubWpzUEsBAhQDFAAICAAAAAAhXAv5Q1YGAAAABgAAAAYAAAAAAAAAAAAAAIABkgAAAMOpLnR4dFBLBQYAAAAAAwADAKMAAADMAAAAAAA=`;

function archive(contents: Uint8Array | string): string {
  const file = path.join(temporaryFolder(), 'my.zip');
  fs.writeFileSync(file, contents);
  return file;
}

test('files and folders are unpacked, deflated and stored', () => {
  const folder = temporaryFolder();
  unzip(archive(Buffer.from(STREAMED, 'base64')), folder);

  expect(fs.readdirSync(folder, { recursive: true }).sort()).toEqual(['dist', 'dist/reply.mjs', 'é.txt']);
  expect(fs.readFileSync(path.join(folder, 'dist/reply.mjs'), 'utf8')).toBe("export default () => 'Hello'; ".repeat(5));
  expect(fs.readFileSync(path.join(folder, 'é.txt'), 'utf8')).toBe('stored');
});

test('an archive replaces existing files', () => {
  const folder = temporaryFolder();
  unzip(archive(zipSync({ 'a/b': strToU8('one') })), folder);
  unzip(archive(zipSync({ 'a/b': strToU8('two'), 'a/c': strToU8('') })), folder);

  expect(fs.readFileSync(path.join(folder, 'a/b'), 'utf8')).toBe('two');
  expect(fs.readdirSync(path.join(folder, 'a'))).toEqual(['b', 'c']);
});

test.each([
  { name: '../outside.js' },
  { name: 'a/../../outside.js' },
  { name: '/outside.js' },
  { name: '../inside-evil/x' }, // begins with the folder's own path
])('an archive with the file $name is rejected, and nothing is written outside of the folder', ({ name }) => {
  const folder = path.join(temporaryFolder(), 'inside');

  expect(() => unzip(archive(zipSync({ [name]: strToU8('x') })), folder)).toThrow(
    `my.zip has the file ${name}, which would be outside`,
  );
  expect(fs.readdirSync(path.dirname(folder))).toEqual([]);
});

test("an archive above Lambda's limit is rejected", () => {
  const file = archive(zipSync({ zeros: new Uint8Array(1_000_000), more: new Uint8Array(1_000_000) }));
  expect(fs.statSync(file).size).toBeLessThan(10_000);

  expect(() => unzip(file, temporaryFolder(), 1_999_999)).toThrow(
    /my.zip holds more than 1999999 bytes, which is Lambda's limit/,
  );
  expect(() => unzip(file, temporaryFolder(), 2_000_000)).not.toThrow();
  expect(() => unzip(archive(zipSync({ a: new Uint8Array(2000) }, { level: 0 })), temporaryFolder(), 2000)).toThrow(
    /holds more than 2000 bytes/,
  );
});

test.each([
  { name: 'nothing', contents: '' },
  { name: 'something else', contents: 'PK' },
  { name: 'half an archive', contents: Buffer.from(STREAMED, 'base64').subarray(0, 200) },
])('$name is not an archive, and the error says so', ({ contents }) => {
  expect(() => unzip(archive(contents), temporaryFolder())).toThrow(
    /my.zip cannot be read as a zip archive: invalid zip data. Build the archive again/,
  );
});
