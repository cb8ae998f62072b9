"""`marsad actors add` and `import`: entries are written whole, or not at all, and what is left out is told."""

import gzip
import tomllib
from pathlib import Path

import pytest

from marsad.cli import main
from marsad.commands.actor_lists import FORMATS
from marsad.commands.actors_import import shared_names
from marsad.config.load import load
from marsad.errors import InputError
from tests.config.sound import SOUND, write

JRC = """8\tP\tu\tSalim+Alrawi
8\tP\tar\tسالم+الراوي
8\tP\tu\tسليم+الراوي
8\tP\tfa\tسالم+الراوى
9\tP\tru\tСалим
10\tO\tar\tمجموعة+السهول+القابضة
11\tT\tar\tعاصفة+الشمال
12\tP\tar\tنادر
13\tP\tar\tحامد+السهلي
14\tP\tu\tحامد+السهلي
15\tP\tar\tكوريا+الشمالية
16\tP\tar\tملا+محمد+طالبان
16\tP\tar\tحركة+طالبان
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A sound configuration with one movement that has two names."""
    actor = '[[actor]]\nid = "grp:taliban"\ntype = "armed_group"\naliases = ["طالبان", "حركة طالبان"]\n'
    return write(tmp_path / "config", {**SOUND, "actors.d/base.toml": actor})


def add(config: Path, *arguments: str) -> int:
    return main(["actors", "add", "--config", str(config), *arguments])


def taken(config: Path, source: str, text: str | bytes, *arguments: str) -> int:
    """Import a list that is written for the test."""
    path = config.parent / "list.tsv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return main(["actors", "import", "--config", str(config), "--from", source, *arguments, str(path)])


def entries(config: Path, name: str) -> dict[str, dict[str, object]]:
    tables = tomllib.loads((config / "actors.d" / name).read_text(encoding="utf-8"))["actor"]
    return {table["id"]: table for table in tables}


# ------------------------------------------------------------------------------------------------------------ add


def test_an_unknown_person_becomes_an_entry(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The id that articles gave is enough; what was written is printed with its place."""
    assert 0 == add(config, "new:سالم-الراوي", "--alias", "أبو ليث الراوي", "--country", "SY")
    written = (config / "actors.d" / "own.toml").read_text(encoding="utf-8")
    assert f"config/actors.d/own.toml:1:\n{written}" == capsys.readouterr().out
    assert {
        "per:salm-alrawy": {
            "id": "per:salm-alrawy", "type": "person", "country": "SY", "names": {"ar": "سالم الراوي"},
            "aliases": ["أبو ليث الراوي"],
        }
    } == entries(config, "own.toml")  # fmt: skip


def test_an_entry_goes_behind_those_that_are_there(config: Path) -> None:
    """Also behind a file whose last line is not ended; two of one spelling get two ids."""
    own = config / "actors.d" / "own.toml"
    own.write_text(
        '# ours\n[[actor]]\nid = "org:salam"\ntype = "ngo"\nnames = { ar = "جمعية السلام" }', encoding="utf-8"
    )
    assert 0 == add(config, "كتائب الفجر", "--type", "armed_group", "--id", "grp:dawn")
    assert 0 == add(config, "سالم الراوي")
    assert 0 == add(config, "سلام الراوي")
    assert ["org:salam", "grp:dawn", "per:salm-alrawy", "per:slam-alrawy"] == list(entries(config, "own.toml"))
    assert own.read_text(encoding="utf-8").startswith("# ours\n")


@pytest.mark.parametrize(
    ("problem", "arguments"),
    [
        ("'grp:taliban' is already defined at config/actors.d/base.toml:1. ", ["الإمارة", "--id", "grp:taliban"]),
        ("«طالبانْ» is already a name of grp:taliban at config/actors.d/base.toml:1. ", ["طالبانْ"]),
        ("«حركه طالبان» is already a name of grp:taliban at ", ["الإمارة", "--alias", "حركه طالبان"]),
        ("«اليمن» is state:YE, which marsad knows by itself. ", ["اليمن"]),
        ("--type armed-group: no type of actor. Did you mean 'armed_group'?", ["كتائب الفجر", "--type", "armed-group"]),
        ("--file ../x.toml: no name of a file in config/actors.d. ", ["كتائب الفجر", "--file", "../x.toml"]),
        ("«…» has no letter to make an id from. ", ["…"]),
        ("actor 'per:ktayb' country: unknown country 'XX'. ", ["كتايب", "--country", "XX"]),
        ("actor 'grp:x y' id: expected a kind, a colon and a name", ["كتائب الفجر", "--id", "grp:x y"]),
    ],
)  # fmt: skip
def test_what_cannot_be_written_leaves_the_files_as_they_were(
    config: Path, capsys: pytest.CaptureFixture[str], problem: str, arguments: list[str]
) -> None:
    """Refused with the place of the other, and nothing half written stays."""
    before = load(config).digest
    assert 0 != add(config, *arguments)
    assert problem in capsys.readouterr().err
    assert before == load(config).digest
    assert ["base.toml"] == [path.name for path in (config / "actors.d").iterdir()]


def test_a_refused_entry_leaves_the_entries_before_it(config: Path) -> None:
    """The file is put back byte by byte."""
    assert 0 == add(config, "سالم الراوي")
    before = (config / "actors.d" / "own.toml").read_bytes()
    assert 2 == add(config, "نادر الجبلي", "--country", "XX")
    assert before == (config / "actors.d" / "own.toml").read_bytes()


def test_what_lint_says_of_the_new_entry_is_told_at_once(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One name is mostly somebody else's too."""
    assert 0 == add(config, "الراوي")
    assert "warning: config/actors.d/own.toml:1: actor 'per:alrawy': no name of two words." in capsys.readouterr().out


# --------------------------------------------------------------------------------------------------------- import


def test_a_list_of_jrc_becomes_a_file_of_actors(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Arabic names of two words and more that nobody else has; what marsad takes as one spelling stands once."""
    assert 0 == taken(config, "jrc", JRC)
    assert {
        "per:jrc-8": {
            "id": "per:jrc-8", "type": "person", "names": {"ar": "سالم الراوي", "en": "Salim Alrawi"}, "aliases": ["سليم الراوي"],
        },
        "org:jrc-10": {"id": "org:jrc-10", "type": "intl_org", "names": {"ar": "مجموعة السهول القابضة"}},
    } == entries(config, "jrc-names.toml")  # fmt: skip
    said = capsys.readouterr().out.splitlines()
    assert f"{config / 'actors.d' / 'jrc-names.toml'}: 2 actors with 3 names" == said[0]
    assert "Joint Research Centre" in said[1]
    assert [
        "  1 named by an actor of yours; further spellings stand in the file as comments",
        "  1 of a kind that is no actor",
        "  5 without a name that can stand alone",
        "  2 names in other scripts",
        "  1 names of one word, or of more than eight",
        "  2 names that two on the list share",
        "  1 names of states and places",
    ] == said[2:]


def test_spellings_of_somebody_who_is_known_are_kept_as_a_comment(config: Path) -> None:
    """Two ids for one are worse than a spelling less; the operator may move it."""
    assert 0 == taken(config, "jrc", JRC)
    written = (config / "actors.d" / "jrc-names.toml").read_text(encoding="utf-8")
    assert '# grp:taliban at config/actors.d/base.toml:1 is also spelt: "ملا محمد طالبان"\n' in written
    assert "the source" in written.splitlines()[1]


def test_a_bad_line_is_named_and_the_rest_is_taken(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fields, ids, encodings, lines without end, and ids that come back further down."""
    lines = [
        b"x\tP\tar\t" + "سالم الراوي".encode(),
        b"1\tP",
        b"2\tP\tar\t" + "سالم الراوي".encode("cp1256"),
        b"3\tP\tar\t" + b"x" * 30_000,
        b"4\tP\tar\t" + "حامد السهلي".encode(),
        b"5\tP\tar\t" + "نادر الجبلي".encode(),
        b"4\tP\tar\t" + "حميد السهلي".encode(),
    ]
    assert 1 == taken(config, "jrc", b"\n".join(lines))
    path, told = config.parent / "list.tsv", capsys.readouterr().err.splitlines()
    assert [
        f"marsad: {path}:1: 'x' is no number. The first field is the id",
        f"marsad: {path}:2: 2 fields. JRC-Names has id, kind, language and name, with tabs between",
        f"marsad: {path}:3: not UTF-8. Save the file as UTF-8",
        f"marsad: {path}:4: 30008 bytes are no line of names. Look at the file's line ends",
        f"marsad: {path}:7: 4 stood above already. Sort the file by id",
        "marsad: 5 lines were refused, the first 100 named above; the rest was done",
    ] == told
    assert ["per:jrc-4", "per:jrc-5"] == list(entries(config, "jrc-names.toml"))


def test_labels_of_wikidata_bring_type_country_and_aliases(config: Path) -> None:
    """As a query prints them, with or without header and quotes; a line that says no type is of --type."""
    rows = [
        "?item\t?itemLabel\t?aliases\t?type\t?country",
        '<http://www.wikidata.org/entity/Q101>\t"سالم الراوي"@ar\t"أبو ليث الراوي|Salim Alrawi"\t\tSY',
        "Q102\tحزب الغد الأخضر\t\tparty\tLB",
        "Q103\tحركة طالبان\t\tarmed_group\tAF",
        "Q104\tمنظمة السهول",
    ]
    assert 0 == taken(config, "wikidata", "\n".join(rows), "--file", "people.toml")
    assert {
        "per:Q101": {
            "id": "per:Q101", "type": "person", "country": "SY", "wikidata": "Q101",
            "names": {"ar": "سالم الراوي", "en": "Salim Alrawi"}, "aliases": ["أبو ليث الراوي"],
        },
        "grp:Q102": {
            "id": "grp:Q102", "type": "party", "country": "LB", "wikidata": "Q102", "names": {"ar": "حزب الغد الأخضر"},
        },
        "per:Q104": {"id": "per:Q104", "type": "person", "wikidata": "Q104", "names": {"ar": "منظمة السهول"}},
    } == entries(config, "people.toml")  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "row"),
    [
        ("'Taliban' is no item of Wikidata. Write one such as Q42418", "Taliban\tحركة السهول"),
        ("1 fields. Write id, label, and if known aliases, type and country", "Q1"),
        ("unknown type 'parti'. Did you mean 'party'?", "Q1\tحركة السهول\t\tparti"),
        ("unknown country 'sy'. Write a two-letter ISO 3166 code in capitals", "Q1\tحركة السهول\t\tparty\tsy"),
    ],
)
def test_a_bad_line_of_wikidata_is_named(
    config: Path, capsys: pytest.CaptureFixture[str], problem: str, row: str
) -> None:
    """With its line, and the way out."""
    assert 1 == taken(config, "wikidata", f"Q9\tحامد السهلي\n{row}\n")
    assert f"list.tsv:2: {problem}" in capsys.readouterr().err
    assert ["per:Q9"] == list(entries(config, "wikidata.toml"))


def test_a_file_that_is_there_is_not_written_over(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may have pruned it."""
    assert 0 == taken(config, "jrc", JRC)
    before = load(config).digest
    assert 1 == taken(config, "jrc", JRC)
    assert (
        "jrc-names.toml: is there already. Remove it to import anew, or name another with --file."
        in capsys.readouterr().err
    )
    assert before == load(config).digest


def test_a_packed_list_is_read_and_one_that_is_not_there_is_named(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As JRC packs it."""
    packed = config.parent / "entities.gz"
    packed.write_bytes(gzip.compress(JRC.encode()))
    command = ["actors", "import", "--config", str(config), "--from", "jrc"]
    assert 0 == main([*command, str(packed)])
    assert 1 == main([*command, "--file", "more.toml", str(config.parent / "nowhere.tsv")])
    assert "nowhere.tsv: No such file or directory. Name a file that can be read." in capsys.readouterr().err


def test_a_list_without_anybody_new_writes_no_file(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And says why."""
    assert 0 == taken(config, "jrc", "9\tP\tru\tСалим Салимов\n")
    assert "No actor was written." in capsys.readouterr().out
    assert not (config / "actors.d" / "jrc-names.toml").exists()


def test_the_names_that_are_compared_are_bounded(tmp_path: Path) -> None:
    """A list that is too long is told with the line where it is."""
    source = tmp_path / "list.tsv"
    source.write_text(JRC, encoding="utf-8")
    assert 1 == len(shared_names(source, FORMATS["jrc"], most=9))
    with pytest.raises(InputError, match=r"list\.tsv:9: more than 5 Arabic names\. Split the file"):
        shared_names(source, FORMATS["jrc"], most=5)
