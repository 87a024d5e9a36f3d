import { type AwsAnswer, type AwsServer, jsonError, startAwsServer } from '../../src/local/emulators/aws-server';
import type { AttributeValue } from '../../src/local/emulators/condition-expression';
import { dynamoDb, type Tables } from '../../src/local/emulators/dynamodb';

export const TABLE = 'Texts';

/** A call of DynamoDB, and what came of it. */
export interface TableCall {
  readonly operation: string;
  /** Id of the item. */
  readonly id: string;
}

/** What happens instead of the answer: nothing at all, or an error. */
export type Fault = 'silence' | 'error' | undefined;

/**
 * The strict emulator of DynamoDB that `dev` runs, on loopback, for the real client of the AWS SDK. Each text of a test
 * has its own items, so all tests of a file share one.
 */
export class TableServer {
  static async start(): Promise<TableServer> {
    const tables: Tables = new Map();
    const emulator = dynamoDb({ tables, isTable: (name) => name === TABLE });
    const table = new TableServer(tables);
    table.server = await startAwsServer({
      dynamodb: async (request): Promise<AwsAnswer> => {
        const input = JSON.parse(request.body) as Partial<Record<'Item' | 'Key', Record<string, AttributeValue>>>;
        const call = {
          operation: String(request.headers['x-amz-target']).split('.')[1],
          id: String((input.Item ?? input.Key)?.id?.S),
        };
        const fault = table.before(call);
        if (fault === 'silence') return new Promise(() => undefined);
        if (fault === 'error') return jsonError(500, 'InternalServerError', 'The test makes the table fail');
        const answer = await emulator(request);
        table.calls.push(call);
        await table.after(call);
        return table.lose(call) ? jsonError(500, 'InternalServerError', 'The test loses the answer') : answer;
      },
    });
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_DYNAMODB: table.server.endpoint,
      AWS_ACCESS_KEY_ID: table.server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    return table;
  }

  /** Calls that were answered. */
  readonly calls: TableCall[] = [];
  private server!: AwsServer;

  private constructor(private readonly tables: Tables) {}

  /** Asked before each call. */
  before: (call: TableCall) => Fault = () => undefined;
  /** Awaited when a call has had its effect, before it is answered. */
  after: (call: TableCall) => Promise<void> | void = () => undefined;

  /** Whether the answer to a call that had its effect is lost. */
  lose: (call: TableCall) => boolean = () => false;

  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_DYNAMODB: this.server.endpoint,
      AWS_ACCESS_KEY_ID: this.server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
    };
  }

  /** What is in the table, by id. */
  get items(): ReadonlyMap<string, Readonly<Record<string, AttributeValue>>> {
    return this.tables.get(TABLE) ?? new Map();
  }

  /** Somebody deletes all items. */
  forget(): undefined {
    this.tables.clear();
  }

  reset(): void {
    this.forget();
    this.calls.length = 0;
    this.before = () => undefined;
    this.after = () => undefined;
    this.lose = () => false;
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
