"""A row gives back what was put into it, and damaged bytes are told, never taken for something else to break on."""

import resource
from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.identity import WORD_BITS
from marsad.records import (
    Alert,
    AlertReason,
    Change,
    Clause,
    Decision,
    Fingerprint,
    Footprint,
    Hit,
    Inside,
    Mention,
    Merge,
    Quiet,
    encode,
)
from marsad.stores import rows
from marsad.stores.rows import Row, completed, field, ids_of, pack, unpack, unpack_all
from processors.fingerprint import TERMS_MAX
from processors.window.shared_words import STEPS
from processors.window.weighing import KEPT_TERMS
from tests.analysed import analyses
from tests.contract.decided import decided

# Everything a text may hold; the mark between two ids is in no id.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NEWS = st.sampled_from(["مقتل # جنود", "إصابة # في انفجار", "نحو # مليون دولار", "", "قتيلا # و"])
FIGURES = st.sampled_from(["12", "١٢٥", "۳۴", "٣٫٥", "1,200", "2026"])
HEX_IDS = st.binary(min_size=8, max_size=8).map(bytes.hex)
OTHER_IDS = st.one_of(
    st.sampled_from(
        ["", "مقال", "0123456789ABCDEF", "٠١٢٣٤٥٦٧٨٩abcdef", "0123456789abcde", "0123456789abcdef0", "a\n"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), max_size=20),
)
IDS = st.one_of(HEX_IDS, OTHER_IDS)
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - `timezones`
CHOSEN = st.lists(st.sampled_from(["state:SY", "grp:isis", "per:someone", "اسم"]), max_size=3).map(tuple)
SMALL = st.integers(0, 2**31)


@st.composite
def alerts(draw):
    """An alert with hits and mentions side by side."""
    hit = Hit(keyword="attack", level="event", form="هجوم", field="title", start=draw(SMALL), end=draw(SMALL))
    mention = Mention(
        actor="grp:isis", type="group", role="actor", kind="name", surface="داعش", field="text", start=3, end=7
    )
    clause = Clause(clause="all[0]", ok=draw(st.booleans()), by=draw(st.permutations([hit, mention])), why=draw(WORDS))
    return Alert(
        id=draw(IDS), reason=draw(st.sampled_from(list(get_args(AlertReason)))), level=draw(WORDS),
        rule="attack", name="هجوم", severity="high", story=draw(IDS), article=draw(IDS), url=draw(WORDS),
        title=draw(NEWS), at=draw(TIMES), seen=draw(TIMES), published=draw(st.none() | TIMES), sentence=draw(WORDS),
        marks=draw(st.lists(st.tuples(SMALL, SMALL), max_size=2).map(tuple)), clauses=(msgspec.structs.replace(clause, by=tuple(clause.by)),),
        families=draw(CHOSEN), escalate=draw(st.sampled_from([(), ((3, "high"), (7, "critical"))])),
    )  # fmt: skip


@st.composite
def a_row(draw):
    """A row as a decider may make it, read back: the decision lacks what its analysis says again."""
    article, revision = draw(IDS), draw(IDS)
    at, family = draw(TIMES), draw(WORDS)
    words = draw(st.lists(st.integers(0, 2**WORD_BITS - 1), unique=True, max_size=TERMS_MAX))
    weights = draw(
        st.lists(st.integers(1, STEPS - 1), min_size=0, max_size=min(KEPT_TERMS, len(words))).map(
            lambda steps: sorted(steps, reverse=True)
        )
    )
    prints = st.sets(st.integers(0, 2**32 - 1), max_size=40)
    footprint = Footprint(
        article=article, revision=revision, at=at, family=family, actors=draw(CHOSEN), places=draw(CHOSEN),
        fingerprint=Fingerprint(
            words=draw(st.integers(0, 2**32 - 1)), prints=tuple(sorted(draw(prints))),
            figures=draw(st.lists(st.tuples(st.one_of(NEWS, WORDS), FIGURES), max_size=4).map(tuple)),
        ),
        words=tuple(words), weights=tuple(weights),
    )  # fmt: skip
    decision = Decision(
        article=article, revision=revision, url="", at=at, seen=at, family=family,
        verdict=draw(st.sampled_from(["new", "copy", "contains", "contained", "update"])),
        story=draw(st.just(article) | IDS.filter(bool)), of=draw(st.none() | IDS), why=draw(st.one_of(NEWS, WORDS)),
        similarity=draw(st.floats(0, 1).map(lambda share: round(share, 3))), families=draw(CHOSEN),
        alerts=tuple(draw(st.lists(alerts(), max_size=2))),
        quiet=draw(st.lists(st.builds(Quiet, rule=st.just("attack"), why=WORDS), max_size=2).map(tuple)),
        merged=draw(st.lists(st.builds(Merge, story=IDS, why=WORDS), max_size=1).map(tuple)),
        changes=draw(st.lists(st.builds(Change, what=st.just("toll"), before=CHOSEN, now=CHOSEN, of=NEWS), max_size=2).map(tuple)),
        closed=draw(st.lists(IDS, max_size=3).map(tuple)),
        holds=draw(st.lists(st.builds(Inside, article=IDS, story=IDS), max_size=2).map(tuple)),
        fired=draw(CHOSEN), archived=draw(st.booleans()),
    )  # fmt: skip
    return Row(draw(st.integers(0, 2**63 - 1)), footprint, decision)


def again(row):
    return unpack(field(row.footprint.article, row.footprint.revision), pack(row))


@settings(max_examples=60)
@given(a_row())
def test_what_is_packed_comes_back(row):
    """Ids of any kind, microseconds, nothing at all, figures in all digits, alerts; packing it again gives the same."""
    name = field(row.footprint.article, row.footprint.revision)
    assert (row.footprint.article, row.footprint.revision) == ids_of(name)
    assert row == unpack(name, pack(row))
    assert pack(row) == pack(unpack(name, pack(row)))


@given(st.lists(st.tuples(IDS, IDS), unique=True, min_size=2, max_size=2))
def test_no_two_revisions_share_a_name(pairs):
    """Whatever their ids look like."""
    assert 2 == len({field(*pair) for pair in pairs})


def test_ids_that_marsad_derives_take_few_bytes():
    """They are most of a small row."""
    assert 17 == len(field("0123456789abcdef", "fedcba9876543210"))


@pytest.mark.parametrize("prints", [0, 1, 65_535, 65_536, 200_000])
def test_a_text_of_any_length_fits(prints):
    """Two megabytes of two-letter words have 100,000 prints; one article that does not fit would stop its language."""
    footprint, decision = shipped(0)
    wide = msgspec.structs.replace(footprint.fingerprint, prints=tuple(range(0, prints * 7, 7)))
    row = Row(3, msgspec.structs.replace(footprint, fingerprint=wide), decision)
    assert row == again(row)


@pytest.mark.parametrize("words", [256, 300])
def test_more_words_than_a_row_can_count_are_refused(words):
    """Analyses of ours have 128 at most; what another program writes is told, with the article's name."""
    footprint, decision = shipped(0)
    row = Row(3, msgspec.structs.replace(footprint, words=tuple(range(words))), decision)
    with pytest.raises(ValueError, match=footprint.article):
        pack(row)


def shipped(number):
    """A shipped article as a row remembers it."""
    footprint, decision = decided()[number]
    return again(Row(number, footprint, decision))[1:]


# ------------------------------------------------------------------------------------------- the whole decision


def test_an_article_that_comes_again_gets_its_first_decision_to_the_byte():
    """What the row left out stands in its analysis."""
    for number, (analysis, (footprint, decision)) in enumerate(zip(analyses(), decided(), strict=True)):
        row = again(Row(number, footprint, decision))
        assert (number, footprint) == row[:2]
        assert encode(decision) == encode(completed(row.decision, analysis))
        assert decision == completed(row.decision, analysis)


def test_what_was_of_the_archive_stays_so():
    """Else the next version of its page would open the case that was held back."""
    footprint, decision = shipped(0)
    for archived in (True, False):
        assert (
            archived == again(Row(3, footprint, msgspec.structs.replace(decision, archived=archived))).decision.archived
        )


def test_the_shipped_articles_try_everything():
    """Else the test above would prove less than it seems to."""
    decisions = [decision for _, decision in decided()]
    assert {"new", "copy", "update"} <= {decision.verdict for decision in decisions}
    assert {"opened", "updated", "spread"} <= {alert.reason for decision in decisions for alert in decision.alerts}
    assert any(decision.story != decision.article for decision in decisions)


# ------------------------------------------------------------------------------------------- damage


def harmless(name, value):
    """Say whether the bytes read as a row, or are refused as they must be."""
    try:
        row = unpack(name, value)
    except ValueError:
        return False
    assert isinstance(row, Row)
    return True


NAME = field("0123456789abcdef", "fedcba9876543210")
REAL = [(field(f.article, f.revision), pack(Row(n, f, d))) for n, (f, d) in enumerate(decided())]


def test_rows_read_together_are_those_read_one_by_one():
    """Each gets its own numbers."""
    assert [unpack(*real) for real in REAL] == unpack_all(REAL)
    assert [] == unpack_all([])


def test_of_rows_read_together_the_damaged_one_is_named():
    """Whoever looks for it need not try them all."""
    with pytest.raises(ValueError, match=decided()[7][0].article):
        unpack_all([*REAL[:7], (REAL[7][0], REAL[7][1][:-1]), *REAL[8:]])


TAIL = rows._HEAD.pack(1, 0, 0, 0, 0, 0, 0)


def zipped(tail: bytes) -> bytes:
    return rows._zstd.compressor.compress(tail)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\1", TAIL[:1], TAIL, TAIL + zipped(b"")[:3]]))
def test_any_bytes_are_refused_or_read(value, front):
    """Nothing but ValueError."""
    harmless(NAME, front + value)


@given(st.binary(max_size=40))
def test_any_name_is_refused_or_read(name):
    """A field of a hash that is none of ours."""
    harmless(name, REAL[0][1])


@given(st.binary(max_size=100))
def test_any_tail_is_refused_or_read(tail):
    """Sound compression of something else."""
    harmless(NAME, TAIL + zipped(tail))


@settings(max_examples=200)
@given(st.sampled_from(REAL), st.data())
def test_a_real_row_with_other_bytes_in_it_is_refused_or_read(real, data):
    """Bits that turned, a part that was overwritten."""
    name, value = real
    at = data.draw(st.integers(0, len(value) - 1))
    other = data.draw(st.binary(min_size=1, max_size=9))
    harmless(name, value[:at] + other + value[at + len(other) :])


@given(st.sampled_from(REAL), st.data())
def test_a_row_that_was_cut_is_refused(real, data):
    """Wherever it ends."""
    name, value = real
    assert not harmless(name, value[: data.draw(st.integers(0, len(value) - 1))])


def head(layout=1, offset=0, micros=0, length=0, prints=0, words=0, weights=0):
    return rows._HEAD.pack(layout, offset, micros, length, prints, words, weights)


DEEP = b"\x9b" + b"\x91" * 100_000 + b"\xc0"
CLAIMS = {
    "layout of tomorrow": head(layout=2),
    "a time beyond all calendars": head(micros=2**63 - 1) + REAL[0][1][len(TAIL) :],
    "a time before all calendars": head(micros=-(2**63)) + REAL[0][1][len(TAIL) :],
    "four billion prints": head(prints=2**32 - 1),
    "a terabyte when unpacked": TAIL + bytes([0b11100000]) + (2**40).to_bytes(8, "little") + b"\0" * 20,
    "more than any row when unpacked": TAIL + zipped(b"\0" * (rows._TAIL_MAX_BYTES + 1)),
    "an endless frame of unknown size": TAIL + bytes([0b00000000, 0xFF]) + b"\0" * 20,
    "lists without end": TAIL + zipped(DEEP),
    "a list of four billion": TAIL + zipped(b"\x9b\xa3new\xc4\0\xc0\0\xa0\xa0\xdd\xff\xff\xff\xff"),
    "ids that are no text": TAIL + zipped(b"\x9b\xa3new\xc4\x03\2\xff\xff\xc0\0\xa0\xa0\x90\x90\x90\x90\x90"),
}


@pytest.mark.parametrize("value", CLAIMS.values(), ids=CLAIMS)
def test_what_a_damaged_row_claims_is_not_believed(value):
    """Neither memory nor depth is spent on it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert not harmless(NAME, value)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert 64 * 1024 > grown_kib


def test_a_refusal_names_the_article():
    """The operator looks for it."""
    with pytest.raises(ValueError, match="row of article 0123456789abcdef: layout 02, this marsad knows 1"):
        unpack(NAME, head(layout=2))


def test_times_keep_their_microseconds():
    """And their zone."""
    footprint, decision = shipped(0)
    moment = datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC)
    row = Row(0, msgspec.structs.replace(footprint, at=moment), decision)
    assert (moment, timedelta(0)) == (again(row).footprint.at, again(row).footprint.at.utcoffset())
