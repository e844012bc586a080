# SPDX-License-Identifier: Apache-2.0
"""zeep_klient.py ADDRESS MESSAGE...: loads the description, and calls both operations in SOAP 1.1 and 1.2."""
import json
import sys

import lxml.etree
import zeep
from zeep import xsd

EXCHANGE = "{http://www.arkivverket.no/Noark/Exchange/types}"


def address(part):
    return {name: part.findtext(name) for name in ("orgnr", "name", "email", "ref") if part.findtext(name) is not None}


def main(url, *messages):
    answers = []
    for version, query in (("1.1", "?wsdl"), ("1.2", "?wsdl=1.2")):
        client = zeep.Client(url + query)
        binding = next(iter(client.wsdl.bindings.values()))
        for orgnr in ("310000043", "310000044", ""):
            can = client.service.GetCanReceiveMessage(receiver={"orgnr": orgnr})
            answers.append(["GetCanReceiveMessage", version, type(binding).__name__, can])
        for message in messages:
            request = next(lxml.etree.parse(message).iter(EXCHANGE + "PutMessageRequest"))
            envelope = request.find("envelope")
            payload = request.find("payload")
            answer = client.service.PutMessage(
                envelope={
                    "conversationId": envelope.get("conversationId"),
                    "contentNamespace": envelope.get("contentNamespace"),
                    "sender": address(envelope.find("sender")),
                    "receiver": address(envelope.find("receiver")),
                },
                payload=xsd.AnyObject(xsd.String(), payload.text),
            )
            answers.append(["PutMessage", version, answer.type, [line.code for line in answer.message or []]])
    json.dump(answers, sys.stdout)


main(*sys.argv[1:])
