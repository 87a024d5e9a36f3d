import { readBundledFiles } from '../../../src/local/assembly/bundled-files';
import { removeFolders, temporaryFolder, write } from '../support';

afterAll(removeFolders);

// What ReplyHandler.fromModule notes is in test/constructs/reply-handlers/from-module.test.ts.

const NOTE = { type: 'cdk-twilio-sms-gateway:bundledFiles', data: ['../reply.ts', '../../shared/words.ts'] };
const OTHER = { type: 'aws:cdk:warning', data: 'words' };

test('reads the metadata of all stacks, in the manifest or in a file of its own, each file once', () => {
  const folder = temporaryFolder();
  const manifest = (artifacts: object) => JSON.stringify({ version: '48.0.0', artifacts });
  write(
    folder,
    'cdk.out/manifest.json',
    manifest({
      Tree: { type: 'cdk:tree' },
      First: { metadata: { '/First/Sms': [OTHER, NOTE] } },
      Second: { additionalMetadataFile: 'Second.metadata.json' },
      Prod: { properties: { directoryName: 'assembly-Prod' } },
    }),
  );
  write(
    folder,
    'cdk.out/Second.metadata.json',
    JSON.stringify({ '/Second/Sms': [{ ...NOTE, data: ['../second.ts'] }] }),
  );
  write(
    folder,
    'cdk.out/assembly-Prod/manifest.json',
    manifest({ Third: { metadata: { '/Prod/Third': [{ ...NOTE, data: ['../third.ts', '../reply.ts'] }] } } }),
  );

  expect(readBundledFiles(`${folder}/cdk.out`)).toEqual([
    `${folder}/reply.ts`,
    `${folder.replace(/\/[^/]*$/, '')}/shared/words.ts`,
    `${folder}/second.ts`,
    `${folder}/third.ts`,
  ]);
});

test.each([
  { name: 'no assembly', text: undefined },
  { name: 'half an assembly', text: '{"artifacts":' },
  { name: 'an assembly without stacks', text: '{}' },
  {
    name: 'notes of another kind',
    text: JSON.stringify({ artifacts: { A: { metadata: { '/A': [{ ...NOTE, data: [5, null] }, { ...NOTE, data: {} }] } } } }),
  },
])('finds nothing in $name', ({ text }) => {
  const folder = temporaryFolder();
  if (text !== undefined) write(folder, 'manifest.json', text);

  expect(readBundledFiles(folder)).toEqual([]);
});
