"""Who is meant by a family name behind the given name of somebody else: «جيهان الراوي», where the text names عمر الراوي?"""

from __future__ import annotations

from collections.abc import Sequence

from processors.names.aliases import Candidate, Layer, Passage, phrase_keys, stems
from processors.names.coreference import Found
from processors.names.name_words import WORDS, is_given
from processors.names.persons import KIND, PREFIX, is_written_ali
from processors.names.places import is_known_verb
from processors.names.spellings import heard
from processors.names.wordlists import role_words

_JOINTS = ("بن", "ابن", "بنت", "ال", "عبد", "ابو")
_ALI = "علي"


def relative(passage: Passage, found: Found, name: str) -> Found | None:
    """Return whom the family name `found` means, itself where `name` is its bearer's, None where the words do not say.

    A given name that is none of the bearer's own makes a person of its own; a longer name is left alone.
    """
    givens = _givens_before(passage, found)
    if not givens:
        return found
    if any(heard(each.stem) in map(heard, phrase_keys(name)) for each in givens):
        return None if _is_namesake(passage, found.first - 1) else found
    if not _is_nothing_else(passage, found.first - 1):
        return None if _are_anothers(givens, found) else found
    if _goes_on(passage, found.first - 2) or _goes_on(passage, found.last + 1):
        return None
    first, given = found.first - 1, givens[0]
    keys = (given.stem, *(passage.key(at) for at in range(found.first, found.last + 1)))
    return found._replace(
        first=first, clitic=given.clitic, id=PREFIX + "-".join(keys), kind=KIND, layer=Layer.GIVEN, country=""
    )


def _givens_before(passage: Passage, found: Found) -> list[Candidate]:
    """Return the given names that the word right before the family name may be."""
    if found.clitic or not passage.joined(found.first) or passage.gap(found.first).strip(" _"):
        return []
    at = found.first - 1
    givens = [each for each in passage.words[at].alone if each.sense.layer is Layer.GIVEN]
    if any(each.stem == _ALI for each in givens) and not is_written_ali(passage, at):
        return []  # على, a preposition
    return givens


def _is_nothing_else(passage: Passage, i: int) -> bool:
    """Tell whether word `i` is a given name and hardly ever another word."""
    return all(each.sense.layer is Layer.GIVEN and each.sense.value != WORDS for each in passage.words[i].alone)


def _are_anothers(givens: Sequence[Candidate], found: Found) -> bool:
    """Tell whether words that are given names, and other words too, make the family name another's.

    Of whom an entry names the family name is rarer than the other word that صالح or ندى may be. ورد is mostly a verb.
    """
    if any(is_known_verb(each.stem) for each in givens):
        return False
    return found.id.startswith(PREFIX) or not role_words("given").isdisjoint(each.stem for each in givens)


def _is_namesake(passage: Passage, i: int) -> bool:
    """Tell whether something bears the name that begins at word `i`: «مؤسسة عمر الراوي»."""
    return not stems(passage.before(i)).isdisjoint(role_words("named_after"))


def _goes_on(passage: Passage, i: int) -> bool:
    """Tell whether word `i`, right beside, is part of a longer name."""
    if not 0 <= i < len(passage.words):
        return False
    return passage.gap(i + 1) == " " and (is_given(passage.words[i]) or passage.key(i) in _JOINTS)
