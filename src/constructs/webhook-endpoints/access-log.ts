import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * One line of JSON a request, with the same fields for each kind of API. The route and not the path: what a stranger
 * puts into a path is not for the log. Source: Amazon API Gateway, "Customize HTTP API access logs" and "Variables for
 * access logging for API Gateway".
 *
 * @param routeKey the variables that give the route, such as `POST /sms`
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
