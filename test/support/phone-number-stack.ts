import {
  CustomResourceCaller,
  type PhoneNumberFunction,
  type Properties,
  type StackEvent,
} from './custom-resource-caller';

const LOGICAL_ID = 'SmsNumber';

/**
 * An emulator of CloudFormation for the function of one custom resource. It sends the sequences of requests of a stack
 * that is created, updated, rolled back and deleted.
 * Source: AWS CloudFormation, "Replacing a custom resource during an update".
 */
export class PhoneNumberStack extends CustomResourceCaller {
  /** @param start starts the function's process */
  static async start(start: () => Promise<PhoneNumberFunction>): Promise<PhoneNumberStack> {
    const stack = new PhoneNumberStack(start);
    await stack.listen();
    return stack;
  }

  physicalResourceId?: string;
  private properties?: Properties;

  /** Creates the resource. A failed one is deleted, as in a stack that rolls back. */
  async create(properties: Properties): Promise<boolean> {
    const isCreated = await this.ask('Create', properties);
    this.properties = properties;
    if (!isCreated) await this.delete();
    return isCreated;
  }

  /**
   * Updates the resource. A failed update is undone.
   *
   * @param isUndone whether another resource of the stack fails afterwards
   */
  async update(properties: Properties, isUndone = false): Promise<boolean> {
    const old = this.properties!;
    const [isUpdated, replaced] = await this.change(properties, old);
    if (isUpdated && !isUndone) {
      this.properties = properties;
      if (replaced !== undefined) await this.ask('Delete', old, undefined, replaced);
      return true;
    }
    // What the failed update made is deleted once the old one is back.
    const [isBack, made] = await this.change(old, properties);
    if (isBack && made !== undefined) await this.ask('Delete', properties, undefined, made);
    return false;
  }

  async delete(): Promise<boolean> {
    return this.ask('Delete', this.properties!, undefined, this.physicalResourceId);
  }

  async reset(): Promise<void> {
    await super.reset();
    this.physicalResourceId = this.properties = undefined;
  }

  /** Returns the former physical id if the update changed it. */
  private async change(properties: Properties, old: Properties): Promise<[isDone: boolean, replaced?: string]> {
    const before = this.physicalResourceId;
    const isDone = await this.ask('Update', properties, old, before);
    return [isDone, isDone && before !== this.physicalResourceId ? before : undefined];
  }

  private async ask(
    type: StackEvent['type'],
    properties: Properties,
    old?: Properties,
    physicalResourceId?: string,
  ): Promise<boolean> {
    const outcome = await this.send({ type, logicalId: LOGICAL_ID, properties, old, physicalResourceId });
    if (type !== 'Delete') this.physicalResourceId = outcome.physicalResourceId;
    return outcome.isDone;
  }
}
