"""From one machine to a cluster as docs/deploy.md says: what is kept, what is not told again, and what is."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from marsad.outbox import SilenceWish, keep_silence
from marsad.ports import Entry, FeedState
from marsad.records import Article, decode
from marsad.stores import sending
from marsad.stores.database import Database, Reader
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.ledger import SqliteLedger
from marsad.stores.memory import SqliteMemory
from marsad.stores.retention import expire
from tests.cluster.shipping import append
from tests.runtime.setting import ROOT
from tests.scenarios import news
from tests.scenarios.conftest import made
from tests.servers.wanted import need

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

READ, LATER = news.ATTACK, news.ATTACK_COPIES[0]
WAITED = news.article(
    "alwifaq", "n/880", "غارة جوية تستهدف محطة وقود في أطراف بلدة الرمانة",
    "استهدفت غارة جوية فجر الاثنين محطة وقود عند أطراف بلدة الرمانة، واندلع فيها حريق كبير امتد إلى ورشة مجاورة لإصلاح السيارات."
    " وقال عمال المحطة إنهم غادروها قبل دقائق بعد أن سمعوا هدير الطائرات. وأخلت البلدية المنازل القريبة خشية انفجار الخزانات.",
    minute=20,
)  # fmt: skip
ENTRY = Entry(feed="almarfa-main", key="1", id=READ.id, url=READ.url, title=READ.title, seen=news.MORNING)


@pytest_asyncio.fixture
async def one_machine(request, tmp_path):
    """var/ of a machine that told of an attack, and was stopped before an article it had read was decided."""
    system = made("embedded", request, tmp_path / "one")
    (tmp_path / "one").mkdir()
    await system.start()
    try:
        await system.publish(READ)
        await system.settle()
        told = {(case.rule, case.story) for case in await system.desk.wall()}
    finally:
        await system.stop()
    (tmp_path / "var").mkdir()
    path = tmp_path / "var" / "marsad.db"
    shutil.copy(tmp_path / "one" / "marsad.db", path)
    database = Database(path)
    now = datetime.now(UTC)
    append(database, WAITED)
    wish = SilenceWish(matchers=("rule=flood",), author="سلمى", reason="تدريب", expires=now + timedelta(hours=1))
    await keep_silence(SqliteLedger(database), wish, now)
    await SqliteFeedStore(database).save_poll(FeedState(feed=ENTRY.feed, polls=1, last_poll=now), [], skipped=[ENTRY])
    database.close()
    return tmp_path, told


def follow_the_docs(folder) -> None:
    need("sqlite3")
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    script = re.search(r"^## From one machine to a cluster.*?```\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    subprocess.run(["sh", "-ec", script[1]], cwd=folder, check=True)


async def test_a_move_tells_only_what_comes_after_it(request, one_machine):
    """The desk knows the case and the silence, ingest the entry; an article read before is decided now, and once."""
    folder, told = one_machine
    follow_the_docs(folder)
    assert {"marsad-desk.db", "marsad-ingest.db", "one-machine"} == {each.name for each in (folder / "var").iterdir()}
    cluster = folder / "cluster"
    cluster.mkdir()
    for role in ("desk", "ingest"):
        shutil.copy(folder / "var" / f"marsad-{role}.db", cluster)
    system = made("kafka", request, cluster)
    await system.start()
    try:
        await system.settle()
        shipped = [decode(record.value, Article).url for record in await system.read("articles")]
        first = {key: body["url"] for key, body in system.sink.messages.items()}
        wall = {(case.rule, case.story) for case in await system.desk.wall()}
        reader = Reader(cluster / "marsad-desk.db")
        silences = [each.author for each in await reader.read(sending.all_silences)]
        reader.close()
        ingest = Reader(cluster / "marsad-ingest.db")
        known = await SqliteFeedStore(ingest).known(ENTRY.feed, ["1"])
        ingest.close()
        await system.publish(LATER)
        await system.settle()
        second = {body["url"] for key, body in system.sink.messages.items() if key not in first}
    finally:
        await system.stop()

    assert told
    assert [WAITED.url] == shipped
    assert [WAITED.url] == list(first.values())
    assert told < wall, "the case of before is still there"
    assert ["سلمى"] == silences
    assert {"1": ENTRY.mark} == {key: each.mark for key, each in known.items()}
    assert {LATER.url} == second, "a story of before is opened again by its next article: the docs say so"
    assert not system.complaints()


@pytest.mark.parametrize("role", ["desk", "ingest"])
async def test_what_was_moved_still_goes_when_it_is_old(role, one_machine):
    """Age counts from the newest article that deciding remembers: that of the move would have kept everything for good."""
    folder, _ = one_machine
    follow_the_docs(folder)
    database = Database(folder / "var" / f"marsad-{role}.db")
    later = datetime.now(UTC) + timedelta(days=40)

    def left(db):
        tables = ("story", "alert", "case_", "delivery")
        return [db.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]  # noqa: S608 - above

    await database.write(lambda db: expire(db, now=later, keep=timedelta(days=30)))
    assert [0, 0, 0, 0] == await database.read(left)
    assert await database.read(lambda db: SqliteMemory(db).newest()) is None
    database.close()
