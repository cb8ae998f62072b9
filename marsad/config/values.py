"""How are times, sizes, addresses and ids written in config/? The values that its tables are made of."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ActorType = Literal[
    "person", "armed_group", "party", "army", "security", "ministry", "government", "legislature", "state",
    "intl_org", "ngo", "media", "court", "company", "place",
]  # fmt: skip


ACTOR_ID = r"^[a-z]{2,6}:[A-Za-z0-9][A-Za-z0-9.\-]*$"
COUNTRY = r"^([A-Z]{2})?$"
WIKIDATA = r"^(Q[1-9]\d*)?$"
ENTRY = r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$"  # of a Python module and what it has
PREFIX = r"^[a-z0-9][a-z0-9.\-]*$"  # of topics, groups and Redis keys
_REMEMBERED_S = 3 * 86400  # of the seven days that deciding keeps: articles come late
_AGAIN_LEAST_S = 3600
LONGEST_S = 3650 * 86400  # from any moment it leads to a date there is
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # its name, RFC 9110 5.1
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # what its value must not have, RFC 9110 5.5
CHAT = r"^@\w{4,}$"
MAIL = r"^[^@\s<>]+@[^@\s<>]+$"
SEVERITY_BOUND = r"^(>=|<)(low|medium|high|critical)$"


class Table(BaseModel):
    """Root of all tables: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def _duration(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?(s|m|h|d)", text):
        raise ValueError('write a number and a unit, such as "30s", "5m", "6h" or "2d"')
    if seconds(text) > LONGEST_S:
        raise ValueError('longer than ten years; write at most "3650d"')
    return text


def _remembered(text: str) -> str:
    if seconds(text) > _REMEMBERED_S:
        raise ValueError("longer than marsad is sure to remember; write at most 3d")
    return text


def _again(text: str) -> str:
    if seconds(text) < _AGAIN_LEAST_S:
        raise ValueError(
            'shorter than an hour: reports of one event would be told as the next; write at least "1h", or "never"'
        )
    return text


def seconds(duration: str) -> float:
    """Return the seconds of a duration such as "5m"."""
    return float(duration[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[duration[-1]]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(f"unknown time zone {name!r}; write an IANA name such as Asia/Riyadh") from problem
    return name


def _web(url: str) -> str:
    if not re.match(r"https?://[^/\s]+", url):
        raise ValueError("write an absolute http:// or https:// address")
    return url


def _charset(name: str) -> str:
    try:
        b"a".decode(name or "utf-8", "replace")
    except (LookupError, ValueError) as problem:
        raise ValueError(f"no charset is called '{name}'; write one such as windows-1256 or iso-8859-6") from problem
    return name


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():  # a value may be a secret, and is not said
        if not _HEADER.fullmatch(name):
            raise ValueError(f"'{name}' is no name of a header; write letters, digits and hyphens, such as X-Key")
        if _CONTROL.search(value):
            raise ValueError(f"the value of '{name}' has a line break or control character; write it on one line")
    return headers


def _rate(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*/(s|min|h)", text):
        raise ValueError('write a number per "s", "min" or "h", such as "20/min"')
    return text


def calls(rate: str) -> tuple[int, float]:
    """Return the calls and the seconds of a rate such as "20/min"."""
    count, _, unit = rate.partition("/")
    return int(count), {"s": 1.0, "min": 60.0, "h": 3600.0}[unit]


def _quiet_hours(text: str) -> str:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d) (\S+)", text)
    if not found or found[1] + found[2] == found[3] + found[4]:
        raise ValueError('write two times and a zone, such as "23:00-06:00 Asia/Kabul"')
    _zone(found[5])
    return text


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", text):
        raise ValueError("use lower-case letters, digits and hyphens only")
    return text


def _one_word(text: str) -> str:
    if len(text.split()) != 1:
        raise ValueError(
            f"'{text}' is no single word and would never be found. Make it a key of its own, or name it in the rule"
        )
    return text


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError as problem:
        raise ValueError(f"{problem}; write a network such as 10.2.0.0/16") from problem
    return text


def _broker(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) <= 65535:  # noqa: PLR2004 - the range of ports
        raise ValueError("write host:port, such as kafka:9092")
    return text


def _redis(url: str) -> str:
    if not re.fullmatch(r"rediss?://[^/@\s]+(/\d+)?", url):
        raise ValueError("write redis://host:port/number; the password goes into redis_password")
    return url


def _size(text: str) -> str:
    if not re.fullmatch(r"\d+(KiB|MiB|GiB)", text):
        raise ValueError('write a number and a unit, such as "500MiB" or "2GiB"')
    return text


def origin(host: str, port: int) -> str:
    """Return the address at which this machine reaches what listens at `host`, a name or an IP address.

    To listen at 0.0.0.0 or :: is to listen at every address; each family has a loopback among them.
    """
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if isinstance(ip, ipaddress.IPv4Address):
        return f"http://{'127.0.0.1' if ip.is_unspecified else ip}:{port}"
    return f"http://[{'::1' if ip.is_unspecified else ip}]:{port}"


def size_bytes(size: str) -> int:
    """Return the bytes of a size such as "2GiB"."""
    return int(size[:-3]) * {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[size[-3:]]


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return `values`; raises ValueError when one stands there twice."""
    if len(set(values)) < len(values):
        raise ValueError("one stands there twice; each has one place")
    return values


Duration = Annotated[str, AfterValidator(_duration)]
Remembered = Annotated[str, AfterValidator(_duration), AfterValidator(_remembered)]
Again = Annotated[str, AfterValidator(_duration), AfterValidator(_remembered), AfterValidator(_again)]
Zone = Annotated[str, AfterValidator(_zone)]
WebAddress = Annotated[str, AfterValidator(_web)]
Charset = Annotated[str, AfterValidator(_charset)]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Rate = Annotated[str, AfterValidator(_rate)]
QuietHours = Annotated[str, AfterValidator(_quiet_hours)]
Slug = Annotated[str, AfterValidator(_slug)]
Network = Annotated[str, AfterValidator(_network)]
Broker = Annotated[str, AfterValidator(_broker)]
RedisAddress = Annotated[str, AfterValidator(_redis)]
Size = Annotated[str, AfterValidator(_size)]
Text = Annotated[str, Field(min_length=1)]
Word = Annotated[str, Field(min_length=1), AfterValidator(_one_word)]
CountryCode = Annotated[str, Field(pattern=COUNTRY, min_length=2)]
