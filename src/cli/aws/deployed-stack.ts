import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStacks,
  Stack,
} from '@aws-sdk/client-cloudformation';
import { Template } from '../../local/assembly/cloud-assembly';
import { UserError } from '../../local/problems/user-error';

/** A stack in CloudFormation. */
export interface DeployedStack {
  readonly name: string;
  /** ARN. */
  readonly id: string;
  /** For example `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly template: Template;
}

/** Reads a stack by name or ARN; `undefined` if no stack has it. An ARN finds a deleted stack for 90 days. */
export async function readStack(
  cloudFormation: CloudFormationClient,
  nameOrArn: string,
): Promise<DeployedStack | undefined> {
  const stack = await describe(cloudFormation, nameOrArn);
  if (stack === undefined) return undefined;
  const { TemplateBody = '{}' } = await cloudFormation.send(
    new GetTemplateCommand({ StackName: stack.StackId, TemplateStage: 'Original' }),
  );
  return {
    name: stack.StackName!,
    id: stack.StackId!,
    status: stack.StackStatus!,
    outputs: Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!])),
    template: parseTemplate(TemplateBody, nameOrArn),
  };
}

/** ARN of the stack of this name that was deleted last. */
export async function findDeletedStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<string | undefined> {
  for await (const { StackSummaries = [] } of paginateListStacks(
    { client: cloudFormation },
    { StackStatusFilter: ['DELETE_COMPLETE'] },
  )) {
    const found = StackSummaries.find(({ StackName }) => StackName === name); // the latest come first
    if (found !== undefined) return found.StackId;
  }
  return undefined;
}

/** Name or ARN that a logical id has in the deployment. */
export async function physicalId(
  cloudFormation: CloudFormationClient,
  stackId: string,
  logicalId: string,
): Promise<string | undefined> {
  const { StackResourceDetail } = await cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId }),
  );
  return StackResourceDetail?.PhysicalResourceId;
}

async function describe(cloudFormation: CloudFormationClient, nameOrArn: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrArn }));
    return Stacks[0];
  } catch (error) {
    if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message)) {
      return undefined;
    }
    throw error;
  }
}

function parseTemplate(text: string, stack: string): Template {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(
      `The template of ${stack} is not JSON, so the AWS CDK did not deploy it. Name a stack with a TwilioSmsGateway.`,
    );
  }
}
