"""The command line: which verbs are there, and what do they take?

Nothing heavy is imported here: `marsad --help` must answer at once. Exit status: 0 ok, 1 a problem was found,
2 the command or the configuration cannot be used.
"""

from __future__ import annotations

import argparse
import importlib
import ipaddress
import logging
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from marsad.commands import output
from marsad.errors import ConfigError, InputError, MarsadError


def parser() -> argparse.ArgumentParser:
    """Return the whole grammar of the command line."""
    root = argparse.ArgumentParser(
        prog="marsad", description="Watches Arabic news feeds and alerts operators once per story."
    )
    root.add_argument("-v", "--verbose", action="store_true", help="log more, on stderr")
    verbs = root.add_subparsers(dest="verb", metavar="COMMAND", required=True)
    _service_verbs(verbs)
    _config_verbs(verbs)
    _text_verbs(verbs)
    _explaining_verbs(verbs)
    _actors_verb(verbs)
    _story_verb(verbs)
    _replay_verb(verbs)
    _feeds_verb(verbs)
    _letters_verb(verbs)
    _channels_verb(verbs)
    _silence_verb(verbs)
    _topics_verb(verbs)
    _verb(verbs, "version", "print the version")
    return root


_ELSEWHERE = 'or a file that holds it, the address of its page, or "-" for stdin'

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


def _verb(verbs: Verbs, name: str, says: str, module: str = "") -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".")
    verb.set_defaults(module=module or name)
    return verb


def _acts(verb: argparse.ArgumentParser) -> Verbs:
    return verb.add_subparsers(dest="act", metavar="ACTION", required=True)


def _takes_config(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--config", metavar="DIR", type=Path, default=Path("config"), help="configuration directory (default: config)"
    )


def _takes_store(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--store", metavar="FILE", type=Path, help="use this store instead of the configuration's")


def _takes_json(verb: argparse.ArgumentParser, says: str = "print JSON") -> None:
    verb.add_argument("--json", action="store_true", help=says)


def _takes_private(verb: argparse.ArgumentParser) -> None:
    words = "a private network that may be asked; may be repeated"
    verb.add_argument("--allow-private", metavar="CIDR", type=_network, action="append", default=[], help=words)


def _service_verbs(verbs: Verbs) -> None:
    run = _verb(verbs, "run", "watch the feeds of a configuration until told to stop")
    _takes_config(run)
    run.add_argument(
        "--role",
        choices=("ingest", "analyse", "decide", "desk", "all"),
        help="one stage of a cluster on Kafka and Redis, or all of them here (default: everything in one, on SQLite)",
    )
    run.add_argument(
        "--shard", metavar="N/M", help="with --role ingest: read only the feeds that fall to process N of M"
    )
    run.add_argument("--admin-port", metavar="N", type=_port, help="port for machines (default: the configuration's)")
    run.add_argument(
        "--listen-all",
        action="store_true",
        help="listen on every address, for containers: publish the ports on loopback only, or give console.password",
    )
    demo = _verb(verbs, "demo", "watch a newsroom that publishes a corpus on this machine, no internet needed")
    _takes_config(demo)
    demo.add_argument(
        "--corpus", metavar="FILE", type=Path, help="JSON Lines, also .xz or .gz (default: the shipped one)"
    )
    demo.add_argument("--speed", metavar="N", type=_speed, help="newsroom seconds in one real second (default: 60)")
    demo.add_argument("--limit", metavar="N", type=_count, help="publish no more than N articles")
    demo.add_argument("--store", metavar="FILE", type=Path, help="keep the store here (default: a temporary one)")
    demo.add_argument("--port", metavar="N", type=_port, help="port of the console (default: the configuration's)")
    demo.add_argument("--until-done", action="store_true", help="stop when everything is published and processed")
    _takes_json(demo, "with --until-done: print the totals as JSON")
    health = _verb(verbs, "health", "ask the running marsad of this machine whether it is alive")
    _takes_config(health)
    health.add_argument("--port", metavar="N", type=_port, help="its admin port (default: the configuration's)")
    tail = _verb(verbs, "tail", "print alerts as they come")
    _takes_config(tail)
    tail.add_argument("--store", metavar="FILE", type=Path, help="read this store instead of the configuration's")
    tail.add_argument("-n", "--last", metavar="N", type=_last, default=10, help="begin with the last N (default: 10)")
    tail.add_argument("--no-follow", action="store_true", help="print what is there and stop")
    _takes_json(tail, "one JSON object a line")


def _config_verbs(verbs: Verbs) -> None:
    check = _verb(verbs, "check", "say whether a configuration is sound, with file and line of every mistake")
    check.add_argument("dir", metavar="DIR", type=Path, nargs="?", default=Path("config"))
    _takes_json(check, "print problems and warnings as JSON")
    _verb(verbs, "schema", "print the JSON Schema of the configuration files")


def _text_verbs(verbs: Verbs) -> None:
    analyse = _verb(
        verbs, "analyse", "print keyword hits, actor mentions and events of articles (JSON Lines in and out)"
    )
    backtest = _verb(verbs, "backtest", "print what would have been decided and alerted (JSON Lines in and out)")
    for verb in (analyse, backtest):
        _takes_config(verb)
        verb.add_argument("--workers", metavar="N", type=int, default=0, help="processes (default: one per core)")
    backtest.add_argument(
        "--rule", metavar="ID", action="append", help="say what this rule would have done, instead; may be repeated"
    )
    backtest.add_argument(
        "--against",
        metavar="OLD_DIR",
        type=Path,
        help="say what the configuration adds to OLD_DIR's alerts and removes",
    )
    _takes_json(backtest, "with --rule or --against: one JSON object a rule")


def _explaining_verbs(verbs: Verbs) -> None:
    keywords = _verb(verbs, "keywords", "explain what a keyword matches")
    acts = _acts(keywords)
    explain = acts.add_parser("explain", help="its forms by level, where they come from, what is left out and why")
    explain.add_argument("key", metavar="KEY", help="a configured keyword, or any word that could become one")
    _takes_config(explain)
    explain.add_argument(
        "--level", choices=("strict", "event", "family"), default="family", help="show no wider level (default: family)"
    )
    explain.add_argument("--corpus", metavar="FILE", type=Path, help="count each form in JSON Lines, also .xz or .gz")
    _takes_json(explain, "print everything as one JSON object")
    rules = _verb(verbs, "rules", "try rules on a text, and see how their alerts were judged")
    acts = _acts(rules)
    test = acts.add_parser("test", help="which rules fire on a text, and what keeps the others from it")
    test.add_argument("text", metavar="TEXT", nargs="?", help=f"the body of an article, {_ELSEWHERE}")
    test.add_argument("--file", metavar="FILE", type=Path, help="as TEXT, where the file must be there")
    test.add_argument("--url", metavar="URL", help="as TEXT: fetch a page and read its article")
    test.add_argument("--title", metavar="TITLE", help="the headline")
    test.add_argument("--rule", metavar="ID", help="only this rule, with every clause")
    _takes_config(test)
    _takes_private(test)
    _takes_json(test, "one JSON object a line and rule")
    report = acts.add_parser("report", help="precision of each rule as operators judged its alerts, and what to change")
    _takes_config(report)
    _takes_store(report)
    report.add_argument("--days", metavar="N", type=int, help="only cases of the last N days (default: all kept)")
    _takes_json(report, "one JSON object a line and rule")


def _actors_verb(verbs: Verbs) -> None:
    actors = _verb(verbs, "actors", "try, check, add and import actors")
    acts = _acts(actors)
    trying = acts.add_parser("try", help="who is in a text, by which rule, and what was refused")
    trying.add_argument(
        "text", metavar="TEXT", nargs="?", help=f"what they are looked for in, {_ELSEWHERE} (default: stdin)"
    )
    trying.add_argument("--date", metavar="DAY", help="the day of the article, for bare titles")
    _takes_private(trying)
    for act in (trying, acts.add_parser("lint", help="what is wrong in the actors")):
        _takes_config(act)
        _takes_json(act)
    add = acts.add_parser("add", help="write an entry for somebody whom no entry names")
    add.add_argument(
        "name", metavar="NAME", help="the Arabic name, or the id of an unknown person such as new:سالم-الراوي"
    )
    add.add_argument("--id", metavar="ID", help="such as per:salim-alrawi (default: made of the letters of the name)")
    add.add_argument("--alias", metavar="NAME", action="append", default=[], help="another name; may be repeated")
    add.add_argument("--country", metavar="CC", default="", help="such as SY")
    listing = acts.add_parser("import", help="turn a list of names that others publish into a file of actors.d")
    listing.add_argument("list", metavar="LIST", type=Path, help="tab-separated text, also .xz or .gz")
    listing.add_argument("--from", dest="source", choices=("jrc", "wikidata"), required=True, help="which list it is")
    for act, of, file in ((add, "its", "own.toml"), (listing, "of those whose line says none: their", None)):
        _takes_config(act)
        act.add_argument("--type", metavar="TYPE", default="person", help=f"{of} type (default: person)")
        act.add_argument(
            "--file", metavar="NAME", default=file, help="file of actors.d (default: own.toml, or named after the list)"
        )


def _story_verb(verbs: Verbs) -> None:
    story = _verb(verbs, "story", "show a story with its sources, or say why two articles are one story or two")
    story.usage = "marsad story [options] ID\n       marsad story [options] why ARTICLE ARTICLE"
    story.add_argument(
        "what",
        metavar="ID",
        nargs="+",
        help='the id of a story, or its beginning; or "why" and two articles, each by address or id',
    )
    _takes_config(story)
    _takes_store(story)
    _takes_json(story, "print everything as one JSON object")


def _replay_verb(verbs: Verbs) -> None:
    replay = _verb(verbs, "replay", "decide the log once more with a fresh memory (JSON Lines out)")
    _takes_config(replay)
    replay.add_argument(
        "--since", metavar="WHEN", default="7d", help='print from then on: "24h", or a time (default: 7d)'
    )
    replay.add_argument("--kafka", action="store_true", help="the log of the cluster (default: the store's)")
    _takes_store(replay)
    replay.add_argument("--compare", action="store_true", help="print only what differs from what was decided then")


def _feeds_verb(verbs: Verbs) -> None:
    feeds = _verb(verbs, "feeds", "list, find, test, import and export feeds")
    acts = _acts(feeds)
    listing = acts.add_parser("list", help="the feeds of the configuration with their state")
    _takes_config(listing)
    _takes_json(listing)
    find = acts.add_parser("find", help="feeds a site offers")
    test = acts.add_parser("test", help="fetch a feed once and show what it gives")
    for act in (find, test):
        act.add_argument("url", metavar="URL")
        _takes_json(act)
        _takes_private(act)
    test.add_argument("--pages", action="store_true", help="show what the pages of its first entries give, too")
    reading = acts.add_parser("import", help="turn OPML into [[feed]] tables on stdout")
    reading.add_argument("file", metavar="FILE", type=Path)
    _takes_config(acts.add_parser("export", help="print the feeds of the configuration as OPML"))


def _letters_verb(verbs: Verbs) -> None:
    letters = _verb(verbs, "dead-letters", "list and retry what no stage or channel would take", "dead_letters")
    acts = _acts(letters)
    for name, says in (("list", "what lies there and why"), ("retry", "put it all back in line")):
        act = acts.add_parser(name, help=says)
        _takes_config(act)
        _takes_store(act)
        _takes_json(act)


def _channels_verb(verbs: Verbs) -> None:
    channels = _verb(verbs, "channels", "list the channels, and send a test through one")
    acts = _acts(channels)
    listing = acts.add_parser("list", help="the channels of the configuration with what waits, went and failed")
    test = acts.add_parser("test", help="send a message that says it is a test; when it is taken, what waits goes too")
    test.add_argument("id", metavar="ID")
    for act in (listing, test):
        _takes_store(act)
        _takes_config(act)
        _takes_json(act)


def _silence_verb(verbs: Verbs) -> None:
    silence = _verb(verbs, "silence", "hold alerts back for a while, see what is held back, and end it")
    acts = _acts(silence)
    add = acts.add_parser("add", help="hold back what fits every matcher, until a time")
    add.add_argument(
        "matchers", metavar="KEY=VALUE", nargs="+",
        help="as in routes: severity rule actor place publisher reason; commas are OR, matchers are AND, * any characters",
    )  # fmt: skip
    add.add_argument("--author", metavar="NAME", required=True, help="who wants it")
    add.add_argument("--reason", metavar="WORDS", required=True, help="why")
    add.add_argument("--for", dest="lasts", metavar="SPAN", help="how long, such as 2h; at most 30d")
    add.add_argument("--until", metavar="WHEN", help="until when, such as 2026-03-01T06:00Z")
    listing = acts.add_parser("list", help="those in force, with author, reason, end and how much each holds back")
    listing.add_argument("--all", action="store_true", help="also those that are over")
    end = acts.add_parser("end", help="let one expire now")
    end.add_argument("number", metavar="N", type=int)
    end.add_argument("--author", metavar="NAME", required=True, help="who wants it")
    for act in (add, listing, end):
        _takes_config(act)
        _takes_store(act)
        _takes_json(act)


def _topics_verb(verbs: Verbs) -> None:
    topics = _verb(verbs, "topics", "make the Kafka topics of the cluster, or say how they differ")
    acts = _acts(topics)
    applying = acts.add_parser("apply", help="make what is missing, change what may be changed")
    applying.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")
    applying.add_argument("--force", action="store_true", help="do also what deletes records")
    for act in (applying, acts.add_parser("check", help="exit status 1 when something is to be done, 2 when refused")):
        _takes_config(act)
        act.add_argument(
            "--replication", metavar="N", type=_count, default=3, help="replicas of each topic (default: 3)"
        )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no count; write 1, 2, 3 or more")
    return int(text)


def _last(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no count; write 0 for none of those that are there, 1, 2 or more"
        )
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:  # noqa: PLR2004 - the range of ports
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number up to 65535, 0 for any that is free")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed; write a number above 0, such as 60")
    return speed


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{problem}; write a network such as 10.2.0.0/16") from problem
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    options = parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    if not options.verbose:
        for library in ("faust", "mode", "watchfiles"):  # they tell of every service and every file
            logging.getLogger(library).setLevel(logging.WARNING)
    output.escape_the_rest()
    try:
        status = _run(options)
        output.flush()
    except BrokenPipeError:  # the reader has seen enough; nothing more can be written
        output.leave()
        return 0
    except OSError as problem:
        if not output.no_room(problem):
            raise
        output.leave()
        print(
            f"marsad: the output takes no more: {problem.strerror}. Make room, or write it elsewhere", file=sys.stderr
        )
        return 1
    return status


def _run(options: argparse.Namespace) -> int:
    try:
        return int(importlib.import_module(f"marsad.commands.{options.module}").run(options))
    except ConfigError as problem:
        print("\n".join(problem.problems), file=sys.stderr)
        return 2
    except InputError as problem:
        print(f"marsad: {problem}", file=sys.stderr)
        return 1
    except MarsadError as problem:
        print(f"marsad: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
