import type { Permission, Role } from './permissions';
import type { CloudAssembly } from '../../src/local/assembly/cloud-assembly';
import { resolve } from '../../src/local/assembly/intrinsics';

/** Something that AWS itself does in the name of a role, since a resource of the template asks for it. */
interface OwnDoing {
  readonly actions: readonly string[];
  /** ARNs, or `*` where these actions have no other resource. */
  readonly resource: (resource: string) => boolean;
}

const STEP_FUNCTIONS_LOGS = [
  'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
  'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
];
const STEP_FUNCTIONS_TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'];

/**
 * Whether a permission is there for AWS itself: no code of ours makes such a call, and a resource that has the role
 * asks for it. Sources: AWS Lambda, "Sending Lambda function logs to CloudWatch Logs" and "Configuring an Amazon SQS
 * event source"; AWS Step Functions, "Using CloudWatch Logs to log execution history" and "Trace Step Functions request
 * data in AWS X-Ray".
 */
export function isForAws(assembly: CloudAssembly, role: Role, { action, resources }: Permission): boolean {
  return doingsFor(assembly, role).some((doing) => doing.actions.includes(action) && resources.every(doing.resource));
}

function doingsFor({ templates }: CloudAssembly, { logicalId }: Role): OwnDoing[] {
  return templates.flatMap(({ template }) => {
    const resources = Object.entries(template.Resources ?? {});
    return resources.flatMap(([id, { Type: type, Properties: raw = {} }]): OwnDoing[] => {
      const isOfRole = ['Role', 'RoleArn'].some((name) => (raw as any)[name]?.['Fn::GetAtt']?.[0] === logicalId);
      if (!isOfRole) return [];
      const properties = resolve(raw, template) as any;
      if (type === 'AWS::StepFunctions::StateMachine') {
        const anything = (resource: string) => resource === '*';
        return [
          ...(properties.LoggingConfiguration ? [{ actions: STEP_FUNCTIONS_LOGS, resource: anything }] : []),
          ...(properties.TracingConfiguration?.Enabled ? [{ actions: STEP_FUNCTIONS_TRACES, resource: anything }] : []),
        ];
      }
      const sources = resources
        .filter(([, mapping]) => mapping.Type === 'AWS::Lambda::EventSourceMapping' && (mapping.Properties as any).FunctionName.Ref === id)
        .map(([, mapping]) => (resolve(mapping.Properties, template) as any).EventSourceArn);
      return [
        { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: (resource) => resource.endsWith(`:${properties.LoggingConfig?.LogGroup}`) },
        { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], resource: (resource) => sources.includes(resource) },
      ];
    });
  });
}
