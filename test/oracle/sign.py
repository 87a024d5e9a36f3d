"""Signs requests with Twilio's helper library for Python: one request per line of JSON, one signature per line."""
import json
import sys

from twilio.request_validator import RequestValidator


class Form(list):
    """A form as web frameworks hand it to the library: names may repeat."""

    def __iter__(self):
        return iter([name for name, _ in super().__iter__()])

    def getall(self, name):
        return [value for key, value in super().__iter__() if key == name]


for line in sys.stdin:
    request = json.loads(line)
    validator = RequestValidator(request["secret"])
    print(validator.compute_signature(request["url"], Form(request["form"]), request["algorithm"]))
