# Reads a message with Python's library for mail, strictly, and writes what it found as JSON.
import base64
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as source:
    message = email.message_from_binary_file(source, policy=email.policy.default)
defects = []
for part in message.walk():
    defects += [repr(defect) for defect in part.defects]
    for name, value in part.items():
        defects += [name + ": " + repr(defect) for defect in value.defects]


def people(name):
    return [[mailbox.display_name, mailbox.addr_spec] for mailbox in message[name].addresses] if message[name] else []


def text(kind):
    part = message.get_body((kind,))
    return part.get_content().replace("\r\n", "\n") if part else None


attachments = []
for part in message.iter_attachments() if message.get_content_type() == "multipart/mixed" else []:
    attachments.append({"name": part.get_filename(), "type": part.get_content_type(), "base64": base64.b64encode(part.get_payload(decode=True)).decode()})
json.dump({
    "defects": defects, "subject": message["subject"], "message_id": message["message-id"], "date": message["date"].datetime.isoformat(),
    "auto_submitted": message["auto-submitted"] or "", "references": (message["references"] or "").split(),
    "from": people("from"), "to": people("to"), "cc": people("cc"), "reply_to": people("reply-to"),
    "text": text("plain"), "html": text("html"), "attachments": attachments}, sys.stdout)
