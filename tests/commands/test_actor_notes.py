"""Each mistake between actors is told with the line it is made on; those within one are tests/data/bad-config/actors.d."""

from pathlib import Path

import pytest

from marsad.commands.actor_notes import actor_notes
from marsad.config.load import load, load_located
from marsad.errors import ConfigError
from tests.config.sound import SOUND, write

OTHER = '[[actor]]\nid = "grp:dawn"\ntype = "armed_group"\nnames = { ar = "كتائب الفجر" }\n'
ADJECTIVES = '[[actor]]\nid = "grp:two"\ntype = "armed_group"\nnames = {{ ar = "جماعة الغسق" }}\nadjectives = ["{0}"]\n'
PERSON = '[[actor]]\nid = "per:{0}"\ntype = "person"\nnames = {{ ar = "{1}" }}\n'
TERM = '[[actor.office]]\noffice = "{0}"\nfrom = {1}\nto = {2}\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A sound configuration that each test adds actors to."""
    return write(tmp_path / "config", SOUND)


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        pytest.param(
            "8: actor 'grp:two' aliases[0]: alias 'كتائب الفجر' is also one of grp:dawn at config/actors.d/more.toml:1. "
            "Remove one, or give both a rule with `near`",
            OTHER + '[[actor]]\nid = "grp:two"\ntype = "armed_group"\naliases = ["كتائب الفجر"]\n',
            id="an alias of two, in one file",
        ),
        pytest.param(
            "5: actor 'grp:two' ambiguous[0].alias: alias 'طالبان' is also one of grp:taliban at config/actors.d/base.toml:1. "
            "Remove one, or give both a rule with `near`",
            '[[actor]]\nid = "grp:two"\ntype = "armed_group"\n[[actor.ambiguous]]\nalias = "طالبان"\nnear = ["باكستان"]\n',
            id="an alias of two, in two files, one of them with a rule",
        ),
        pytest.param(
            "4: actor 'grp:two' names.ar: alias 'أم' is too short to stand alone. Give it a rule with `near`",
            '[[actor]]\nid = "grp:two"\ntype = "party"\nnames = { ar = "أم" }\n',
            id="two letters",
        ),
        pytest.param(
            "4: actor 'grp:two' aliases[0]: alias '…' has no word in it. Write letters, or remove it",
            '[[actor]]\nid = "grp:two"\ntype = "party"\naliases = ["…"]\n',
            id="no word",
        ),
        pytest.param(
            "4: actor 'grp:two' aliases[1]: alias 'اليمن' is also state:YE. Give it a rule with `near`, or remove it",
            '[[actor]]\nid = "grp:two"\ntype = "party"\naliases = ["حزب الغد", "اليمن"]\n',
            id="the name of a state",
        ),
        pytest.param(
            "6: actor 'per:one' office[0].office: 'off:SY.president' names no country. "
            "Write its code, a dot and the office, such as SY.president",
            PERSON.format("one", "سالم الراوي") + TERM.format("off:SY.president", "2017-01-20", "2021-01-20"),
            id="an office without country",
        ),
        pytest.param(
            "6: actor 'per:one' office[0].office: unknown office 'presidnt', so nobody is found by it. Did you mean 'president'?",
            PERSON.format("one", "سالم الراوي") + TERM.format("SY.presidnt", "2017-01-20", "2021-01-20"),
            id="an office nobody knows",
        ),
        pytest.param(
            "15: actor 'per:two' office[0].from: SY.pm from 2020-01-01 overlaps the term of per:one at config/actors.d/more.toml:1, "
            "which ends 2021-01-20. Correct one of the days",
            PERSON.format("one", "سالم الراوي")
            + TERM.format("SY.pm", "2017-01-20", "2021-01-20")
            + PERSON.format("two", "نادر الجبلي")
            + TERM.format("SY.pm", "2020-01-01", "2022-01-20"),
            id="two in one office",
        ),
        pytest.param(
            "1: actor 'per:one': no name of two words. Give the full name, others share the family name",
            PERSON.format("one", "الراوي"),
            id="a family name alone",
        ),
        pytest.param(
            "1: actor 'grp:two': no name in Arabic, so no text is about it. Give names = { ar = \"…\" }, or aliases",
            '[[actor]]\nid = "grp:two"\ntype = "party"\nnames = { en = "Two" }\n',
            id="a name in English alone",
        ),
        pytest.param(
            "7: actor 'grp:two' ambiguous[0].near[1]: 'فجر' is in its own `near`, which says nothing. Remove it there",
            '[[actor]]\nid = "grp:two"\ntype = "party"\n\n[[actor.ambiguous]]\nalias = "فجر"\nnear = ["حزب", "فجر"]\n',
            id="a word near itself",
        ),
        pytest.param(
            "5: actor 'grp:two' adjectives[0]: adjective 'الفجري' is not one word in the masculine without ال. Write it so, such as حوثي",
            ADJECTIVES.format("الفجري"),
            id="an adjective with its article",
        ),
        pytest.param(
            "5: actor 'grp:two' adjectives[0]: adjective 'فجرية' is not one word in the masculine without ال. Write it so, such as حوثي",
            ADJECTIVES.format("فجرية"),
            id="an adjective in the feminine",
        ),
        pytest.param(
            "5: actor 'grp:two' adjectives[0]: adjective 'تركي' is also the nationality of TR, whose blows would be the actor's. Remove it",
            ADJECTIVES.format("تركي"),
            id="a nationality",
        ),
        pytest.param(
            "10: actor 'grp:dawn' adjectives[0]: adjective 'فجري' is also one of grp:two at config/actors.d/more.toml:1. Remove one",
            ADJECTIVES.format("فجري") + OTHER + 'adjectives = ["فجري"]\n',
            id="an adjective of two",
        ),
    ],
)  # fmt: skip
def test_a_mistake_has_its_line(config: Path, expected: str, body: str) -> None:
    """One finding, and it names file, line, actor, key, problem and way out."""
    write(config, {"actors.d/more.toml": body})
    ((_, note),) = actor_notes(*load_located(config))
    assert f"config/actors.d/more.toml:{expected}" == str(note).split("\n")[0]


def test_two_that_share_an_alias_may_if_both_ask_for_words_near_it(config: Path) -> None:
    """Then the text says which of the two is meant."""
    ambiguous = '[[actor.ambiguous]]\nalias = "القسام"\nnear = ["{0}"]\n'
    write(
        config,
        {
            "actors.d/a.toml": OTHER + ambiguous.format("غزة"),
            "actors.d/b.toml": OTHER.replace("dawn", "noon").replace("الفجر", "الظهر") + ambiguous.format("حيفا"),
        },
    )
    assert [] == list(actor_notes(*load_located(config)))


def test_a_circle_of_parents_is_refused_at_each_of_its_members(config: Path) -> None:
    """An actor whose parent is in the circle, and is no member, is not to blame."""
    actor = '[[actor]]\nid = "grp:{0}"\ntype = "armed_group"\nparent = "grp:{1}"\n'
    body = actor.format("a", "b") + actor.format("b", "a") + actor.format("c", "a")
    write(config, {"actors.d/more.toml": body})
    with pytest.raises(ConfigError) as refused:
        load(config)
    assert [
        "config/actors.d/more.toml:4: actor 'grp:a' parent: grp:a -> grp:b -> grp:a goes in a circle. Take one parent out",
        "config/actors.d/more.toml:8: actor 'grp:b' parent: grp:b -> grp:a -> grp:b goes in a circle. Take one parent out",
    ] == [each.split("\n")[0] for each in refused.value.problems]
