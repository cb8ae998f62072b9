"""The command line answers at once: nothing heavy is imported before a verb needs it."""

import subprocess
import sys

import pytest

from marsad.cli import parser

HEAVY = ("faust", "kafka", "redis", "trafilatura", "feedparser", "aiohttp", "pydantic", "numpy", "jinja2")


def test_importing_the_command_line_is_light():
    """`import marsad.cli` must not import a server, a parser of pages or a validator."""
    code = f"import sys, marsad.cli; print([name for name in {HEAVY!r} if name in sys.modules])"

    assert "[]\n" == subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def verbs():
    (actions,) = [action for action in parser()._actions if action.dest == "verb"]
    return actions.choices


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_verb_has_a_module_and_says_what_it_takes(verb):
    """A verb without its module would fail only when called; an option without help says nothing."""
    import importlib

    grammar = verbs()[verb]
    assert callable(importlib.import_module(f"marsad.commands.{grammar.get_default('module')}").run)
    assert grammar.description


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["run", "--admin-port", "99999"], "'99999' is no port; write a number up to 65535"),
        (["demo", "--port", "web"], "'web' is no port"),
        (["demo", "--speed", "0"], "'0' is no speed; write a number above 0"),
        (["demo", "--speed", "nan"], "'nan' is no speed"),
        (["demo", "--limit", "-3"], "'-3' is no count; write 1, 2, 3 or more"),
        (["topics", "apply", "--replication", "0"], "'0' is no count"),
        (
            ["feeds", "test", "https://a.example", "--allow-private", "10.2.0.1/16"],
            "write a network such as 10.2.0.0/16",
        ),
    ],
)
def test_a_value_that_is_none_is_refused_with_the_way_out(arguments, way_out, capsys):
    """Before anything is read or started: exit status 2."""
    with pytest.raises(SystemExit) as refused:
        parser().parse_args(arguments)

    assert (2, True) == (refused.value.code, way_out in capsys.readouterr().err)


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["demo", "--port", "65535"], "Choose one up to 65534."),
        (["run", "--role", "all", "--admin-port", "65533"], "Choose one up to 65532 with --admin-port or admin.port."),
    ],
)
def test_a_port_with_too_few_behind_it_is_refused(arguments, way_out, here):
    """What takes several takes them in a row."""
    status, _, err = here(*arguments)

    assert (2, True) == (status, way_out in err)
