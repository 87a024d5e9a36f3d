import { Template } from 'aws-cdk-lib/assertions';

export const REGION = 'eu-west-1';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
}

/** Resolves the URLs of a template as CloudFormation would: each token becomes a fixed value. */
export class Deployed {
  private readonly resources: Record<string, Resource>;

  public constructor(private readonly template: Template) {
    this.resources = template.toJSON().Resources;
  }

  /** Properties of the only resource of a type, resolved. */
  public only(type: string): Record<string, any> {
    const found = Object.values(this.resources).filter((resource) => resource.Type === type);
    if (found.length !== 1) {
      throw new Error(`expected one ${type}, got ${found.length}`);
    }
    return this.resolve(found[0].Properties);
  }

  /** The id of the only resource of a type. */
  public idOfOnly(type: string): string {
    this.only(type);
    const [logicalId] = Object.entries(this.resources).find(([, resource]) => resource.Type === type)!;
    return this.resolve({ Ref: logicalId });
  }

  /** The URL that the stack prints. */
  public printedUrl(): string {
    const [output] = Object.values<any>(this.template.toJSON().Outputs)
      .filter(({ Description }) => Description?.startsWith('Set this URL on your Twilio number'));
    return this.resolve(output.Value);
  }

  public resolve(value: any): any {
    if (Array.isArray(value)) { return value.map((item) => this.resolve(item)); }
    if (typeof value !== 'object' || value === null) { return value; }
    const [[name, argument], ...others] = Object.entries<any>(value);
    if (others.length === 0) {
      switch (name) {
        case 'Ref': return this.reference(argument);
        case 'Fn::GetAtt': return this.attribute(argument[0], argument[1]);
        case 'Fn::Join': return this.resolve(argument[1]).join(argument[0]);
        case 'Fn::Select': return this.resolve(argument[1])[argument[0]];
        case 'Fn::Split': return this.resolve(argument[1]).split(argument[0]);
      }
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  private reference(name: string): string {
    const pseudo: Record<string, string> = {
      'AWS::Region': REGION,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::Partition': 'aws',
      'AWS::AccountId': '123456789012',
    };
    const resource = this.resources[name];
    switch (resource?.Type) {
      case 'AWS::ApiGatewayV2::DomainName':
      case 'AWS::ApiGateway::DomainName': return this.resolve(resource.Properties.DomainName);
      case 'AWS::ApiGatewayV2::Stage':
      case 'AWS::ApiGateway::Stage': return this.resolve(resource.Properties.StageName);
      default: return pseudo[name] ?? name.toLowerCase();
    }
  }

  private attribute(logicalId: string, attribute: string): string {
    switch (attribute) {
      case 'ApiEndpoint': return `https://${logicalId.toLowerCase()}.execute-api.${REGION}.amazonaws.com`;
      case 'FunctionUrl': return `https://${logicalId.toLowerCase()}.lambda-url.${REGION}.on.aws/`;
      default: return `${logicalId.toLowerCase()}.${attribute}`;
    }
  }
}
