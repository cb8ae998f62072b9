"""What is wrong in the actors of a configuration, with file and line: for `marsad actors lint` and `marsad check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.config.load import Loaded
from marsad.config.sources import Note
from marsad.config.tables import Located
from processors.actor_lint import Finding, findings


def actor_notes(loaded: Loaded, tables: Sequence[Located]) -> Iterator[tuple[Finding, Note]]:
    """Yield each finding, and the line it speaks of."""
    by_id = {table.id: table for table in tables if table.name == "actor"}
    for finding in findings(loaded.config.actors, lambda id_: by_id[id_].place):
        yield finding, by_id[finding.actor].note(finding.path, finding.problem)
