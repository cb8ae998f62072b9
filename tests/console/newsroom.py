"""A day of invented news for the console: outlets, people and events are made up, the places are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from marsad.identity import digest
from marsad.ports import Delivery, FeedHealth, FeedState, Source
from marsad.records import Alert, Clause, DeadLetter, Hit, Inside, Mention, encode
from tests.console.memory_desk import MemoryDesk

NOW = datetime(2026, 3, 14, 14, 34, tzinfo=UTC)

NAMES = {
    "grp:northern-front": "جبهة الشمال",
    "grp:tide": "حركة المد",
    "org:coastguard": "خفر السواحل",
    "mil:army": "الجيش",
    "gov:foreign": "وزارة الخارجية",
    "pl:qarn": "مدينة القرن",
    "pl:wadi": "وادي السدر",
    "pl:port": "ميناء الرمال",
    "pl:capital": "العاصمة",
    "mashriq": "وكالة المشرق",
    "ufuq": "صحيفة الأفق",
    "madar": "شبكة المدار",
    "diwan": "جريدة الديوان",
    "nahr": "وكالة النهر",
    "sahil": "إذاعة الساحل",
    "mashriq-world": "وكالة المشرق: العالم",
    "ufuq-latest": "صحيفة الأفق: آخر الأخبار",
    "nahr-all": "وكالة النهر",
    "madar-live": "شبكة المدار: عاجل",
    "diwan-home": "جريدة الديوان: محليات",
}


def label(one: str) -> str:
    """Return the Arabic name of an actor, place, publisher or feed; the id itself where there is none."""
    return NAMES.get(one, one)


def ago(minutes: float) -> datetime:
    """Return the moment so many minutes before the present of this newsroom."""
    return NOW - timedelta(minutes=minutes)


def _witnesses(
    words: tuple[str, ...], spans: list[tuple[int, int]], ids: tuple[str, ...], *, field: str, start: int, status: str
) -> tuple[Hit | Mention, ...]:
    """The first word as a hit, the others as mentions of `ids` in their order, the last id for all that are left."""
    placed = [(word, a + start, b + start) for word, (a, b) in zip(words, spans, strict=True)]
    hits = [
        Hit(keyword=word, level="event", form=word, field=field, start=a, end=b, status=status)
        for word, a, b in placed[:1]
    ]
    mentions = [
        Mention(
            actor=ids[min(n, len(ids) - 1)] if ids else "pl:qarn", type="armed_group", role="actor", kind="name",
            surface=word, field=field, start=a, end=b,
        )
        for n, (word, a, b) in enumerate(placed[1:])
    ]  # fmt: skip
    return (*hits, *mentions)


def alert(
    title: str,
    sentence: str,
    *words: str,
    minutes: float = 10,
    who: tuple[str, ...] = (),
    where: tuple[str, ...] = (),
    families: tuple[str, ...] = ("mashriq",),
    **other: Any,
) -> Alert:
    """Return an alert whose marks are the `words` of the sentence; the first is the keyword, the others are actors."""
    story = other.pop("story", digest(title))
    rule = other.pop("rule", "takeover-city")
    reason, level = other.pop("reason", "opened"), other.pop("level", "0")
    spans = [(sentence.index(word), sentence.index(word) + len(word)) for word in words]
    start, field = other.pop("start", 0), other.pop("field", "text")
    by = _witnesses(words, spans, who + where, field=field, start=start, status=other.get("status", "asserted"))
    facts: dict[str, Any] = {
        "name": "سيطرة على مدينة",
        "severity": "critical",
        "article": digest(title, "article"),
        "url": f"https://{families[0]}.example/news/{digest(title)}",
        "at": ago(minutes),
        "seen": ago(minutes) + timedelta(seconds=28.1),
        "published": ago(minutes),
        "date_source": "feed",
        "publisher": families[0],
        "clauses": (Clause(clause="all[0]", ok=True, by=by[:1]), Clause(clause="all[1]", ok=len(by) > 1, by=by[1:])),
        **other,
    }
    return Alert(
        id=digest(rule, story, reason, level),
        reason=reason,
        level=level,
        rule=rule,
        story=story,
        title=title,
        sentence=sentence,
        marks=tuple(spans),
        field=field,
        start=start,
        actors=who,
        places=where,
        families=families,
        **facts,
    )


CITY = "جبهة الشمال تسيطر على مدينة القرن وتعلن حظر التجول فيها"
PORT = "هجوم بزوارق مسيّرة على ميناء الرمال وتعليق حركة السفن"


def takeover(**other: Any) -> Alert:
    """Return the alert at the head of the day."""
    given: dict[str, Any] = {
        "minutes": 2,
        "who": ("grp:northern-front",),
        "where": ("pl:qarn",),
        "families": ("mashriq", "ufuq", "madar", "diwan", "nahr"),
        **other,
    }
    text = "أكدت مصادر محلية، السبت، سيطرة جبهة الشمال على مدينة القرن بعد انسحاب القوات الحكومية من مقر البلدية."
    return alert(CITY, text, "سيطرة", "جبهة الشمال", "مدينة القرن", **given)


def attack(**other: Any) -> Alert:
    """Return an alert of high severity from another rule."""
    given: dict[str, Any] = {
        "minutes": 26,
        "who": ("grp:tide", "org:coastguard"),
        "where": ("pl:port",),
        "families": ("ufuq", "sahil"),
        "rule": "attack-port",
        "name": "هجوم على منشأة",
        "severity": "high",
        **other,
    }
    text = "وقال خفر السواحل إن الهجوم وقع فجراً، وإن حركة المد استخدمت ثلاثة زوارق مسيّرة."
    return alert(PORT, text, "الهجوم", "حركة المد", "خفر السواحل", **given)


def prevented() -> Alert:
    """Return an alert on an event that did not happen."""
    return alert(
        "الجيش يحبط تفجيراً قرب السوق المركزي في العاصمة",
        "وأوضح البيان أن الجيش أحبط تفجيراً كان يستهدف السوق المركزي قبل ساعة من افتتاحه.",
        "تفجيراً",
        "الجيش",
        minutes=51,
        who=("mil:army",),
        where=("pl:capital",),
        families=("nahr", "mashriq", "diwan"),
        rule="bombing",
        name="تفجير",
        severity="medium",
        status="prevented",
    )


def talks() -> Alert:
    """Return an alert of low severity whose sentence is the headline."""
    title = "وزارة الخارجية تستضيف محادثات جديدة بشأن تقاسم مياه وادي السدر"
    return alert(
        title,
        title,
        "محادثات",
        "وزارة الخارجية",
        minutes=64,
        field="title",
        who=("gov:foreign",),
        where=("pl:wadi",),
        families=tuple(f"outlet-{n}" for n in range(11)),
        rule="talks",
        name="حراك دبلوماسي",
        severity="low",
    )


async def a_day(desk: MemoryDesk) -> None:
    """Fill the desk: four stories with sources and deliveries, five feeds, two dead letters."""
    for one in (talks(), prevented(), attack()):
        await desk.put(one)
        desk.sources[one.story] = [_source(one, family, n) for n, family in enumerate(one.families)]
    first = takeover(minutes=15, families=("mashriq",))
    await desk.put(first)
    for n, families in enumerate((("mashriq", "ufuq", "madar"),)):
        spread = takeover(minutes=8 - n, families=families, reason="spread", level="3")
        await desk.put(spread)
    last = takeover(reason="updated", level="a1", date_source="feed")
    await desk.put(last, articles=9)
    _tell_story(desk, first, last)
    desk.health = feeds()
    desk.letters = dead_letters()


def _source(one: Alert, family: str, n: int, **other: Any) -> Source:
    facts: dict[str, Any] = {
        "article": one.article if n == 0 else digest(one.story, family),
        "url": f"https://{family}.example/{n}",
        "title": one.title,
        "publisher": family,
        "family": family,
        "verdict": "new" if n == 0 else "copy",
        "seen": one.seen + timedelta(minutes=n),
        "at": one.at + timedelta(minutes=n),
        "of": None if n == 0 else one.article,
        "similarity": 0.0 if n == 0 else 0.96,
    }
    return Source(**{**facts, **other})


def _tell_story(desk: MemoryDesk, first: Alert, last: Alert) -> None:
    desk.sources[first.story] = [
        _source(first, "mashriq", 0, title="أنباء عن سيطرة جبهة الشمال على مدينة القرن"),
        _source(first, "ufuq", 3, title=CITY, why="النص نفسه بعنوان آخر"),
        _source(
            first,
            "madar",
            7,
            title="سقوط ثالث مدينة خلال أسبوع",
            verdict="contains",
            similarity=0.71,
            holds=(Inside(article=first.article, story=first.story), Inside(article="rates", story="story-of-rates")),
        ),
        _source(
            first, "diwan", 12, title="المجلس المحلي: القوات انسحبت إلى قاعدة قريبة", verdict="update", similarity=0.44
        ),
        _source(first, "nahr", 13, title="جبهة الشمال في مدينة القرن", verdict="contained", similarity=0.88),
    ]
    written = first.seen + timedelta(seconds=1.9)
    rows = (
        ("tail", first, "delivered", 1, ""),
        ("newsroom-webhook", first, "delivered", 3, ""),
        ("newsroom-webhook", last, "pending", 2, "HTTP 503 Service Unavailable from https://hooks.example/in"),
        ("archive", first, "dead", 1, "HTTP 413 Payload Too Large"),
    )
    desk.deliveries[first.story] = [
        Delivery(
            alert=one.id,
            channel=channel,
            story=one.story,
            value=encode(one),
            created=written,
            state=state,  # type: ignore[arg-type]
            attempt=attempt,
            error=error,
            not_before=NOW + timedelta(seconds=40) if state == "pending" else None,
        )
        for channel, one, state, attempt, error in rows
    ]


def feeds() -> list[FeedHealth]:
    """Return one feed of each kind, in the wrong order."""

    def health(feed: str, state: Any, last: float, success: float, pending: int = 0, **other: Any) -> FeedHealth:
        return FeedHealth(
            state=FeedState(
                feed=feed,
                state=state,
                last_item=ago(last),
                last_success=ago(success),
                polls=200,
                items=90,
                **other,
            ),
            pending=pending,
        )

    return [
        health("mashriq-world", "healthy", 0.7, 0.3, 2, gap_s=180.0, next_due=NOW + timedelta(seconds=12)),
        health("ufuq-latest", "degraded", 7, 1, 14, gap_s=660.0, detail="17 صفحة من 20 بلا نص", next_due=NOW),
        health("diwan-home", "paused", 1500, 1490),
        health(
            "nahr-all",
            "blocked",
            125,
            124,
            gap_s=540.0,
            reason="blocked",
            detail="HTTP 403 Forbidden",
            next_due=NOW + timedelta(minutes=22),
        ),
        health("madar-live", "silent", 372, 4, gap_s=1080.0, next_due=NOW + timedelta(minutes=4)),
    ]


def dead_letters() -> list[tuple[int, DeadLetter]]:
    """Return two records nothing could take."""
    return [
        (
            7,
            DeadLetter(
                stage="extract", place="nahr-all", error="لا نص في ملف PDF (3.1 MB)", at=ago(33), value=b"%PDF-1.7"
            ),
        ),
        (
            6,
            DeadLetter(
                stage="analyse", place="articles/4711", error="JSON is malformed: byte 118", at=ago(340), value=b"{"
            ),
        ),
    ]
