import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

const VERSION = '2.6.0';
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'cdk-twilio-sms-gateway', `dynamodb-local-${VERSION}`);
const START_MILLIS = 60_000;

/** DynamoDB Local is in Maven Central, the native SQLite that it needs with it. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>dynamodb</artifactId><version>1</version>
  <dependencies><dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>`;

/** Amazon's own DynamoDB Local, in memory. moto's conditional writes are not known to be atomic; these are, as the test makes sure. */
export class DynamoDbLocal {
  /** Needs Java 17 and, the first time, Maven with Maven Central. */
  static async start(): Promise<DynamoDbLocal> {
    if (!fs.existsSync(path.join(CACHE, 'complete'))) install();
    const port = await freePort();
    const lib = path.join(CACHE, 'lib');
    const child = spawn('java', [
      `-Djava.library.path=${lib}`, '-Xmx256m', '-cp', path.join(lib, '*'), 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
      '-inMemory', '-sharedDb', '-port', String(port),
    ], { stdio: ['ignore', 'ignore', 'ignore'] });
    process.once('exit', () => child.kill('SIGKILL'));
    const endpoint = `http://127.0.0.1:${port}`;
    for (const end = Date.now() + START_MILLIS; child.exitCode === null && Date.now() < end;) {
      const isUp = await fetch(endpoint).then(() => true, () => false); // whatever it says
      if (isUp) return new DynamoDbLocal(endpoint, child);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    child.kill('SIGKILL');
    throw new Error('DynamoDB Local did not start: it needs Java 17.');
  }

  private constructor(readonly endpoint: string, private readonly child: ChildProcess) {}

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

function install(): void {
  console.log(`Installing DynamoDB Local ${VERSION} into ${CACHE}`);
  fs.mkdirSync(CACHE, { recursive: true });
  fs.writeFileSync(path.join(CACHE, 'pom.xml'), POM);
  const { status } = spawnSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'], { cwd: CACHE, stdio: 'inherit' });
  if (status !== 0) throw new Error('DynamoDB Local could not be installed: it needs Maven, and Maven Central the first time.');
  fs.writeFileSync(path.join(CACHE, 'complete'), '');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
