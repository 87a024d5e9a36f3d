import { awscdk, javascript } from 'projen';

/** The local gateway's page needs `lib: dom`: it has a tsconfig of its own, which `type-check` uses. */
const BROWSER_CODE = ['src/local/page/**'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-twilio-sms-gateway',
  description: 'AWS CDK construct for an SMS gateway: verifies Twilio webhooks in Lambda and answers with TwiML',
  author: 'cdk-twilio-sms-gateway maintainers',
  authorAddress: 'https://github.com/cdk-twilio-sms-gateway',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-twilio-sms-gateway/cdk-twilio-sms-gateway.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'aws-cdk', 'cdk-construct', 'twilio', 'sms', 'mms', 'whatsapp', 'twiml', 'webhook', 'lambda'],
  defaultReleaseBranch: 'main',

  // The lowest version with both lambda.Runtime.NODEJS_24_X (2.226) and
  // CfnRotationSchedule.externalSecretRotationRoleArn (2.230).
  cdkVersion: '2.230.0',
  constructsVersion: '10.0.5',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.0', // TypeScript 7 has no compiler API: jsii, ts-jest and typescript-eslint refuse it
  minNodeVersion: '20.0.0', // aws-cdk-lib supports Node.js 20; a higher floor here would lock its users out
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  sampleCode: false,
  // Test/integ.test.ts compares them in a second, and does not mind new hashes of assets
  integrationTestAutoDiscover: false,

  // What runs in Lambda or on a developer's machine is bundled into assets/: none of these reach a user's node_modules.
  devDeps: [
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-ssm',
    '@inquirer/confirm', // the questions that the command line tool asks, hidden input among them
    '@inquirer/input',
    '@inquirer/password',
    '@inquirer/select',
    '@rgrove/parse-xml@^4.2.3', // 5 needs Node.js 22
    '@stryker-mutator/core@^9.6.1', // 10 needs Node.js 22
    '@stryker-mutator/jest-runner@^9.6.1',
    '@types/node@^20',
    '@types/picomatch',
    'ajv', // holds real messages against the JSON Schemas of docs/schema
    'aws-cdk@^2.1148.1', // aws-cdk 3.0.0 is an accidental publish that cannot read today's assemblies
    'axe-core', // accessibility of the phone page
    'chokidar@^4.0.3', // `dev` watches the app's files; 5 is ES modules only and needs Node.js 20.19, 6 needs Node.js 22
    'commander',
    'esbuild',
    'fast-check',
    'fflate', // `dev` unpacks archives and layers
    'picomatch', // the watch patterns of cdk.json
    'playwright-core', // drives Debian's Chromium; brings no browser of its own
    'tsx',
    'twilio@~6.3.1',
    'xmlbuilder@^13.0.2', // the version that twilio brings: src/runtime/sdk/xml-builder.ts
  ],
  bin: { 'cdk-twilio-sms-gateway': 'assets/cli/main.cjs' },

  publishToPypi: { distName: 'cdk-twilio-sms-gateway', module: 'cdk_twilio_sms_gateway' },

  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    include: ['.projenrc.ts', 'src/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'],
    exclude: ['lib', 'dist', 'assets', ...BROWSER_CODE],
    compilerOptions: {
      module: 'node16',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
      types: ['node', 'jest'],
    },
  },
  excludeTypescript: BROWSER_CODE,
  compressAssembly: true, // .jsii is a quarter of the package otherwise
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'scripts', 'bench'],
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'coverage', ...BROWSER_CODE],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
    commandOptions: { fix: false }, // a check reports and changes nothing: `npx projen eslint --fix` changes
  },
  jestOptions: {
    jestVersion: '^30',
    junitReporting: false,
    passWithNoTests: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false,
      additionalOptions: {
        testTimeout: 30_000, // real servers, processes and bundles, on two busy cores
        // Many tests wait for servers and processes: on a small machine jest's own choice leaves half of it idle.
        maxWorkers: 3,
      },
    },
  },

  github: false,
  release: false,
  depsUpgrade: false,
  stale: false,
  pullRequestTemplate: false,
});

// 1.13.0 names platform packages that do not exist, so that no lock file with it passes `npm ci`.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// ---------------------------------------------------------------- what ships

project.package.addField('exports', {
  '.': './lib/index.js',
  './runtime': { types: './lib/runtime/index.d.ts', default: './assets/runtime/index.cjs' },
  './testing': { types: './lib/testing/index.d.ts', default: './assets/testing/index.cjs' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
// For moduleResolution node10, which knows no exports.
project.package.addField('typesVersions', {
  '*': { runtime: ['./lib/runtime/index.d.ts'], testing: ['./lib/testing/index.d.ts'] },
});
project.gitignore.exclude('/assets/', '/examples/*/cdk.out/', 'cdk.context.json', '.jsii.gz', '.jsii.tabl.json', 'tsconfig.tsbuildinfo');
project.npmignore?.exclude('/bench/', '/examples/', '/scripts/', '/docs/', '/.ci/', '/CONTRIBUTING.md', '/API.md', '.jsii.tabl.json', '*.tgz', '/.gitignore');
// The Lambda and tool code ships as bundles in assets/. lib/ ships the constructs and the types that users can import.
project.npmignore?.exclude('/lib/runtime/**/*.js', '/lib/cli/', '/lib/local/', '/lib/testing/*.js', '/lib/shared/message-parameters.js', '/lib/shared/reply-contract.js');
project.npmignore?.include('/assets/');

// ---------------------------------------------------------------- tasks

project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// jsii does not clean lib/: without this a moved file would be published at its old place too.
project.preCompileTask.exec('node -e "for (const d of [\'lib\', \'assets\']) fs.rmSync(d, { recursive: true, force: true })"');

project.compileTask.exec('tsx scripts/trim-lib.ts');

const bundle = project.addTask('bundle', {
  description: 'Bundle the Lambda code and the command line tool into assets/',
  exec: 'tsx scripts/bundle.ts',
});
project.postCompileTask.prependSpawn(bundle);

const typeCheck = project.addTask('type-check', {
  description: 'Type-check all TypeScript: jest does not',
  steps: [{ exec: 'tsc --noEmit -p tsconfig.dev.json' }, { exec: 'tsc --noEmit -p src/local/page/tsconfig.json' }],
});
const readme = project.addTask('test:readme', {
  description: 'Compile the snippets of the README and of the docstrings',
  // A tablet beside .jsii would be published.
  exec: 'jsii-rosetta extract --strict --compile --directory . && node -e "fs.rmSync(\'.jsii.tabl.json\', { force: true })"',
});
project.testTask.prependSpawn(typeCheck);
project.testTask.spawn(readme);

// `npm test` on a fresh clone: build, then everything that needs only Node.js. `projen build` does the same and packs.
const verify = project.addTask('verify', { description: 'Compile, bundle, then run all tests that need only Node.js' });
verify.spawn(project.preCompileTask);
verify.spawn(project.compileTask);
verify.spawn(project.postCompileTask);
verify.spawn(project.testTask);
project.setScript('test', 'projen verify');
// Not through projen: the server must get the signals that npm forwards.
project.setScript('start', 'tsx scripts/start.ts');

// These suites need more than Node.js and install it themselves; .ci/run calls them.
project.setScript('test:hostile', 'tsx scripts/test-hostile.ts');
project.setScript('test:oracle', 'tsx scripts/test-oracle.ts');
project.setScript('test:mutation', 'tsx scripts/test-mutation.ts');
project.setScript('test:coverage', 'tsx scripts/test-coverage.ts');
project.setScript('test:emulated', 'tsx scripts/test-emulated.ts');
project.setScript('test:deployed', 'tsx scripts/test-deployed.ts');
project.setScript('test:browser', 'tsx scripts/test-browser.ts');
project.setScript('screenshots', 'tsx scripts/screenshots.ts');
project.setScript('test:nag', 'tsx scripts/test-nag.ts');
project.setScript('bench', 'tsx bench/main.ts');

// ---------------------------------------------------------------- rules: the zones of docs/architecture.md

const CDK = ['./node_modules/aws-cdk-lib/**/*', './node_modules/constructs/**/*'];
/** Names of variables that hold a signature, and of functions that calculate one. */
const A_SIGNATURE = '/signature|expected|received|hmac/i';
const PLAIN_COMPARISON = 'Compare signatures with timingSafeEqual.';
// Their dependencies are bundled into assets/.
for (const folder of ['runtime', 'cli', 'local', 'testing']) {
  project.eslint?.allowDevDeps(`**/src/${folder}/**`);
}
/** A folder of src/ may not import these others. */
function zone(folder: string, others: readonly string[], message: string, packages: readonly string[] = []) {
  return { target: `./src/${folder}/**/*`, from: [...others.map((other) => `./src/${other}/**/*`), ...packages], message };
}
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      zone('shared', ['constructs', 'runtime', 'local', 'cli', 'testing'], 'Both sides of a deployment import src/shared, so it imports neither.'),
      zone('constructs', ['runtime', 'local', 'cli', 'testing'], 'Constructs run at synth: they import aws-cdk-lib, constructs and src/shared.'),
      zone('runtime', ['constructs', 'local', 'cli', 'testing'], 'The runtime runs in Lambda: it imports src/shared.', CDK),
      zone('local', ['constructs', 'cli', 'testing'], 'The local gateway reads cloud assemblies: it imports src/runtime and src/shared.', CDK),
      zone('testing', ['constructs', 'cli'], 'Tests of reply handlers run without the CDK.', CDK),
      zone('cli', ['constructs', 'testing'], 'The command line tool reads cloud assemblies, not constructs.', CDK),
    ],
  }],
  '@stylistic/max-len': ['error', {
    code: 120,
    ignoreUrls: true,
    ignoreStrings: true,
    ignoreTemplateLiterals: true,
    ignoreRegExpLiterals: true,
  }],
  'no-restricted-imports': ['error', {
    paths: [{ name: 'twilio', message: 'The root import is 4 MB and 110 ms: import the file, e.g. twilio/lib/twiml/MessagingResponse.' }],
  }],
});

// A comparison that ends at the first difference tells how much of a signature was right. Tests may do that, with their
// own.
project.eslint?.addOverride({
  files: ['src/**'],
  rules: {
    'no-restricted-syntax': ['error', {
      selector: `BinaryExpression[operator=/^[!=]==?$/]:matches(${['left', 'right'].flatMap((side) => [`[${side}.name=${A_SIGNATURE}]`, `[${side}.callee.name=${A_SIGNATURE}]`]).join()})`
        + ':not(:has(> Identifier[name="undefined"]))',
      message: PLAIN_COMPARISON,
    }, {
      selector: `CallExpression[callee.property.name=/^(?:compare|equals)$/]:matches([callee.object.name=${A_SIGNATURE}], :has(> Identifier[name=${A_SIGNATURE}]))`,
      message: PLAIN_COMPARISON,
    }],
  },
});

// The sources are not shipped, and inlined they would be half of lib/.
project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig?.file.addOverride('compilerOptions.inlineSources', false);

project.synth();
