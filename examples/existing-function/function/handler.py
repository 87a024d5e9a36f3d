"""Answers a text: gets the message as JSON and returns the reply as JSON. See docs/reply-contract.md."""


def handler(message, context):
    words = message["body"].split()
    if not words:
        return None  # no reply
    return f"{len(words)} words, the longest is {max(words, key=len)}"
