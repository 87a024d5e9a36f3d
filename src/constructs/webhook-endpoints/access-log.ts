import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * One line of JSON for each request, with the same fields for each kind of API. It has the route instead of the path,
 * since anybody can put anything into a path. Source: Amazon API Gateway, "Customize HTTP API access logs" and
 * "Variables for access logging for API Gateway".
 *
 * @param routeKey the variables of the route, such as `POST /sms`
 */
export function accessLogFormat(routeKey: string): AccessLogFormat {
  return AccessLogFormat.custom(JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTime(),
    method: AccessLogField.contextHttpMethod(),
    routeKey,
    status: AccessLogField.contextStatus(),
    integrationError: AccessLogField.contextIntegrationErrorMessage(),
    responseLatency: AccessLogField.contextResponseLatency(),
    ip: AccessLogField.contextIdentitySourceIp(),
  }));
}
