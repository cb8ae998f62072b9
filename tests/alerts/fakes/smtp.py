"""An SMTP server that keeps what it gets (RFC 5321, 3207, 4954): enough of it for a submission, and all its refusals."""

from __future__ import annotations

import asyncio
import base64
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage


class FakeSmtp:
    """`replies` say what to answer instead, by verb ("." for the end of a mail); "hang", "drip" (a byte now and then, without end) and "cut" are said
    as words.

    A mail whose Message-ID is there already is kept once, as mail stores do.
    """

    def __init__(self, *, user: str = "", password: str = "", context: ssl.SSLContext | None = None, tls=False) -> None:
        self.mails: dict[str, EmailMessage] = {}
        self.taken = 0
        self.replies: dict[str, list[str]] = {}
        self.transcript: list[str] = []
        self.encrypted = 0
        self.dripping = 0
        self.port = 0
        self._user, self._password = user, password
        self._context, self._tls = context, tls
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context if self._tls else None)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close."""
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(writer, "connect", "220 mail.example ESMTP"):
            return
        secure = self._tls
        while line := (await reader.readline()).decode("utf-8", "surrogateescape").strip():
            self.transcript.append(line)
            verb = line.split(maxsplit=1)[0].upper()
            if verb == "STARTTLS" and self._context and not secure:
                await self._say(writer, verb, "220 go ahead")
                await writer.start_tls(self._context)
                secure = True
                self.encrypted += 1
            elif verb == "DATA":
                if not await self._data(reader, writer):
                    return
            elif verb == "AUTH":
                await self._auth(line, writer)
            elif not await self._say(writer, verb, self._usual(verb, secure=secure)) or verb == "QUIT":
                return

    def _usual(self, verb: str, *, secure: bool) -> str:
        if verb == "EHLO":
            auth = "\r\n250-AUTH PLAIN" if self._user and (secure or not self._context) else ""
            offer = "\r\n250-STARTTLS" if self._context and not secure else ""
            return f"250-mail.example{offer}{auth}\r\n250 8BITMIME"
        return "221 bye" if verb == "QUIT" else "250 ok"

    async def _auth(self, line: str, writer: asyncio.StreamWriter) -> None:
        if self.replies.get("AUTH"):
            await self._say(writer, "AUTH", "")
            return
        given = base64.b64decode(line.split()[2]).split(b"\0")[1:]
        sound = given == [self._user.encode(), self._password.encode()]
        await self._say(writer, "AUTH", "235 welcome" if sound else f"535 5.7.8 bad login for {given[-1].decode()}")

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        refused_at_once = bool(self.replies.get("DATA"))
        if not await self._say(writer, "DATA", "354 go on"):
            return False
        if refused_at_once:
            return True
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError
            lines.append(line.removeprefix(b"."))
        refused = self.replies.get(".")
        if not refused:
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            self.taken += 1
            self.mails.setdefault(mail["Message-ID"], mail)
        return await self._say(writer, ".", "250 queued")

    async def _say(self, writer: asyncio.StreamWriter, verb: str, usual: str) -> bool:
        """Answer; say whether the talk goes on."""
        planned = self.replies.get(verb)
        reply = planned.pop(0) if planned else usual
        if reply == "hang":
            await asyncio.sleep(30)
        if reply == "cut":
            return False
        self.dripping += reply == "drip"
        try:
            while reply == "drip":
                writer.write(b"2")
                await writer.drain()
                await asyncio.sleep(0.05)
        except ConnectionError:
            self.dripping -= 1
            raise
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        return True
