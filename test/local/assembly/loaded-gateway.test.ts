import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadGateway } from '../../../src/local/assembly/loaded-gateway';
import { MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from '../support';

afterAll(removeFolders);

test('a loaded gateway notices changes of the code and of the template', () => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR });
  expect(loadGateway({ directory }).isStale()).toBe(false);

  const beforeCode = loadGateway({ directory });
  write(directory, 'asset.Gateway/gateway.mjs', `${MIRROR}\n`);
  expect(beforeCode.isStale()).toBe(true);

  const beforeTemplate = loadGateway({ directory });
  writeAssembly(directory, { code: `${MIRROR}\n`, timeout: 100 });
  expect(beforeTemplate.isStale()).toBe(true);
});

test('the error of missing code names its folder', () => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR });
  fs.rmSync(path.join(directory, 'asset.Gateway'), { recursive: true });

  expect(() => loadGateway({ directory })).toThrow(
    /The code of Stack\/GatewayConstruct is missing: .*asset\.Gateway does not exist\. Synthesize the app again./,
  );
});
