"""A thread per story in the mailbox."""

import asyncio
import ssl
import subprocess
import threading

import pytest

from alerts.channels.mail import Mail
from marsad.errors import Broken, Retry
from tests.alerts.fakes.smtp import FakeSmtp
from tests.alerts.hostile import MailText
from tests.alerts.samples import LOOPBACK, OPENED, SECRET, START, UPDATED, alert, posting, until
from tests.servers.wanted import need

pytestmark = pytest.mark.channel


def mail_to(smtp, *, to=("one@desk.example",), **options):
    options = {"security": "none", "allow_private": LOOPBACK, "timeout_s": 1.0} | options
    return Mail("127.0.0.1", smtp.port, sender="marsad@desk.example", to=to, now=lambda: START, **options)


async def test_a_mail_has_text_and_html_and_says_it_is_written_by_a_program(smtp):
    """So that nobody's absence note answers it."""
    await mail_to(smtp, to=("one@desk.example", "two@desk.example")).post(posting(OPENED))

    (mail,) = smtp.mails.values()
    page = MailText(mail.get_body(("html",)).get_content().partition("<body>")[2].partition("</body>")[0])
    assert "[مرتفع] طالبان تسيطر على جلال آباد" == mail["Subject"]
    assert ["سيطرتها"] == page.marked
    assert "*سيطرتها*" in mail.get_body(("plain",)).get_content()
    assert "auto-generated" == mail["Auto-Submitted"]
    assert "one@desk.example, two@desk.example" == mail["To"]
    assert ["RCPT TO:<one@desk.example>", "RCPT TO:<two@desk.example>"] == [
        line.replace("rcpt", "RCPT") for line in smtp.transcript if line.lower().startswith("rcpt")
    ]


async def test_later_mails_of_a_story_answer_its_first(smtp):
    """RFC 5322, 3.6.4: mail programs make a thread of them."""
    channel = mail_to(smtp)
    root = await channel.post(posting(OPENED))
    again = await channel.post(posting(OPENED, UPDATED, shown=root))

    first, second = smtp.mails.values()
    assert root == first["Message-ID"] == again
    assert (root, root) == (second["In-Reply-To"], second["References"])
    assert second["Message-ID"] != root
    assert first["In-Reply-To"] is None


async def test_a_repeat_is_the_same_mail(smtp):
    """The mail store keeps it once, by its Message-ID."""
    await mail_to(smtp).post(posting(OPENED))
    await mail_to(smtp).post(posting(OPENED))

    assert (2, 1) == (smtp.taken, len(smtp.mails))


@pytest.mark.parametrize("title", ["حريق\r\nBcc: all@example.test", "حريق\nX: y", "=?utf-8?b?eA==?=", "x" * 5000])
async def test_a_headline_adds_no_header(smtp, title):
    await mail_to(smtp).post(posting(alert(title=title)))

    (mail,) = smtp.mails.values()
    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert len(mail["Subject"]) <= 200
    assert {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Marsad-Key"} <= set(mail.keys())


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ({"connect": ["554 go away"]}, Broken),
        ({"connect": ["421 too busy"]}, Retry),
        ({"EHLO": ["502 no"], "HELO": ["421 bye"]}, Retry),
        ({"MAIL": ["550 not you"]}, Broken),
        ({"MAIL": ["421 closing"]}, Retry),
        ({"RCPT": ["450 mailbox busy"]}, Retry),
        ({"RCPT": ["550 no such user"]}, Broken),
        ({"DATA": ["451 later"]}, Retry),
        ({".": ["452 disk full"]}, Retry),
        ({".": ["gibberish"]}, Retry),
    ],
)
async def test_every_refusal_is_for_now_or_for_the_operator(smtp, replies, kind):
    """4xx passes, 5xx stays (RFC 5321, 4.2.1)."""
    smtp.replies = replies

    with pytest.raises(kind):
        await mail_to(smtp).post(posting(OPENED))


async def test_one_bad_recipient_does_not_keep_the_mail_from_the_others(smtp, caplog):
    smtp.replies = {"RCPT": ["550 no such user"]}

    await mail_to(smtp, to=("gone@desk.example", "two@desk.example")).post(posting(OPENED))

    assert 1 == len(smtp.mails)
    assert "takes no mail for 1 of 2 recipients" in caplog.text


async def test_a_recipient_who_is_put_off_gets_the_mail_at_the_next_try_alone(smtp):
    """Greylisting answers 450 to who is new; the other has the mail and gets it no second time."""
    smtp.replies = {"RCPT": ["450 greylisted, come back later"]}
    mail = mail_to(smtp, to=("night@desk.example", "two@desk.example"))
    with pytest.raises(Retry, match="puts off 1 of 2 recipients"):
        await mail.post(posting(OPENED))
    smtp.replies = {"RCPT": ["450 not yet"]}
    with pytest.raises(Retry, match="puts off 1 of 1 recipients"):
        await mail.post(posting(OPENED))
    first = len(smtp.transcript)
    shown = await mail.post(posting(OPENED))

    asked = [line for line in smtp.transcript[first:] if line.upper().startswith("RCPT")]
    assert ["<night@desk.example>"] == [line.split(":", 1)[1].split()[0] for line in asked]
    assert [shown] == list(smtp.mails)
    assert 2 == smtp.taken


async def test_who_was_put_off_and_is_refused_then_is_let_go(smtp, caplog):
    """The others have the mail: the channel is not broken by one address."""
    smtp.replies = {"RCPT": ["450 greylisted"]}
    mail = mail_to(smtp, to=("gone@desk.example", "two@desk.example"))
    with pytest.raises(Retry):
        await mail.post(posting(OPENED))
    smtp.replies = {"RCPT": ["550 no such user"]}

    assert await mail.post(posting(OPENED))
    assert "takes no mail for 1 of 1 recipients" in caplog.text


async def test_a_goodbye_that_fails_undoes_nothing(smtp):
    smtp.replies = {"QUIT": ["cut"]}

    assert await mail_to(smtp).post(posting(OPENED))


@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "."])
async def test_a_server_that_stutters_is_left_at_the_deadline(smtp, stage):
    """Tarpits send a byte now and then for hours: neither a connection nor a thread may stay behind."""
    threads = threading.active_count()
    smtp.replies = {stage: ["drip"] * 3}

    for _ in range(3):
        with pytest.raises(Retry, match="gave no answer within"):
            await mail_to(smtp, timeout_s=0.2).post(posting(OPENED))

    await until(lambda: not smtp.dripping and threading.active_count() <= threads)
    smtp.replies = {}
    assert await mail_to(smtp).post(posting(OPENED))


async def test_a_stop_leaves_a_server_that_stutters_at_once(smtp):
    threads = threading.active_count()
    smtp.replies = {"EHLO": ["drip"]}
    sending = asyncio.create_task(mail_to(smtp, timeout_s=60.0).post(posting(OPENED)))
    await until(lambda: smtp.dripping)
    sending.cancel()
    await until(lambda: not smtp.dripping and threading.active_count() <= threads)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, and a context that trusts it."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            need("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, ssl.create_default_context(cafile=str(cert))


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_the_password_goes_encrypted_only(certificate, security):
    """By STARTTLS or from the first byte, and to nobody whose certificate is not for the host."""
    offered, trusted = certificate
    smtp = FakeSmtp(user="desk", password=SECRET, context=offered, tls=security == "tls")
    await smtp.start()
    login = {"user": "desk", "password": SECRET, "security": security}
    await mail_to(smtp, context=trusted, **login).post(posting(OPENED))
    with pytest.raises(Retry, match="certificate"):
        await mail_to(smtp, **login).post(posting(UPDATED))
    await smtp.stop()

    assert 1 == len(smtp.mails)
    assert smtp.encrypted == (1 if security == "starttls" else 0)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_server_that_stutters_encrypted_is_left_too(certificate, security):
    offered, trusted = certificate
    smtp, threads = FakeSmtp(context=offered, tls=security == "tls"), threading.active_count()
    smtp.replies = {"MAIL": ["drip"]}
    await smtp.start()
    with pytest.raises(Retry, match="gave no answer within"):
        await mail_to(smtp, context=trusted, security=security, timeout_s=0.3).post(posting(OPENED))
    await until(lambda: not smtp.dripping and threading.active_count() <= threads)
    await smtp.stop()


async def test_a_server_without_the_encryption_asked_for_is_a_broken_channel(smtp):
    """Nothing is sent in the clear instead."""
    with pytest.raises(Broken, match="does not offer"):
        await mail_to(smtp, security="starttls").post(posting(OPENED))
    assert {} == smtp.mails
