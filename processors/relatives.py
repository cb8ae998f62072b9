"""Who is meant by a family name behind the given name of somebody else: «جيهان الراوي», where the text names عمر الراوي?"""

from __future__ import annotations

from processors.aliases import Candidate, Layer, Passage, phrase_keys
from processors.coreference import Found
from processors.name_words import WORDS, is_given
from processors.persons import KIND, PREFIX

_JOINTS = ("بن", "ابن", "بنت", "ال", "عبد", "ابو")
_VOWELS = str.maketrans("", "", "اوي")  # وندي and ويندي are one


def relative(passage: Passage, found: Found, name: str) -> Found | None:
    """Return whom the family name `found` means, itself where `name` is its bearer's, None where the words do not say.

    A given name that is none of the bearer's own makes a person of its own; a longer name is left alone.
    """
    given = _given_before(passage, found)
    if given is None or _bare(given.stem) in map(_bare, phrase_keys(name)):
        return found
    if _goes_on(passage, found.first - 2) or _goes_on(passage, found.last + 1):
        return None
    first = found.first - 1
    keys = (given.stem, *(passage.key(at) for at in range(found.first, found.last + 1)))
    return found._replace(
        first=first, clitic=given.clitic, id=PREFIX + "-".join(keys), kind=KIND, layer=Layer.GIVEN, country=""
    )


def _given_before(passage: Passage, found: Found) -> Candidate | None:
    """Return the given name right before the family name, None where there is none or it is also another word."""
    if found.clitic or passage.gap(found.first) != " ":
        return None
    word = passage.words[found.first - 1]
    if any(each.sense.layer is not Layer.GIVEN or each.sense.value == WORDS for each in word.alone):
        return None
    return word.alone[0] if word.alone else None


def _goes_on(passage: Passage, i: int) -> bool:
    """Tell whether word `i`, right beside, is part of a longer name."""
    if not 0 <= i < len(passage.words):
        return False
    return passage.gap(i + 1) == " " and (is_given(passage.words[i]) or passage.key(i) in _JOINTS)


def _bare(key: str) -> str:
    return key.translate(_VOWELS)
