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
