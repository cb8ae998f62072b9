"""Stories by mail: one thread each, through an SMTP server (RFC 5321) whose address the guard has allowed."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import socket
import ssl
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Literal

from alerts.cards import Style
from alerts.channels.base import Posting
from alerts.channels.caller import told
from alerts.channels.letter import letter
from marsad.aside import aside
from marsad.errors import Broken, ChannelError, Refused, Retry
from marsad.guard import Guard, refused_address

_log = logging.getLogger("marsad.mail")

Security = Literal["starttls", "tls", "none"]
# 454: too busy to ask who we are (RFC 4954); every other 4xx is for now by its first digit.
_READY, _PERMANENT = 220, 500
_LEFT_MAX = 1000  # mails some of whose recipients are put off


class _Guarded(smtplib.SMTP):
    """An SMTP client that dials allowed addresses only, and that another thread can cut off.

    The timeout of a socket begins anew with each byte: a server that sends one now and then would never come to an end.
    """

    def __init__(self, guard: Guard, *, timeout_s: float, tls: ssl.SSLContext | None = None) -> None:
        self._guard, self._timeout_s, self._tls = guard, timeout_s, tls
        self._cut = False

    def cut(self) -> None:
        """End the conversation, whatever stage it is in."""
        self._cut = True
        if self.sock:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def dial(self, host: str, port: int) -> None:
        """Connect; the name is the one certificates must be for."""
        super().__init__(timeout=self._timeout_s)  # here, for it asks DNS what this machine is called
        self._host = host
        code, words = self.connect(host, port)
        if code != _READY:
            raise smtplib.SMTPConnectError(code, words)

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply, unless cut off: during a handshake there is no socket that `cut` could end."""
        self._go_on()
        return super().getreply()

    def _go_on(self) -> None:
        if self._cut:
            raise smtplib.SMTPServerDisconnected

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        last: OSError = OSError("its name has no address")
        for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                self.sock = made = self._guard.socket(info)
                made.settimeout(timeout)
                self._go_on()
                made.connect(info[4])
            except OSError as problem:
                last = problem
                continue
            return self._tls.wrap_socket(made, server_hostname=host) if self._tls else made
        raise last


class Mail:
    """marsad's Messenger by mail. A repeat has the same Message-ID, which mail stores tell it by."""

    idempotent = True
    edits = False

    def __init__(
        self,
        host: str,
        port: int,
        *,
        sender: str,
        to: Sequence[str],
        now: Callable[[], datetime],
        style: Style | None = None,
        security: Security = "starttls",
        user: str = "",
        password: str = "",
        allow_private: Sequence[str] = (),
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
        rate: tuple[int, float] = (30, 60.0),
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.give_up_s, self.rate = give_up_s, rate
        self._host, self._port, self._security = host, port, security
        self._sender, self._to = sender, tuple(to)
        self._user, self._password = user, password
        self._now, self._style = now, style or Style()
        self._guard, self._timeout_s = Guard(allow_private), timeout_s
        self._context = context or ssl.create_default_context()
        self._whom = f"{host}:{port}"
        self._left = OrderedDict[str, tuple[str, ...]]()  # by Message-ID, those the server put off

    async def post(self, posting: Posting) -> str:
        """Send a mail and return the Message-ID that its thread begins with."""
        mail = letter(posting, self._style, sender=self._sender, to=self._to, now=self._now())
        tls = self._context if self._security == "tls" else None
        smtp = _Guarded(self._guard, timeout_s=self._timeout_s, tls=tls)
        name = str(mail["Message-ID"])
        to = self._left.get(name, self._to)
        try:  # connect, greet, log in, send: each has its own time
            refused = await aside(partial(self._send, smtp, mail, to), within_s=self._timeout_s * 4)
        except TimeoutError:
            raise Retry(f"{self._whom} gave no answer within {self._timeout_s:g} s") from None
        except smtplib.SMTPRecipientsRefused as problem:
            if name not in self._left:
                raise self._failure(problem) from None
            refused = problem.recipients  # others have it
        except (smtplib.SMTPException, OSError, UnicodeError) as problem:
            raise self._failure(problem) from None  # the cause may quote what was sent
        finally:
            smtp.cut()
        self._keep(name, refused, len(to))
        return posting.shown or name

    async def close(self) -> None:
        """Do nothing: each mail has a connection of its own."""

    def _keep(self, name: str, refused: Mapping[str, tuple[int, bytes]], count: int) -> None:
        """Remember whom the server put off (greylisting), for the next try to go to them alone. Raises Retry where it did."""
        self._left.pop(name, None)
        if refused:
            _log.error("%s takes no mail for %d of %d recipients", self._whom, len(refused), count)
        later = tuple(each for each, (code, _) in refused.items() if code < _PERMANENT)
        if later:
            self._left[name] = later
            if len(self._left) > _LEFT_MAX:
                self._left.popitem(last=False)
            raise Retry(f"{self._whom} puts off {len(later)} of {count} recipients; the others have the mail")

    def _send(self, smtp: _Guarded, mail: EmailMessage, to: Sequence[str]) -> Mapping[str, tuple[int, bytes]]:
        """Send a mail and return which of `to` the server refused, with its replies."""
        with contextlib.closing(smtp):
            smtp.dial(self._host, self._port)
            smtp.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                smtp.starttls(context=self._context)
                smtp.ehlo()
            if self._user:
                smtp.login(self._user, self._password)
            refused = smtp.send_message(mail, self._sender, to)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()  # what was taken is taken, whatever becomes of the goodbye
        return refused

    def _failure(self, problem: Exception) -> ChannelError:
        if isinstance(problem, smtplib.SMTPRecipientsRefused):
            codes = [code for code, _ in problem.recipients.values()]
            words = f"{self._whom} takes no mail for the recipients ({min(codes, default=0)})"
            permanent = min(codes, default=0) >= _PERMANENT
            return Broken(f"{words}. Correct `to` of the channel") if permanent else Retry(words)
        if isinstance(problem, smtplib.SMTPResponseException):
            return self._answered(problem)
        if isinstance(problem, smtplib.SMTPNotSupportedError):
            return Broken(f"{self._whom} does not offer what the channel asks for. Correct security, user or password")
        return self._unreached(problem)

    def _unreached(self, problem: Exception) -> ChannelError:
        if isinstance(problem, ssl.SSLError):
            return Retry(f"{self._whom}: its TLS certificate or protocol is not accepted")
        if refused_address(problem):
            return Broken(f"{self._whom} is a private address. If it is yours, name its network in allow_private")
        if isinstance(problem, TimeoutError):
            return Retry(f"{self._whom} gave no answer within {self._timeout_s:g} s")
        if isinstance(problem, socket.gaierror):
            return Retry(f"{self._whom} cannot be reached: its name has no address")
        if isinstance(problem, OSError) and not isinstance(problem, smtplib.SMTPException):
            return Retry(f"{self._whom} cannot be reached: {problem.strerror or 'connection failed'}")
        return Retry(f"{self._whom} broke off or did not answer in SMTP ({type(problem).__name__})")

    def _answered(self, problem: smtplib.SMTPResponseException) -> ChannelError:
        said = problem.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        words = f"{self._whom} answered {problem.smtp_code} {told(text, self._password, self._user)}".rstrip()
        if problem.smtp_code < _PERMANENT:  # also -1: no reply that could be read
            return Retry(words)
        if isinstance(problem, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused | smtplib.SMTPConnectError):
            return Broken(f"{words}. Correct user, password or sender of the channel")
        return Refused(words)
