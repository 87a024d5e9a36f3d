import * as fs from 'node:fs';
import * as path from 'node:path';
import { fingerprint } from '../../../src/local/assembly/fingerprint';
import { removeFolders, temporaryFolder, write } from '../support';

afterAll(removeFolders);

test('the fingerprint changes with every change of a file', () => {
  const folder = temporaryFolder();
  write(folder, 'a.txt', 'a');
  write(folder, 'sub/b.txt', 'b');
  const seen = [fingerprint([folder])];
  const change = (make: () => void) => {
    make();
    seen.push(fingerprint([folder]));
  };

  change(() => write(folder, 'sub/b.txt', 'longer'));
  change(() => fs.utimesSync(path.join(folder, 'a.txt'), 1, 1));
  change(() => write(folder, 'sub/c.txt', ''));
  change(() => fs.rmSync(path.join(folder, 'a.txt')));
  change(() => fs.rmSync(folder, { recursive: true }));

  expect(new Set(seen).size).toBe(6);
});

test('the fingerprint stays the same without a change', () => {
  const folder = temporaryFolder();
  write(folder, 'a.txt', 'a');

  expect(fingerprint([folder, '/no/such/file'])).toBe(fingerprint([folder, '/no/such/file']));
});
