"""Matchers as people type them are the keys of `when`, and are read back as they were typed."""

import pytest

from marsad.config.channel_tables import When
from marsad.config.matchers import typed, when_of
from marsad.errors import UsageError


@pytest.mark.parametrize(
    ("when", "matchers"),
    [
        (When(rule=("takeover-*",)), ["rule=takeover-*"]),
        (When(rule=("a", "b"), place=("af",)), ["rule=a,b", "place=af"]),
        (When(severity=">=high"), ["severity=>=high"]),
        (When(severity="<high", reason=("spread",)), ["severity=<high", "reason=spread"]),
        (When(severity=("low", "high"), actor=("grp:*",), publisher=("wakala",)),
         ["severity=low,high", "actor=grp:*", "publisher=wakala"]),
    ],
)  # fmt: skip
def test_matchers_are_read_and_said_again(when, matchers):
    """Commas are OR, matchers are AND."""
    assert when == when_of(matchers)
    assert when == when_of(typed(when).split(" "))


@pytest.mark.parametrize(
    ("words", "matchers"),
    [
        ("no matcher", []),
        ("write key=value. Did you mean 'rule'?", ["rules=x"]),
        ("write key=value", ["attack"]),
        ("rule stands there twice", ["rule=a", "rule=b"]),
        ("severity=grave: ", ["severity=grave"]),
        ("severity=>high: ", ["severity=>high"]),
        ("rule=: ", ["rule="]),
    ],
)
def test_what_cannot_be_read_is_named(words, matchers):
    with pytest.raises(UsageError) as refused:
        when_of(matchers)
    assert words in str(refused.value)


def test_a_silence_of_everything_says_so():
    """Older ones may have no matcher."""
    assert "everything" == typed(When())
