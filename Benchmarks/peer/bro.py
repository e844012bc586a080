#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bridge that is usually written: Python and lxml, a tree of everything, some forty fields, no account.

bro.py ROOT worker MESSAGE [xsd]          a number on each line of standard input: translates so often, answers in seconds
bro.py ROOT convert MESSAGE FOLDER [xsd]  one message to files, whatever its size
"""
import base64
import pathlib
import sys
import time

from lxml import etree

HERE = pathlib.Path(__file__).resolve().parent
NOARK4 = "{http://www.arkivverket.no/Noark4-1-WS-WD/types}"


class Bridge:
    def __init__(self, root, xsd):
        self.parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
        self.stylesheet = etree.XSLT(etree.parse(HERE / "bro.xsl"))
        self.inward = self.outward = None
        if xsd:
            schemas = root / "schemas"
            self.inward = etree.XMLSchema(etree.parse(schemas / "noark-exchange/rot.xsd"))
            self.outward = etree.XMLSchema(etree.parse(schemas / "arkivmelding/integrasjonspunkt/arkivmelding.xsd"))

    def translate(self, message):
        payload = message.find(".//payload")
        if len(payload):
            melding = etree.ElementTree(payload[0])
        else:
            melding = etree.ElementTree(etree.fromstring(payload.text.encode(), self.parser))
        documents = [(document.findtext("veFilnavn"), base64.b64decode(document.findtext("fil/base64")))
                     for document in melding.iter("dokument")]
        valid = self.inward.validate(melding) if self.inward else True
        result = self.stylesheet(melding)
        if self.outward:
            valid = self.outward.validate(result) and valid
        assert valid
        return bytes(result), documents


root = pathlib.Path(sys.argv[1])
bridge = Bridge(root, "xsd" in sys.argv)
if sys.argv[2] == "worker":
    data = pathlib.Path(sys.argv[3]).read_bytes()
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            result = bridge.translate(etree.fromstring(data, bridge.parser))
        print(time.perf_counter() - start, flush=True)
else:
    folder = pathlib.Path(sys.argv[4])
    folder.mkdir(parents=True)
    arkivmelding, documents = bridge.translate(etree.parse(sys.argv[3], bridge.parser).getroot())
    (folder / "arkivmelding.xml").write_bytes(arkivmelding)
    for name, content in documents:
        (folder / name).write_bytes(content)
