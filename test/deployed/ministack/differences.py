"""Corrections of ministack 1.5.33 where it answers otherwise than AWS documents. docs/verification.md lists them."""
import json
import os

from ministack.core import iam_actions, lambda_runtime
from ministack.services import apigateway, lambda_svc, secretsmanager, sqs
from ministack.services.cloudformation import provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS


def endpoint_without_port():
    """AWS::ApiGatewayV2::Api, ApiEndpoint: https://abcdef.execute-api.us-west-2.amazonaws.com, without a port."""
    handler = HANDLERS["AWS::ApiGatewayV2::Api"]
    create = handler["create"]

    def create_api(*args):
        api_id, attributes = create(*args)
        endpoint = f"https://{api_id}.execute-api.{os.environ['MINISTACK_HOST']}"
        apigateway._apis[api_id]["apiEndpoint"] = endpoint
        return api_id, {**attributes, "ApiEndpoint": endpoint}

    handler["create"] = create_api


def secret_ref_is_arn():
    """AWS::SecretsManager::Secret, Ref: the secret's ARN."""
    handler = HANDLERS["AWS::SecretsManager::Secret"]
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def name_of(physical_id):
        return secretsmanager._resolve(physical_id)[0] or physical_id

    def to_arn(result):
        return result[1]["Arn"], result[1]

    handler["create"] = lambda *args: to_arn(create(*args))
    handler["update"] = lambda physical_id, *args, **named: to_arn(update(name_of(physical_id), *args, **named))
    handler["delete"] = lambda physical_id, *args: delete(name_of(physical_id), *args)


def version_stage_is_condition_key():
    """Service Authorization Reference, AWS Secrets Manager: GetSecretValue has secretsmanager:VersionStage, the stages
    in the request. A request that names none has no value, so that a policy that asks for a stage does not allow it."""
    request_tag_context = iam_actions.request_tag_context

    def context(service, action, body, params):
        found = request_tag_context(service, action, body, params)
        if action != "secretsmanager:GetSecretValue":
            return found
        request = json.loads(body or b"{}")
        if "VersionStage" in request:
            return {**found, "secretsmanager:versionstage": request["VersionStage"]}
        return found

    iam_actions.request_tag_context = context


def events_as_documented():
    """API Gateway, "Input format of a Lambda function for proxy integration" and "Create AWS Lambda proxy integrations
    for HTTP APIs": requestContext.domainName is the host of the request. rawPath has a stage that is not $default."""
    execute = lambda_svc._execute_function_with_config_scope

    def correct(event):
        context = event.get("requestContext") if isinstance(event, dict) else None
        if not isinstance(context, dict) or "apiId" not in context:
            return
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        host = str(headers.get("host", "")).split(":")[0]
        if host:
            context["domainName"] = host
        stage = context.get("stage")
        if "rawPath" in event and stage != "$default" and ".execute-api." in host:
            event["rawPath"] = context["http"]["path"] = f"/{stage}{event['rawPath']}"

    def corrected(function, event):
        correct(event)
        return execute(function, event)

    lambda_svc._execute_function_with_config_scope = corrected


def queue_url_without_port():
    """Amazon SQS Developer Guide, "Queue and message identifiers":
    https://sqs.us-east-2.amazonaws.com/123456789012/MyQueue."""
    sqs._queue_url_for_account = lambda account, name: f"https://sqs.{os.environ['MINISTACK_HOST']}/{account}/{name}"


def folders_of_lambda():
    """AWS Lambda Developer Guide, "Working with layers": a function's code is in /var/task, its layers are in /opt.
    Here both are beside each other in a temporary folder. Paths in the configuration have to name them from there."""
    spawn = lambda_runtime.Worker._spawn

    def spawn_with_paths(worker):
        config = worker.config
        variables = {
            name: value.replace("/var/task/", "../code/")
            for name, value in config.get("Environment", {}).get("Variables", {}).items()
        }
        handler = config["Handler"].replace("/opt/", "../layer_0/")
        worker.config = {**config, "Handler": handler, "Environment": {"Variables": variables}}
        try:
            spawn(worker)
        finally:
            worker.config = config

    lambda_runtime.Worker._spawn = spawn_with_paths


CORRECTIONS = (
    endpoint_without_port, secret_ref_is_arn, version_stage_is_condition_key, events_as_documented,
    queue_url_without_port, folders_of_lambda,
)
