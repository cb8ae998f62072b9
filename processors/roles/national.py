"""Whose is a blow that has a nationality: غارات روسية, القصف الإسرائيلي, بنيران تركية?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from processors.names.aliases import Layer, Passage, bits, phrase_keys
from processors.names.coreference import Found
from processors.names.nationality import army_of, countries, nationality_forms
from processors.roles.triggers import lists

_PREFIXES = ("وبال", "وال", "فال", "بال", "ولل", "ال", "لل", "وب", "ول", "و", "ف", "ب", "ل")
_DUAL = ("تين", "تان", "ين", "ان")
_ARTICLE = ("ال", "لل")
_PLACES = bits((Layer.STATE, Layer.CAPITAL, Layer.PLACE, Layer.CUED_PLACE))
_LANDS = ("للبلاد", "للبلد", "للاراضي", "لاراضي", "لاراض")
ADJECTIVES = bits((Layer.NATION, Layer.ADJECTIVE))
_GROUPS = bits((Layer.ADJECTIVE,))
_HELD = "احتلال"
_LINE = "خط"  # خط الهجوم, of a team


def national(passage: Passage, i: int, at: int) -> Found | None:
    """Return the forces of the nationality at word `at`, if it agrees with the blow at word `i`, None for no such blow.

    An adjective of a blow says who strikes; that of people or a place (قتيل روسي, المدينة السورية) says something else.
    """
    bare, definite = _blows().get(passage.key(i), ("", False)) if passage.words[at].layers & ADJECTIVES else ("", False)
    if not bare or not passage.joined(at) or not _agrees(passage.key(at), bare, definite=definite):
        return None
    of_its_kind = all(_is_of_its_kind(passage.key(between)) for between in range(i + 1, at))  # not هجوم تركي إيراني
    if not of_its_kind or _is_none(passage, i, at, bare, definite=definite):
        return None
    if group := of_group(passage, at):
        shared = passage.joined(at + 1) and passage.words[at + 1].layers & ADJECTIVES  # هجوم حوثي إيراني
        return None if shared else group
    code = next((each.sense.value for each in passage.phrases(at) if each.sense.layer is Layer.NATION), "")
    army = bare in lists().national
    if not code or (army and army_of(code) != code):
        return None
    return Found(passage.number, at, at, "", f"mil:{code}" if army else f"state:{code}", "role_nat", Layer.NATION, code)


def of_group(passage: Passage, at: int) -> Found | None:
    """Return the group whose adjective stands at word `at`: حوثي."""
    if not passage.words[at].layers & _GROUPS:
        return None
    group = next((each.sense.value for each in passage.phrases(at) if each.sense.layer is Layer.ADJECTIVE), "")
    return Found(passage.number, at, at, "", group, "name", Layer.ADJECTIVE, "") if group else None


def _agrees(key: str, bare: str, *, definite: bool) -> bool:
    return key.startswith("ال") == definite and key.endswith(_ending(bare, definite=definite))


def _is_none(passage: Passage, i: int, at: int, bare: str, *, definite: bool) -> bool:
    """Tell خط الهجوم of a team and الاحتلال الروسي, which names the forces themselves, from blows."""
    return passage.before(i) == _LINE or (bare == _HELD and definite and not _names_place(passage, at + 1))


def _names_place(passage: Passage, at: int) -> bool:
    """Tell whether what is held stands at word `at`: الاحتلال الروسي للبلاد, but not الاحتلال الروسي لقرار."""
    if not passage.joined(at) or not passage.key(at).startswith("ل"):
        return False
    return passage.key(at) in _LANDS or bool(passage.words[at].layers & _PLACES)


def _is_of_its_kind(key: str) -> bool:
    """Tell whether a word says of what kind a blow is: جوية, العنيف."""
    bare = key.removeprefix("ال")
    return not lists().kinds.isdisjoint((bare, bare[:-1] if bare.endswith(("ه", "ا")) else bare))


@cache
def _blows() -> Mapping[str, tuple[str, bool]]:
    """Return by their keys the blows without what is written before them, and whether they are definite."""
    bare = lists().national | lists().invasions
    return {prefix + blow: (blow, prefix.endswith(_ARTICLE)) for prefix in ("", *_PREFIXES) for blow in bare}


def _ending(bare: str, *, definite: bool) -> str:
    """Return how an adjective of a blow ends: غارة and غارات روسية, هجومين روسيين, هجوما روسيا, قصف روسي."""
    dual = next((each for each in _DUAL if bare.endswith(each) and len(bare) > len(each) + 3), "")
    if dual and bare != "عدوان":
        return dual
    if bare.endswith(("ه", "ات")) or bare in ("نيران", "قذايف", "قذائف"):
        return "يه"
    return "يا" if bare.endswith("ا") and not definite else "ي"


@cache
def epithets() -> frozenset[str]:
    """Return the words that may follow a name, as keys: those of the lexicon and every definite nationality of one word."""
    forms = (form for country in countries().values() for form in nationality_forms(country))
    nationals = (phrase_keys(form)[0] for form in forms if form.startswith("ال") and " " not in form)
    return lists().epithets.union(nationals)
