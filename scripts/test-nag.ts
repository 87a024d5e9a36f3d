/**
 * Checks the templates of all examples, endpoints and modes: cdk-nag's packs AwsSolutions and Serverless, and cfn-lint.
 * They need an aws-cdk-lib newer than the oldest that we support, and Python, so they are installed into a cache
 * folder, never into node_modules. `npm run test:nag [part of a folder's name]`, after a build.
 */
import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '..');
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'cdk-twilio-sms-gateway');
const NAG = path.join(CACHE, 'nag');
const LINT = path.join(CACHE, 'cfn-lint');
const PACKAGES = ['aws-cdk-lib@2', 'constructs@10', 'cdk-nag@3', 'esbuild', 'tsx'];

/** Acknowledgements that a stack may need, of both packs together. */
const MOST = 6;

/** Stacks that need more, and how many exactly; docs/cdk-nag.md says why. */
const EXCEPTIONS: Readonly<Record<string, number>> = { RestApiByDefault: 12 };

interface CheckResult {
  readonly rule: string;
  readonly path: string;
}

function install(): void {
  fs.mkdirSync(NAG, { recursive: true });
  execFileSync('npm', ['install', '--prefix', NAG, '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES], { stdio: 'inherit' });
  // Copies: a link would find the aws-cdk-lib of this checkout.
  const library = path.join(NAG, 'node_modules', 'cdk-twilio-sms-gateway');
  copy(['lib', 'assets', 'package.json'], library);
  copy(['examples', 'scripts/nag'], NAG);
  if (!fs.existsSync(path.join(LINT, 'bin', 'cfn-lint'))) {
    execFileSync('python3', ['-m', 'venv', LINT], { stdio: 'inherit' });
    execFileSync(path.join(LINT, 'bin', 'pip'), ['install', '--quiet', 'cfn-lint'], { stdio: 'inherit' });
  }
}

function copy(names: string[], to: string): void {
  for (const name of names) {
    fs.rmSync(path.join(to, name), { recursive: true, force: true });
    fs.cpSync(path.join(ROOT, name), path.join(to, name), { recursive: true, filter: (file) => !/cdk\.out|\/node_modules\//.test(file.slice(ROOT.length)) });
  }
}

/** The rules of docs/cdk-nag.md, each with its reason: `| rule | where | reason |`. */
function documentedReasons(): Record<string, string> {
  const rows = fs.readFileSync(path.join(ROOT, 'docs', 'cdk-nag.md'), 'utf8').matchAll(/^\| `([\w-]+)` \|[^|]*\| (.+) \|$/gm);
  return Object.fromEntries([...rows].map(([, rule, reason]) => [rule, reason]));
}

/** Synthesizes an app with the newest aws-cdk-lib. A finding without a reason fails it. */
async function check(folder: string, outdir: string, reasons: Record<string, string>): Promise<CheckResult[]> {
  const findings = path.join(outdir, 'findings.json');
  fs.rmSync(outdir, { recursive: true, force: true });
  fs.mkdirSync(outdir, { recursive: true });
  const config = path.join(folder, 'cdk.json');
  const { context = {} } = fs.existsSync(config) ? JSON.parse(fs.readFileSync(config, 'utf8')) : {};
  await promisify(execFile)(path.join(NAG, 'node_modules', '.bin', 'tsx'), ['--require', path.join(NAG, 'scripts/nag/check.cjs'), 'app.ts'], {
    cwd: folder,
    env: { ...process.env, CDK_OUTDIR: path.join(outdir, 'cdk.out'), NAG_FINDINGS: findings, NAG_REASONS: JSON.stringify(reasons), CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  return JSON.parse(fs.readFileSync(findings, 'utf8'));
}

/** Which rules each stack has to have acknowledged. */
function acknowledgements(findings: readonly CheckResult[]): Map<string, string[]> {
  const stacks = new Map<string, string[]>();
  for (const { rule, path: where } of findings) {
    const [stack] = where.split('/');
    stacks.set(stack, [...new Set([...stacks.get(stack) ?? [], rule])].sort());
  }
  return stacks;
}

function tooMany(stack: string, { length: count }: readonly string[]): string | undefined {
  const exactly = EXCEPTIONS[stack];
  if (exactly !== undefined) return count === exactly ? undefined : `is listed with ${exactly} acknowledgements and needs ${count}`;
  return count > MOST ? `needs ${count} acknowledgements, at most ${MOST} are allowed` : undefined;
}

/**
 * W3005 is for templates that are written by hand: CDK always names what a function needs besides its role.
 *
 * @returns whether cfn-lint finds no error; warnings are printed. Source: cfn-lint, "Exit codes": bit 2 is an error.
 */
function lint(templates: string[]): boolean {
  try {
    execFileSync(path.join(LINT, 'bin', 'cfn-lint'), ['--regions', 'us-east-1', '--ignore-checks', 'W3005', '--', ...templates], { stdio: 'inherit' });
    return true;
  } catch (error) {
    const { status } = error as { status: number | null };
    // eslint-disable-next-line no-bitwise -- the exit code is a bit mask, 2 stands for errors
    return status !== null && status >= 4 && (status & 2) === 0;
  }
}

async function main(part = ''): Promise<void> {
  install();
  const reasons = documentedReasons();
  const problems: string[] = [];
  const used = new Set<string>();
  const templates: string[] = [];
  const examples = fs.readdirSync(path.join(NAG, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [...examples.map(({ name }) => `examples/${name}`), 'scripts/nag/endpoints'].filter((folder) => folder.includes(part));
  for (const folder of folders) {
    const outdir = path.join(NAG, 'out', path.basename(folder));
    try {
      const findings = await check(path.join(NAG, folder), outdir, reasons);
      findings.forEach(({ rule }) => used.add(rule));
      for (const [stack, rules] of acknowledgements(findings)) {
        console.log(`${folder}: ${stack}: ${rules.length} acknowledged: ${rules.join(', ')}`);
        const problem = tooMany(stack, rules);
        if (problem !== undefined) problems.push(`${folder}: ${stack} ${problem}`);
      }
      const assembly = path.join(outdir, 'cdk.out');
      templates.push(...fs.readdirSync(assembly).filter((file) => file.endsWith('.template.json')).map((file) => path.join(assembly, file)));
    } catch (error) {
      problems.push(`${folder}: ${(error as { stderr?: string; message: string }).stderr || (error as Error).message}`);
    }
  }
  if (part === '') {
    problems.push(...Object.keys(reasons).filter((rule) => !used.has(rule)).map((rule) => `docs/cdk-nag.md: nothing needs ${rule} any more`));
  }
  if (!lint(templates)) problems.push('cfn-lint found errors');
  console.log(problems.length === 0 ? `OK: ${templates.length} templates` : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

void main(process.argv[2]);
