"""Whose is a blow that has a nationality: غارات روسية, القصف الإسرائيلي, بنيران تركية?"""

from __future__ import annotations

from processors.aliases import Layer, Passage
from processors.coreference import Found
from processors.nationality import army_of
from processors.triggers import lists

_PREFIXES = ("وبال", "وال", "فال", "بال", "ولل", "ال", "لل", "وب", "ول", "و", "ف", "ب", "ل")
_DUAL = ("تين", "تان", "ين", "ان")
_ARTICLE = ("ال", "لل")
_LINE = "خط"  # خط الهجوم, of a team


def national(passage: Passage, i: int, at: int) -> Found | None:
    """Return the forces of the nationality at word `at`, if it agrees with the blow at word `i`, None for no such blow.

    An adjective of a blow says who strikes; that of people or a place (قتيل روسي, المدينة السورية) says something else.
    """
    bare, definite = _bare(passage.key(i))
    if not bare or not passage.joined(at) or passage.before(i) == _LINE:
        return None
    key = passage.key(at)
    if key.startswith("ال") != definite or not key.endswith(_ending(bare, definite=definite)):
        return None
    if not all(_is_of_its_kind(passage.key(between)) for between in range(i + 1, at)):  # هجوم حوثي إيراني
        return None
    for each in passage.phrases(at):
        if each.sense.layer is Layer.NATION and not each.clitic:
            code = each.sense.value
            if bare in lists().national and army_of(code) != code:
                return None
            name = f"state:{code}" if bare in lists().invasions else f"mil:{code}"
            return Found(passage.number, at, at + len(each.rest), "", name, "role_nat", Layer.NATION, code)
    return None


def _is_of_its_kind(key: str) -> bool:
    """Tell whether a word says of what kind a blow is: جوية, العنيف."""
    bare = key.removeprefix("ال")
    return not lists().kinds.isdisjoint((bare, bare[:-1] if bare.endswith(("ه", "ا")) else bare))


def _bare(key: str) -> tuple[str, bool]:
    """Return the blow that a key is, without what is written before it, and whether it is definite; "" for none."""
    for prefix in ("", *_PREFIXES):
        bare = key.removeprefix(prefix)
        if key.startswith(prefix) and (bare in lists().national or bare in lists().invasions):
            return bare, prefix.endswith(_ARTICLE)
    return "", False


def _ending(bare: str, *, definite: bool) -> str:
    """Return how an adjective of a blow ends: غارة and غارات روسية, هجومين روسيين, هجوما روسيا, قصف روسي."""
    dual = next((each for each in _DUAL if bare.endswith(each) and len(bare) > len(each) + 3), "")
    if dual and bare != "عدوان":
        return dual
    if bare.endswith(("ه", "ات")) or bare in ("نيران", "قذايف", "قذائف"):
        return "يه"
    return "يا" if bare.endswith("ا") and not definite else "ي"
