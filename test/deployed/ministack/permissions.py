"""Checks of permissions that AWS makes and ministack 1.5.33 does not. docs/verification.md lists them."""
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc, secretsmanager, sqs
from ministack.services.cloudformation import provisioners

POLLER_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def context(action, resource, **keys):
    return iam_evaluator.EvalContext(
        principal_arn="", principal_type="", principal_account=get_account_id(), region=get_region(),
        action=action, resource_arn=resource, service_context=keys,
    )


def api_may_invoke():
    """AWS Lambda Developer Guide, "Viewing resource-based IAM policies in Lambda": a service that invokes a function
    needs a permission. Without it API Gateway answers 500, a function URL 403. A permission is for the function alone,
    or for one alias or version of it."""
    execute = lambda_svc._execute_function_with_config_scope

    def policy_and_names(version):
        """The policy of the function, and the names under which this version of it is invoked."""
        config = version["config"]
        function = lambda_svc._functions[config["FunctionName"]]
        arn = function["config"]["FunctionArn"]
        if config["Version"] == "$LATEST":
            return function["policy"], [arn]
        aliases = [name for name, of in function["aliases"].items() if of["FunctionVersion"] == config["Version"]]
        return function["policy"], [f"{arn}:{name}" for name in (config["Version"], *aliases)]

    def is_allowed(version, event):
        policy, names = policy_and_names(version)
        return any(is_name_allowed(policy, name, event["requestContext"]) for name in names)

    def is_name_allowed(policy, arn, request):
        if ".lambda-url." in request["domainName"]:
            asked, service = context("lambda:InvokeFunctionUrl", arn, **{"lambda:functionurlauthtype": "NONE"}), None
        else:
            # HTTP APIs have a route key, such as "POST /sms", REST APIs a method and the path of a resource.
            of_rest_api = f"{request.get('httpMethod')}{request.get('resourcePath')}"
            route = request.get("routeKey", of_rest_api).replace(" ", "")
            api = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{request['apiId']}"
            asked = context("lambda:InvokeFunction", arn, **{"aws:sourcearn": f"{api}/{request['stage']}/{route}"})
            service = "apigateway.amazonaws.com"
        return iam_evaluator.evaluate_resource_policy(policy, asked, service).decision == "Allow"

    def checked(function, event):
        request = event.get("requestContext") if isinstance(event, dict) else None
        if isinstance(request, dict) and "apiId" in request and not is_allowed(function, event):
            status = 403 if ".lambda-url." in request["domainName"] else 500
            return {"error": True, "body": {"statusCode": status, "body": "not allowed by the policy of the function"}}
        return execute(function, event)

    lambda_svc._execute_function_with_config_scope = checked


def poller_needs_role():
    """AWS Lambda Developer Guide, "Configuring an Amazon SQS event source": the function's role has to be allowed to
    poll. Without that Lambda makes no mapping."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::Lambda::EventSourceMapping"]
    create = handler["create"]

    def create_mapping(logical_id, props, stack_name):
        function = provisioners._lambda_function_for_cfn_ref(props.get("FunctionName", ""))[0]
        policies = iam_evaluator._gather_role_policies(function["config"]["Role"].rsplit("/", 1)[-1], get_account_id())
        queue = props["EventSourceArn"]
        for action in POLLER_ACTIONS if ":sqs:" in queue else ():
            if iam_evaluator.evaluate(context(action, queue), policies).decision != "Allow":
                raise ValueError(f"The provided execution role does not have permissions to call {action} on {queue}")
        return create(logical_id, props, stack_name)

    handler["create"] = create_mapping


def keys_need_permission():
    """Amazon SQS Developer Guide, "Key management", and AWS Secrets Manager User Guide, "Secret encryption and
    decryption": who sends to an encrypted queue, or reads an encrypted secret, needs permissions for the key."""
    enforce = iam_evaluator.enforce

    def uses(action, resource):
        if action == "sqs:SendMessage":
            queue = sqs._queues.get(sqs._queue_name_to_url.get(resource.rsplit(":", 1)[-1], ""), {})
            return queue.get("attributes", {}).get("KmsMasterKeyId"), ("kms:GenerateDataKey", "kms:Decrypt")
        if action == "secretsmanager:GetSecretValue":
            return (secretsmanager._resolve(resource)[1] or {}).get("KmsKeyId"), ("kms:Decrypt",)
        return None, ()

    def enforce_with_key(access_key_id, action, service, region, resource_arn="*", service_context=None):
        denied = enforce(access_key_id, action, service, region, resource_arn, service_context)
        key, actions = (None, ()) if denied else uses(action, resource_arn)
        # The keys that AWS manages let in everybody of the account.
        if not key or key.startswith("alias/aws/"):
            return denied
        arn = key if key.startswith("arn:") else f"arn:aws:kms:{region}:{get_account_id()}:key/{key}"
        keys = {"kms:ViaService": f"{service}.{region}.amazonaws.com"}
        checks = (enforce(access_key_id, of_key, "kms", region, arn, keys) for of_key in actions)
        return next((denial for denial in checks if denial), None)

    iam_evaluator.enforce = enforce_with_key


CORRECTIONS = (api_may_invoke, poller_needs_role, keys_need_permission)
