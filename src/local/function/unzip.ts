import * as fs from 'node:fs';
import * as path from 'node:path';
import { unzipSync } from 'fflate';
import { UserError } from '../problems/user-error';

/** The limit for a function with its layers. Source: AWS Lambda, "Lambda quotas": deployment package, unzipped. */
const MAX_BYTES = 250 * 1024 * 1024;

/**
 * Unpacks a zip archive into a folder.
 *
 * @throws UserError if it is no zip archive, is larger than Lambda allows, or has a file outside of the folder
 */
export function unzip(archive: string, folder: string, maxBytes: number = MAX_BYTES): void {
  const tooLarge = () => new UserError(
    `${archive} holds more than ${maxBytes} bytes, which is Lambda's limit. Remove files from the archive.`);
  if (fs.statSync(archive).size > maxBytes) throw tooLarge();
  let bytes = 0;
  for (const [name, contents] of Object.entries(read(archive, (size) => {
    bytes += size; // checked before that much memory is used
    if (bytes > maxBytes) throw tooLarge();
  }))) {
    const file = path.resolve(folder, name);
    if (file !== folder && !file.startsWith(folder + path.sep)) {
      throw new UserError(`${archive} has the file ${name}, which would be outside of the function's folder. `
        + 'Build the archive again without this file.');
    }
    if (name.endsWith('/')) {
      fs.mkdirSync(file, { recursive: true });
    } else {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, contents);
    }
  }
}

function read(archive: string, onFile: (size: number) => void): Record<string, Uint8Array> {
  try {
    return unzipSync(fs.readFileSync(archive), {
      filter: ({ size, originalSize }) => {
        onFile(Math.max(size, originalSize));
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`${archive} cannot be read as a zip archive: ${(cause as Error).message}. `
      + 'Build the archive again.', { cause });
  }
}
