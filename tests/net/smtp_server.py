# A mail server of aiosmtpd for the tests of core/net/smtp: listens on 127.0.0.1, prints its port, and keeps what it takes
# in FOLDER/new; FOLDER/envelopes.jsonl says from whom, to whom, by whom and whether over TLS, one line each.
import argparse
import asyncio
import json
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--certificate")  # PEM, key and certificate
parser.add_argument("--mode", choices=["take", "drop_after_data", "drop_in_data", "slow_answer", "slow_greeting", "refuse_data", "busy"], default="take")
parser.add_argument("--password")  # of the user "officer"; without it nobody logs in
options = parser.parse_args()
os.makedirs(os.path.join(options.folder, "new"), exist_ok=True)
greylisted = set()
taken = 0


class Server(SMTP):
    async def push(self, status):
        if options.mode == "slow_greeting" and str(status).startswith("220"):
            await asyncio.sleep(3600)
        await super().push(status)

    async def smtp_DATA(self, arg):
        if options.mode == "drop_in_data":
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such person here"
        if address.startswith("grey") and address not in greylisted:
            greylisted.add(address)
            return "451 4.7.1 come again in a minute"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        global taken
        if options.mode == "refuse_data":
            return "554 5.7.1 this mail is not wanted"
        if options.mode == "busy":
            return "452 4.3.1 no room at the moment"
        taken += 1
        with open(os.path.join(options.folder, "new", "%03d" % taken), "wb") as out:
            out.write(envelope.original_content)
        line = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "user": session.auth_data and session.auth_data.decode(), "tls": session.ssl is not None or options.tls == "implicit"}
        with open(os.path.join(options.folder, "envelopes.jsonl"), "a") as out:
            out.write(json.dumps(line) + "\n")
        if options.mode == "drop_after_data":
            server.transport.abort()
        if options.mode == "slow_answer":
            await asyncio.sleep(3600)
        return "250 2.0.0 taken as number %d" % taken


def authenticate(server, session, envelope, mechanism, data):
    good = mechanism in ("LOGIN", "PLAIN") and data.login == b"officer" and data.password.decode() == options.password
    return AuthResult(success=good, handled=False, auth_data=data.login)


async def main():
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
    loop = asyncio.get_running_loop()
    arguments = {"loop": loop, "hostname": "mail.test", "data_size_limit": 64 << 20}
    if options.tls == "starttls":
        arguments.update(tls_context=context, require_starttls=True)
    if options.password:
        arguments.update(authenticator=authenticate, auth_required=True, auth_require_tls=options.tls == "starttls")
    server = await loop.create_server(lambda: Server(Handler(), **arguments), "127.0.0.1", 0, ssl=context if options.tls == "implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
