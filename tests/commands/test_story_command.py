"""`marsad story` shows what is in a story; `marsad story why` says why two articles are one or are not."""

import json
import re
import shutil
import sqlite3
from pathlib import Path
from textwrap import dedent

import pytest

from alerts.render import FSI, PDI
from marsad.cli import main
from marsad.demo.corpus import shipped_corpus
from marsad.stores.aliases import merge
from marsad.stores.desk import record
from marsad.stores.memory import SqliteMemory
from processors.decide import decide
from processors.window.index import Index
from tests.analysed import analyses
from tests.contract.stores import DAY, database
from tests.processors_news import RATES
from tests.written import TAIL, TEXT, TITLE, TOLL, written

FIRE = (
    written("sana-fire", TEXT + TOLL.format(12), places=("loc:aden",)),
    written("wafa-fire", TEXT + TOLL.format(19), hours=1),
    written("maal-rates", RATES + TAIL, "المركزي المغربي يثبت سعر الفائدة", hours=2),
    written("saba-digest", f"{TEXT} {RATES}{TAIL}", "أبرز ما جاء في نشرة الصباح", hours=3),
)


@pytest.fixture(scope="module")
def decided_store(tmp_path_factory) -> Path:
    """A store that decided the shipped corpus in the order of publication, and then FIRE."""
    folder = tmp_path_factory.mktemp("decided")
    with database(folder) as store:

        def work(db):
            index, memory = Index(), SqliteMemory(db)
            for analysis in (*analyses(), *FIRE):
                record(db, decide(analysis, index, memory), {}, analysis.seen)

        store.submit(work).result()
    return folder / "marsad.db"


@pytest.fixture
def story(decided_store, tmp_path, capsys):
    """Run `marsad story` on the store; return its exit status, what it printed, and its errors."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "marsad.toml").touch()

    def run(*arguments, store=decided_store):
        status = main(["story", *arguments, "--store", str(store), "--config", str(tmp_path / "config")])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def piece_with(kind):
    """A piece of the shipped corpus that copies or updates another."""
    return next(piece for piece in shipped_corpus() if piece.kind == kind and piece.of)


def url_of(label) -> str:
    """The address of the only piece of the shipped corpus on an event."""
    (piece,) = (piece for piece in shipped_corpus() if piece.story == label)
    return piece.url


def one_where(store, condition) -> tuple[str, str]:
    """The ids of an article and its story, the first of which `condition` holds in the table of sources."""
    query = f"select article, story from source where {condition} order by n"  # noqa: S608 - written below
    return sqlite3.connect(store).execute(query).fetchone()


def article_at(store, url) -> tuple[str, str]:
    """The ids of the article at `url`, and of its story."""
    return one_where(store, f"json_extract(value, '$.url') = '{url}'")


def test_a_story_shows_its_texts_in_time_order_with_what_each_is_to_another(story, decided_store):
    """Original, copies with similarity and reason, in the order of publication; the alerts and the spread beside."""
    _, name = one_where(
        decided_store, "story in (select story from alert where json_extract(value, '$.reason') = 'spread')"
    )
    status, out, _ = story(name, "--json")
    found = json.loads(out)
    texts = found["texts"]

    assert (0, name) == (status, found["story"])
    assert sorted(text["at"] for text in texts) == [text["at"] for text in texts]
    assert {"original", "copy"} <= {text["relation"] for text in texts}
    assert all(text["of"] and text["similarity"] and text["why"] for text in texts if text["relation"] == "copy")
    assert {"opened", "spread"} <= {each["what"] for each in found["happenings"]}
    assert {alert["id"] for alert in found["alerts"]}
    assert len({text["family"] for text in texts}) == len(found["families"])


def test_people_read_the_same_in_lines_that_arabic_does_not_reorder(story, decided_store):
    """Every title stands between isolates, and a changed figure stays in one piece."""
    status, out, _ = story("sana-fire")

    assert 0 == status
    assert 2 == out.count(f"{FSI}{TITLE}{PDI}")
    assert "update of sana-fire" in out
    assert f"figures differ: {FSI}اصابة 12 → 19 عاملا{PDI}" in out
    assert "places: loc:aden" in out


def test_a_digest_says_what_it_holds_beside_the_nearest_text(story, decided_store):
    """In lines for people and in JSON."""
    _, name = one_where(decided_store, "article = 'saba-digest'")
    digest = json.loads(story(name, "--json")[1])["texts"][-1]

    assert ("contains", [{"article": "sana-fire", "story": "sana-fire"}]) == (digest["relation"], digest["holds"])
    assert "holds also sana-fire of story sana-fire" in story(name)[1]


def test_what_the_page_on_stories_shows_is_what_is_printed(story):
    """Both examples, but for `...` and the score, which moves with the weights of words; no letter of direction is shown."""

    def plain(text):
        return re.sub(rf"[{FSI}{PDI}]", "", re.sub(r"0\.\d{3}", "0.…", text))

    page = (Path(__file__).parents[2] / "docs" / "stories.md").read_text(encoding="utf-8")
    examples = re.findall(r"^    \$ marsad story (.*)\n((?:    .*\n|\n)+)", page, re.MULTILINE)
    for arguments, shown in examples:
        printed = plain(story(*arguments.split())[1])
        assert [] == [part for part in plain(dedent(shown)).strip().split("\n\n...\n\n") if part not in printed]
    assert 2 == len(examples)


def test_the_beginning_of_an_id_is_enough_while_it_is_the_only_one(story, decided_store):
    """One story of that beginning is shown; of several all are named."""
    _, name = article_at(decided_store, piece_with("wire").url)
    stories = [each for (each,) in sqlite3.connect(decided_store).execute("select distinct story from source")]
    shared = next(one[0] for one in stories if sum(other[0] == one[0] for other in stories) > 1)
    status, _, err = story(shared)

    assert name in story(name[:10])[1]
    assert 2 == status
    assert all(each in err for each in sorted(each for each in stories if each[0] == shared)[:2])


@pytest.mark.parametrize("name", ["ffffffffffffffffff", "", "%"])
def test_an_unknown_story_is_an_error_that_says_where_ids_stand(story, name):
    """Exit status 2 and the way out."""
    status, _, err = story(name)

    assert 2 == status
    assert f"story {name!r}: " in err
    assert "story page" in err


def test_why_names_the_text_that_a_copy_is_related_to(story):
    """Two addresses of one story: both verdicts as decided, and the comparison worked out once more."""
    copy = piece_with("wire")
    status, out, _ = story("why", copy.of, copy.url, "--json")
    found = json.loads(out)
    texts = found["comparison"]["texts"]

    assert (0, True) == (status, found["one_story"])
    assert [copy.of, copy.url] == [each["url"] for each in found["articles"]]
    assert found["articles"][1]["why"] in found["reasons"][0]
    assert texts["shared"] >= min(texts["prints"]) / 2
    assert found["comparison"]["words"]["members"] >= 1


def test_why_says_what_keeps_two_articles_apart(story):
    """Two events: nothing in common, and no condition is blamed for it."""
    status, out, _ = story("why", url_of("book-fair"), url_of("cyber"))

    assert 0 == status
    assert out.startswith("one story: no")
    assert "share too few words in a row" in out
    assert "too far" in out


def test_an_article_is_known_by_any_spelling_of_its_address_and_by_its_id(story, decided_store):
    """Canonical address, tracking parameters, the beginning of an id: all name one article, in either order."""
    copy = piece_with("wire")
    id_, _ = article_at(decided_store, copy.url)
    plain = story("why", copy.of, copy.url)[1]

    assert plain == story("why", f"{copy.url.replace('https://', 'http://www.')}&utm_source=x", copy.of)[1]
    assert plain == story("why", id_[:12], copy.of)[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("why", "https://nowhere.example/1", "https://nowhere.example/2"), "article 'https://nowhere.example/1': "),
        (("why",), "story why ARTICLE ARTICLE"),
        (("why", "a"), "story why ARTICLE ARTICLE"),
        (("a", "b"), "story why ARTICLE ARTICLE"),
        (("why", "", "b"), "article '': "),
    ],
)
def test_what_cannot_be_shown_is_named_with_the_way_out(story, arguments, says):
    """Exit status 2 for addresses that are not there and for commands that are not complete."""
    status, _, err = story(*arguments)

    assert 2 == status
    assert says in err


def test_one_article_is_not_compared_with_itself(story):
    """Two spellings of one address are one article."""
    copy = piece_with("wire")
    status, _, err = story("why", copy.url, f"{copy.url}#top")

    assert 2 == status
    assert "are one article" in err


def test_what_deciding_has_forgotten_is_shown_as_decided_and_compared_no_more(story, decided_store, tmp_path):
    """After a week, and on the desk of a cluster: verdicts and reasons stand, and it says why there is no more."""
    forgetful = shutil.copy(decided_store, tmp_path / "forgetful.db")
    with sqlite3.connect(forgetful) as db:
        db.execute("delete from memory")
    one = piece_with("wire")
    other = next(piece for piece in shipped_corpus() if piece.story != one.story)
    _, name = article_at(decided_store, one.url)

    assert "cannot be compared" in story("why", one.url, other.url, store=forgetful)[1]
    assert json.loads(story("why", one.url, other.url, "--json", store=forgetful)[1])["comparison"] is None
    assert "deciding remembers them for a week" in story(name, store=forgetful)[1]


def test_the_old_id_of_a_story_that_was_merged_finds_the_other(story, decided_store, tmp_path):
    """Both ids show one story with the articles of both, and why says that the stories were merged."""
    merged = shutil.copy(decided_store, tmp_path / "merged.db")
    (one, into), (other, gone) = (article_at(decided_store, url_of(label)) for label in ("book-fair", "cyber"))
    with sqlite3.connect(merged) as db:
        merge(db, gone, into, DAY)
    found = json.loads(story(gone[:12], "--json", store=merged)[1])

    assert into == found["story"]
    assert {one, other} == {text["article"] for text in found["texts"]}
    assert "stories were merged" in story("why", one, other, store=merged)[1]


def test_no_store_is_an_error_that_says_so(story, tmp_path):
    """Exit status 2 and the way out, as for every command that reads a store."""
    status, _, err = story("abc", store=tmp_path / "none.db")

    assert 2 == status
    assert "no such store" in err
