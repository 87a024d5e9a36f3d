"""
The process that a Python function runs in, in the place of Lambda's Python runtime, as function-host.ts is for Node.js.
It loads the handler that _HANDLER names from LAMBDA_TASK_ROOT and calls it for each message of its parent. The messages
are defined in host-protocol.ts. Each is one line of JSON on the socket that Node.js opens for its children.
"""
import importlib
import json
import os
import signal
import socket
import sys
import time
import traceback


class LambdaContext:
    """The part of Lambda's context object that has a meaning here."""

    def __init__(self, request_id, deadline):
        self.aws_request_id = request_id
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        region = os.environ["AWS_REGION"]
        self.invoked_function_arn = f"arn:aws:lambda:{region}:000000000000:function:{self.function_name}"
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self._deadline = deadline

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.time() * 1000))


def load_handler():
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    return getattr(importlib.import_module(module.replace("/", ".")), name)


def answer(handler, invocation):
    request_id = invocation["requestId"]
    try:
        result = handler(invocation["event"], LambdaContext(request_id, invocation["deadline"]))
        json.dumps(result)  # a result that is not JSON fails here, as in Lambda
        return {"type": "result", "requestId": request_id, "result": result}
    except Exception as error:
        traceback.print_exc()
        return {"type": "error", "requestId": request_id, "message": f"{type(error).__name__}: {error}"}


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    channel = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))

    def send(message):
        sys.stdout.flush()  # the function's output comes before its answer
        channel.sendall(json.dumps(message).encode() + b"\n")

    handler = load_handler()
    send({"type": "ready"})
    for line in channel.makefile("r", encoding="utf-8", newline="\n"):
        send(answer(handler, json.loads(line)))


main()
