"""A sound configuration is read whole; what is probably not meant is said."""

import random
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.config.load import freeze, load
from marsad.config.rule_checks import Keys, one_edit_apart
from marsad.config.tally import tally
from marsad.errors import ConfigError
from tests.config.sound import SOUND, write

SHIPPED = Path(__file__).parents[2] / "config"
RULE = '[[rule]]\nid = "clashes"\nname = "اشتباكات"\nseverity = "low"\n'


def test_a_sound_directory_gives_frozen_tables_and_no_warning(sound: Path) -> None:
    """Bare strings in a rule are clauses; omitted keys have their defaults."""
    loaded = load(sound)
    assert loaded.warnings == ()
    assert tuple(feed.id for feed in loaded.config.feeds) == ("wakala",)
    assert loaded.config.rules[0].all[0].any == ("هجوم",)
    assert loaded.config.settings.console.port == 8080
    assert loaded.config.routes[0].to == ("wall",)


def test_a_byte_order_mark_and_windows_line_ends_are_read(sound: Path) -> None:
    """Editors on Windows leave both."""
    text = SOUND["rules.d/base.toml"].replace("\n", "\r\n")
    (sound / "rules.d" / "base.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load(sound).config.rules[0].id == "attack"


def test_hidden_files_and_other_endings_are_not_read(sound: Path) -> None:
    """Editors keep backups beside the file."""
    write(sound, {"rules.d/.base.toml": "x", "rules.d/base.toml~": "x", "rules.d/notes.txt": "x"})
    assert len(load(sound).config.rules) == 1


def test_the_digest_changes_with_any_byte(sound: Path) -> None:
    """A reload that reads the same bytes can be skipped."""
    before = load(sound).digest
    assert before == load(sound).digest
    write(sound, {"feeds.d/base.toml": SOUND["feeds.d/base.toml"] + "#"})
    assert before != load(sound).digest


@pytest.mark.parametrize(
    ("file", "body", "expected"),
    [
        (
            "rules.d/a.toml",
            RULE + 'all = ["هحوم"]\n',
            "config/rules.d/a.toml:5: rule 'clashes' all[0]: «هحوم» is no keyword; its forms are inferred. Did you mean «هجوم»? If not, add a [[keyword]] to say its plurals and verbs",
        ),
        (
            "rules.d/a.toml",
            RULE + 'all = [{ any = [\n  "هجوم",\n  "اشتباك",\n] }]\n',
            "config/rules.d/a.toml:7: rule 'clashes' all[0].any[1]: «اشتباك» is no keyword; its forms are inferred. Add a [[keyword]] to say its plurals and verbs",
        ),
        (
            "rules.d/a.toml",
            RULE + 'weights = { "هجوم" = 4, "سيطرت" = 4 }\nthreshold = 6\n',
            "config/rules.d/a.toml:5: rule 'clashes' weights.سيطرت: «سيطرت» is no keyword; its forms are inferred. Did you mean «سيطرة»? If not, add a [[keyword]] to say its plurals and verbs",
        ),
        (
            "rules.d/a.toml",
            RULE + 'weights = { "هجوم" = 6, "سيطرة" = 4 }\nthreshold = 6\n',
            "config/rules.d/a.toml:5: rule 'clashes' weights.هجوم: «هجوم» alone reaches the threshold. Raise the threshold, or set min_distinct = 2",
        ),
        (
            "rules.d/a.toml",
            RULE + 'all = [{ any = ["هجوم", "الرئيس"], level = "strict" }]\n',
            "config/rules.d/a.toml:5: rule 'clashes' all[0].any[1]: «الرئيس» alone fires the rule, and much news says it. Add a clause, or set min_distinct = 2",
        ),
        (
            "rules.d/a.toml",
            RULE + 'all = ["هجوم", { actor = ["grp:*"], status = ["asserted"] }]\n',
            "config/rules.d/a.toml:5: rule 'clashes' all[1].status: status concerns words, and the clause has none. Remove it",
        ),
        (
            "rules.d/a.toml",
            RULE + 'all = ["هجوم"]\nwhere = { publisher = ["wakalah"] }\n',
            "config/rules.d/a.toml:6: rule 'clashes' where.publisher[0]: no publisher is called 'wakalah'. Did you mean 'wakala'?",
        ),
        (
            "channels.d/base.toml",
            '[[channel]]\nid = "wall"\ntype = "tail"\n[[route]]\nwhen = { severity = "<high" }\nto = ["wall"]\n',
            "config/rules.d/base.toml:1: rule 'attack': no route takes its alerts; only the console shows them. Add a [[route]]",
        ),
        (
            "channels.d/base.toml",
            '[[channel]]\nid = "wall"\ntype = "tail"\n[[route]]\nto = ["wall"]\n[[route]]\nwhen.rule = ["atack"]\nto = ["wall"]\n',
            "config/channels.d/base.toml:7: route[1] when.rule[0]: no rule is called 'atack'. Did you mean 'attack'?",
        ),
        (
            "channels.d/base.toml",
            '[[channel]]\nid = "wall"\ntype = "tail"\n[[route]]\nto = ["wall"]\n[[route]]\nwhen.publisher = ["wak*", "wakla"]\nto = ["wall"]\n',
            "config/channels.d/base.toml:7: route[1] when.publisher[1]: no publisher is called 'wakla'. Did you mean 'wakala'?",
        ),
        (
            "channels.d/base.toml",
            '[[channel]]\nid = "wall"\ntype = "tail"\nenabled = false\n[[route]]\nto = ["wall"]\n',
            "config/channels.d/base.toml:6: route[0] to[0]: channel 'wall' is disabled. Set enabled = true on it or drop it here",
        ),
        (
            "channels.d/base.toml",
            '[[channel]]\nid = "wall"\ntype = "tail"\n[[route]]\nto = ["wall"]\ndigest = "5m"\n',
            "config/channels.d/base.toml:6: route[0] digest: every channel here is for programs, which get their alerts at once. Name one for people, or drop it",
        ),
        (
            "feeds.d/more.toml",
            '[[feed]]\nid = "twin"\nurl = "http://www.wakala.example/rss"\npublisher = "wakala"\n',
            "config/feeds.d/more.toml:3: feed 'twin' url: same address as feed 'wakala' at config/feeds.d/base.toml:1. Remove one of the two",
        ),
        (
            "keywords.d/more.toml",
            '[[keyword]]\nkey = "فن"\n',
            "config/keywords.d/more.toml:2: keyword 'فن' key: 2 letters match much that is not meant. Use a longer word or a phrase",
        ),
        (
            "keywords.d/more.toml",
            '[[keyword]]\nkey = "محاصرة"\nverbs = ["حاصر", "يحاصر"]\n',
            "config/keywords.d/more.toml:3: keyword 'محاصرة' verbs[1]: «يحاصر» looks like a present, which is found by itself. Write the past, such as هاجم",
        ),
        (
            "rules.d/a.toml",
            RULE + 'all = [{ any = ["هجوم، سيطرة"], level = "strict" }]\n',
            "config/rules.d/a.toml:5: rule 'clashes' all[0].any[0]: «هجوم، سيطرة» is not found where a text has «،»: it ends a phrase. Give each part as a word",
        ),
        (
            "marsad.toml",
            "[ingest]\nslots = 8\n",
            "config/marsad.toml:1: ingest.contact: no contact. Give an address or URL that publishers can turn to",
        ),
        (
            "feeds.d/base.toml",
            "# none yet\n",
            "config/feeds.d: there is no [[feed]], so nothing is read. Put one into a file *.toml there",
        ),
        (
            "rules.d/base.toml",
            "rule = []\n",
            "config/rules.d: there is no [[rule]], so nothing alerts. Put one into a file *.toml there",
        ),
        (
            "channels.d/more.toml",
            " \n",
            "config/channels.d/more.toml: the file is empty. Save it anew, or remove it",
        ),
        (
            "rule.d/lost.toml",
            RULE,
            "config/rule.d: is not read. Did you mean 'rules.d'?",
        ),
    ],
)
def test_what_is_probably_not_meant_is_said(file: str, body: str, expected: str, sound: Path) -> None:
    """A warning has the form of an error and stops nothing."""
    write(sound, {file: body})
    (warning,) = load(sound).warnings
    assert expected == warning.split("\n")[0]


def test_a_directory_that_is_gone_is_said(sound: Path) -> None:
    """It may have been moved away for good, or for a moment."""
    shutil.rmtree(sound / "rules.d")
    (warning,) = load(sound).warnings
    assert warning.startswith("config/rules.d: there is no [[rule]]")


def test_counts_tell_what_came_and_what_went(sound: Path) -> None:
    """A file that lost half its tables shows at a glance, also where as many others came."""
    before = load(sound).config
    write(sound, {"rules.d/base.toml": "", "rules.d/a.toml": RULE + 'all = ["هجوم"]\n', "feeds.d/base.toml": ""})
    after = load(sound).config
    assert "1 feeds, 2 keywords, 1 actors, 1 rules, 1 channels" == tally(before)
    assert "0 feeds (-1), 2 keywords, 1 actors, 1 rules (+1 -1), 1 channels" == tally(after, before)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("هجوم", "هحوم", True),
        ("هجوم", "هوجم", True),
        ("هجوم", "هجومي", True),
        ("هجوم", "جوم", True),
        ("هجوم", "هجوم", False),
        ("هجوم", "مهاجم", False),
        ("قصف", "عنف", False),
        ("", "ب", True),
    ],
)
def test_one_slip_of_the_keyboard_is_near(one: str, other: str, near: bool) -> None:
    """Added, dropped, changed or swapped with its neighbour, in either direction."""
    assert near == one_edit_apart(one, other)
    assert near == one_edit_apart(other, one)


_WORD = st.text("قتلا", max_size=5)


@given(_WORD, st.sets(_WORD, max_size=12))
def test_the_keys_near_a_word_are_those_one_edit_apart(word, keys):
    """Looked up, not compared one by one: a configuration has hundreds of keys and words."""
    assert sorted(key for key in keys if one_edit_apart(word, key)) == Keys(keys).near(word)


def test_the_shipped_configuration_loads_with_one_warning() -> None:
    """Only the operator can give a contact."""
    warnings = load(SHIPPED).warnings
    assert [warning.split(": ")[1] for warning in warnings] == ["ingest.contact"]


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
@pytest.mark.slow
def test_a_mutated_configuration_is_loaded_or_refused_never_worse(seed: int, tmp_path_factory) -> None:
    """Bytes dropped, doubled, swapped or replaced in one shipped file raise ConfigError or nothing."""
    dice = random.Random(seed)
    directory = tmp_path_factory.mktemp("mutated") / "config"
    victim = dice.choice(sorted(SHIPPED.rglob("*.toml")))
    # The actors are nine tenths of the bytes: they come along only as the victim.
    files = [path for path in SHIPPED.rglob("*.toml") if path == victim or path.parent.name != "actors.d"]
    for path in files:
        target = directory / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path == victim:
            target.write_bytes(_mutated(path.read_bytes(), dice))
        else:
            target.symlink_to(path)
    assert all(re.match(r"config/[^:\n]+(:\d+)?: .", problem) for problem in _problems(directory))


def _problems(directory: Path) -> list[str]:
    try:
        load(directory)
    except ConfigError as refused:
        return refused.problems
    return []


def _mutated(content: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(content) + 1)
        end = min(len(content), start + dice.choice((1, 2, 8, 60)))
        piece = content[start:end]
        marks = (b"", piece * 2, piece[::-1], b'"', b"[", b"]", b"{", b"=", b"\n", b"3", b"\xff", b"[[rule]]\n")
        content = content[:start] + dice.choice(marks) + content[end:]
    return content


def test_patterns_in_filters_and_routes_that_match_are_fine(sound: Path) -> None:
    """A star stands for any letters; a rule that is switched off is not checked for words and routes."""
    rule = (
        RULE
        + 'all = ["هجوم", { actor = ["grp:*", "mil:*"], place = ["af", "pl:kabul"] }]\nwhere = { publisher = ["wak*"] }\n'
    )
    off = RULE.replace("clashes", "off") + 'all = ["اشتباك"]\nenabled = false\n'
    route = (
        '[[route]]\nwhen = { rule = ["cl*", "att*"], publisher = ["*kala"] }\nto = ["wall"]\n'
        '[[route]]\nto = ["wall"]\nwhen.actor = ["*", "grp:t?liban", "*:SY", "mi*", "mil:S*", "min:SY.*", "[g]rp:*", "new:*"]\n'
        '[[route]]\nwhen.place = ["*", "a*", "pl:*", "p*", "*bul", "state:AF", "state:*", "pl:kandahar", "xk"]\nto = ["wall"]\n'
    )
    channel = '[[channel]]\nid = "wall"\ntype = "tail"\n'
    write(sound, {"rules.d/a.toml": rule + "\n" + off, "channels.d/base.toml": channel + route})
    assert () == load(sound).warnings


def test_freeze_leaves_no_list() -> None:
    """Strict models take tuples only."""
    assert freeze({"a": [[1, {"b": [2]}]]}) == {"a": ((1, {"b": (2,)}),)}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('all = [{ any = ["هجوم", "سيطرة"] }]\nnone = ["هجوم"]', id="another word is left"),
        pytest.param('all = ["هجوم"]\nnone = [{ any = ["هجوم"], in = ["title"] }]', id="elsewhere it may stand"),
        pytest.param('all = ["هجوم"]\nnone = [{ any = ["هجوم"], status = ["negated"] }]', id="another status"),
        pytest.param('all = ["هجوم"]\nnone = [{ any = ["هجوم"], level = "strict" }]', id="its verbs are left"),
        pytest.param('all = [{ actor = ["grp:*"], type = ["army"] }]\nnone = [{ actor = ["grp:*"], country = ["SY"] }]', id="other countries"),
        pytest.param('weights = { "هجوم" = 4, "سيطرة" = 4 }\nthreshold = 8', id="both words together reach the threshold"),
        pytest.param('all = [{ any = ["رئيس"], level = "strict" }, "هجوم"]', id="a common word in company"),
        pytest.param('all = [{ any = ["رئيس", "هجوم"], level = "strict" }]\nmin_distinct = 2', id="two words are asked for"),
        pytest.param('all = ["هجوم", { any = ["وقف إطلاق النار"], actor = ["grp:*"], level = "strict" }]\nnear = 2', id="the actor is short"),
        pytest.param('all = [{ any = ["هجوم"], in = ["title"] }, { any = ["سيطرة"], in = ["title", "lead"] }]\nnear = 3', id="the title is shared"),
        pytest.param('all = ["هجوم"]\nwhere = { publisher = ["wakala"], not_publisher = ["other*"] }', id="not refused"),
        pytest.param('all = ["هجوم"]\nescalate = [{ publishers = 3, severity = "high" }, { publishers = 7, severity = "critical" }]', id="rising"),
    ],
)  # fmt: skip
def test_what_can_hold_is_not_called_a_contradiction(body: str, sound: Path) -> None:
    """Each of these looks like a mistake that is refused or told, and is none."""
    feed = '[[feed]]\nid = "other"\nurl = "https://other.example/rss"\npublisher = "otherpress"\n'
    write(sound, {"rules.d/a.toml": RULE + body + "\n", "feeds.d/other.toml": feed})
    assert () == load(sound).warnings


def test_a_loaded_configuration_knows_where_its_tables_stand(sound: Path) -> None:
    """File and line by kind and id, for whoever explains a keyword or a rule, and of each setting."""
    places = load(sound).places
    assert "config/marsad.toml:2" == places["ingest", "contact"]
    assert "config/keywords.d/base.toml:4" == places["keyword", "سيطرة"]
    assert "config/rules.d/base.toml:1" == places["rule", "attack"]


def test_words_of_every_form_that_a_text_can_say_are_taken(sound: Path) -> None:
    """Signs, quotes inside a phrase, digits, hyphens, letters of other scripts, and marks that came along with a paste."""
    odd = [
        "هُجومٌ",
        "هجـوم\u200f",
        "\u202bسيطرة\u202c",
        "سيطرة \u202bقوات\u202c",
        "أف-16",
        "أف 16",
        "طائرات F16",
        'جماعة "الخلاص" المسلحة',
        "آر بي جي (7)",
        "يئس",
    ]
    body = "all = [{ any = [" + ", ".join(f"'{word}'" for word in odd) + "] }]\n"
    keyword = '[[keyword]]\nkey = "يأس"\nverbs = ["يئس"]\nexclude = ["يأسي*", "*يأسه"]\n'
    write(sound, {"rules.d/a.toml": RULE + body, "keywords.d/a.toml": keyword})
    assert [] == [warning for warning in load(sound).warnings if "is no keyword" not in warning]
