"""The files of a small sound configuration."""

from pathlib import Path

SOUND = {
    "marsad.toml": '[ingest]\ncontact = "desk@example.org"\n',
    "feeds.d/base.toml": '[[feed]]\nid = "wakala"\nurl = "https://wakala.example/rss"\npublisher = "wakala"\n',
    "keywords.d/base.toml": '[[keyword]]\nkey = "هجوم"\n\n[[keyword]]\nkey = "سيطرة"\n',
    "actors.d/base.toml": '[[actor]]\nid = "grp:taliban"\ntype = "armed_group"\naliases = ["طالبان"]\n',
    "rules.d/base.toml": '[[rule]]\nid = "attack"\nname = "هجوم"\nseverity = "high"\nall = ["هجوم"]\n',
    "channels.d/base.toml": '[[channel]]\nid = "wall"\ntype = "tail"\n\n[[route]]\nto = ["wall"]\n',
}


def write(directory: Path, files: dict[str, str]) -> Path:
    """Write `files` below `directory` and return it."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return directory
