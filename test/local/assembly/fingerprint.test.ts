import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fingerprint } from '../../../src/local/assembly/fingerprint';
import { asOrdinaryUser } from '../../support/ordinary-user';
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

test('unreadable and special files are no error', () => {
  const folder = temporaryFolder();
  write(folder, 'closed/file', '');
  write(folder, 'open', '');
  execFileSync('mkfifo', [path.join(folder, 'fifo')]);
  fs.symlinkSync('loop', path.join(folder, 'loop'));
  fs.symlinkSync('nowhere', path.join(folder, 'dangling'));
  fs.chmodSync(path.join(folder, 'closed'), 0);

  const text = asOrdinaryUser(folder, () => fingerprint([folder]));

  expect(text).toMatch(/closed EACCES$/m);
  expect(text).toMatch(/loop ELOOP$/m);
  expect(text).toMatch(/dangling missing$/m);
  expect(text).toMatch(/fifo \d/);
  expect(text).toMatch(/open \d/);
});
