import { FunctionConfiguration, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeployedGateway } from './deployed-gateway';
import { physicalId } from './deployed-stack';

/** Reads the configuration of a function in the gateway's stack. */
export async function functionConfiguration(
  { aws, stack, region }: DeployedGateway,
  logicalId: string,
): Promise<FunctionConfiguration> {
  const { config } = aws.cloudFormation;
  const lambda = new LambdaClient({ region, credentials: config.credentials, requestHandler: config.requestHandler });
  return lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: await physicalId(aws.cloudFormation, stack.id, logicalId) }),
  );
}
