"""Do two articles tell of one scene? Within a day title and lead of both name one place and something more.

Two desks on one attack share hardly a word, and name the same town and the same sides. A person makes no scene: an emir
is in his province every day. Nor does a whole state, which any news of a day may name, nor who tells.
"""

from __future__ import annotations

from marsad.records import Footprint
from processors.held import Told
from processors.namesakes import is_person, told_of

SCENE_S = 24 * 3600
NAMES = 2  # in common, the place among them
_STATE = "state:"


def has_scene(footprint: Footprint) -> bool:
    """Say whether an article names enough to tell of one scene with another."""
    return any(not place.startswith(_STATE) for place in footprint.places)


def one_scene(ours: Told, theirs: Told) -> bool:
    """Say whether both tell of one scene, by what they name."""
    places = set(ours.places).intersection(theirs.places)
    if all(place.startswith(_STATE) for place in places):
        return False
    names = told_of((*ours.actors, *ours.places)) & told_of((*theirs.actors, *theirs.places))
    return sum(not is_person(name) for name in names) >= NAMES and abs((ours.at - theirs.at).total_seconds()) <= SCENE_S
