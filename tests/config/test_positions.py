"""Lines are found whatever shape the TOML has."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from marsad.config.positions import positions

SHAPES = '''# a comment with [brackets] and "quotes"
title = "a # no comment"
[store]
path = 'C:\\no "escape"'  # [[rule]]
"quoted \\"key\\"".inner = 1
when = 1979-05-27 07:32:00

[[rule]]
id = """
[[rule]]
id = "not a key"
"""""
all = [
    "هجوم",  # ] }
    { any = ["a, b", "]"], near.by = 3 },

    ["x"],
]
[rule.where]
feed = []
[[rule.part]]
n = 1
[[rule.part]]
n = 2

[[rule]]
id = \'\'\'it's\'\'\'
[never.opened.table]
'''


def test_each_shape_has_its_line() -> None:
    """Strings of all kinds, dotted and quoted keys, lists over lines, inline tables, tables below a [[table]]."""
    found = positions(SHAPES)
    tomllib.loads(SHAPES)
    expected = {
        ("title",): 2,
        ("store",): 3,
        ("store", "path"): 4,
        ("store", 'quoted "key"', "inner"): 5,
        ("store", "when"): 6,
        ("rule", 0): 8,
        ("rule", 0, "id"): 9,
        ("rule", 0, "all"): 13,
        ("rule", 0, "all", 0): 14,
        ("rule", 0, "all", 1, "any", 1): 15,
        ("rule", 0, "all", 1, "near", "by"): 15,
        ("rule", 0, "all", 2, 0): 17,
        ("rule", 0, "where", "feed"): 20,
        ("rule", 0, "part", 1, "n"): 24,
        ("rule", 1): 26,
        ("rule", 1, "id"): 27,
        ("never", "opened"): 28,
    }
    assert expected == {path: found.get(path) for path in expected}


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} - {()} | {inner for key, each in items for inner in _paths(each, (*path, key))}


_KEYS = st.text("abه-_", min_size=1, max_size=4)
_SCALARS = st.integers() | st.booleans() | st.text("ab \"'\\#[]{}=,.هجوم", max_size=8) | st.floats(allow_nan=False)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3))


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _toml(value: Any, blank: str) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quote(value)
        case list():
            return f"[{blank}" + f",{blank}".join(_toml(each, blank) for each in value) + f"{blank}]"
        case dict():
            return "{" + ", ".join(f"{_quote(key)} = {_toml(each, '')}" for key, each in value.items()) + "}"
    return repr(value)


@given(table=st.dictionaries(_KEYS, _VALUES, max_size=4), blank=st.sampled_from(["", " ", "\n", '  # ] "\n\t']))
def test_every_path_of_a_document_has_a_line_that_shows_it(table: dict[str, Any], blank: str) -> None:
    """What tomllib reads, the scanner finds; a key stands on the line that is given for it."""
    text = "[[t]]\n" + "".join(f"{_quote(key)} = {_toml(value, blank)}\n" for key, value in table.items())
    found = positions(text)
    assert _paths(tomllib.loads(text)) <= set(found)
    lines = text.split("\n")
    for key in table:
        assert lines[found["t", 0, key] - 1].startswith(_quote(key))
