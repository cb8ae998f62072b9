"""Is a state or a capital somebody here, or somewhere? «أعلنت سوريا» acts, «شمال سوريا» is where.

Syntax decides first: the word before, a verb that agrees, a coordination with a name already decided. Only then the
default: a capital is a place, a state is an actor unless the article is about its territory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from processors.names.aliases import Layer, Passage, loose, stems
from processors.names.wordlists import key_set, load_lexicon

Role = Literal["actor", "place"]

_FEMININE_PAST = re.compile(r"[وف]?[\u0621-\u064a]{3,}ت")
_FEMININE_PRESENT = re.compile(r"[وف]?س?ت[\u0621-\u064a]{2,6}")
_MASCULINE_PRESENT = re.compile(r"[وف]?س?ي[\u0621-\u064a]{3,5}")
_VERBAL_NOUN = re.compile(r"[وفبل]?ت[\u0621-\u064a]{2}ي[\u0621-\u064a]|[وف]?ت[\u0621-\u064a]+(?:ة|ات)")  # تقسيم, تسوية
_OF_PEOPLE = re.compile(
    "(?!ت|ي|س[يت]|ال|حوالي|منتخبي)[\u0621-\u064a]{3,}(?<!ت)ي"
)  # many before whose state: مشجعي, مسؤولي
_CONJUNCTIONS = ("و", "ف")
_ARTICLES = ("ال", "وال", "فال", "بال", "كال", "لل", "ولل")
# A preposition whose own word before decides: which list, the role if it is in it, the role if not (None: the text decides).
_TURNING: Mapping[str, tuple[str, Role, Role | None]] = {
    "من": ("from_whom", "actor", "place"),
    "الي": ("to_whom", "actor", "place"),
    "علي": ("on_whom", "actor", "place"),
    "عن": ("away", "place", None),
    "مع": ("bordering", "place", "actor"),
    "بين": ("linking", "place", "actor"),
}
_EACH = ("كل", "كلا", "لكل", "وكل")
_CAPITAL = "العاصمه"
_YEAR = 4  # digits
_ACCUSATIVE = 4  # letters of the shortest accusative noun
_NO_ACCUSATIVE = ("ايا", "ها", "هما")  # ضحايا روسيا, تقودها روسيا
_NEXT = frozenset(("و", "ثم", "تليها", "يليها", "تلتها", "او", "وكذلك"))
_PLACES = (Layer.PLACE, Layer.CUED_PLACE)
_GOVERNED = ("pl:erbil", "pl:gaza", "pl:ramallah")  # cities that speak for a government of their own
_OBJECTS = ("ها", "ه")  # قمة تستضيفها
_HEADS = frozenset(("سفراء", "السفراء", "روساء", "وزراء", "قاده", "زعماء", "ملوك", "عواصم", "حدود", "شعوب", "مدن"))
_THAT = ("ان", "بان", "لان", "وان", "لكن", "")
_CLAUSE = frozenset((*_THAT, "بل", "اذ", "حيث", "انما", "بينما", "فيما", "كما"))
_NEGATED = ("لم", "لن", "لا", "قد", "سوف", "كانت", "كان", "ليست", "ليس")
_DATELINE = re.compile(r"\s*[-ـ–—:(]")
_COMMA = re.compile(r"\s*[،,]\s*")
_SPEAKER = re.compile(r"\s*:")


class _Words(NamedTuple):
    """The words around a name that decide, as keys."""

    place_before: frozenset[str]
    actor_before: frozenset[str]
    venues: frozenset[str]
    away: frozenset[str]
    bordering: frozenset[str]
    linking: frozenset[str]
    from_whom: frozenset[str]
    to_whom: frozenset[str]
    with_whom: frozenset[str]
    on_whom: frozenset[str]
    of_cities: frozenset[str]
    city_verbs: frozenset[str]
    toward: frozenset[str]
    verbs: frozenset[str]
    no_verbs: frozenset[str]
    no_accusative: frozenset[str]


@cache
def _words() -> _Words:
    lexicon = load_lexicon("contexts")
    return _Words(**{name: key_set(lexicon[name]) for name in _Words._fields})


def role_by_syntax(
    passage: Passage, first: int, last: int, clitic: str, *, capital: bool, masculine: bool
) -> Role | None:
    """Return what the words around a state or capital say it is, None when they are silent.

    A state whose verb is masculine takes any present behind it: المغرب يواجه.
    """
    before = passage.before(first)
    if _has_figure(passage, last) or (capital and _is_city(passage, first, last)):
        return "place"
    if "ب" in clitic:
        return "actor" if before and not _around(passage, first).isdisjoint(_words().with_whom) else "place"
    if "ل" in clitic:
        return _role_behind_to(passage, first, before)
    role = (
        _role_by_word_before(passage, first, before, capital=capital)
        or _role_by_shape_before(passage, first, clitic, masculine=masculine)
        if before
        else _role_at_start(passage, first, last)
    )
    if role or not passage.joined(last + 1):
        return role
    of_noun = capital and before and not clitic and not _opens_clause(passage, first - 1)  # أوركسترا فيينا تعتذر
    return None if of_noun else _role_by_verb_behind(before, passage.tokens[last + 1].folded, masculine=masculine)


def _role_by_verb_behind(before: str, behind: str, *, masculine: bool) -> Role | None:
    negated = before in _THAT and loose(behind) in _NEGATED  # أن باريس لم تعلن
    return "actor" if negated or is_verb(behind) or (masculine and is_present(behind)) else None


def _opens_clause(passage: Passage, i: int) -> bool:
    """Tell whether behind word `i` a subject and its verb may stand, which behind a noun belong to that: ولكن, يجعل."""
    key = passage.key(i)
    bare = key[1:] if key.startswith(_CONJUNCTIONS) else key
    return not _CLAUSE.isdisjoint((key, bare)) or is_present(passage.tokens[i].folded)


def _has_figure(passage: Passage, last: int) -> bool:
    """Tell whether a figure is the state's in a list, or the year of games there: قطر (6.2 %), كأس آسيا الإمارات 2019."""
    after = passage.key(last + 1)
    return after[:1].isdigit() and (
        "(" in passage.gap(last + 1) or (len(after) == _YEAR and passage.gap(last + 1) == " ")
    )


def _is_city(passage: Passage, first: int, last: int) -> bool:
    """Tell the city from the state it speaks for: «تستضيف باريس», «دمشق الغربية», «بين أبوظبي ودبي»."""
    before, after = passage.before(first), passage.after(last)
    if after in _words().of_cities or any(_is_verb_of_cities(key) for key in (before, after)):
        return True
    return before == "بين" and any(
        each.clitic == "و" and each.sense.layer in _PLACES and each.sense.value not in _GOVERNED
        for each in (passage.phrases(last + 1) if passage.joined(last + 1) else ())
    )


def _is_verb_of_cities(key: str) -> bool:
    bare = next((key.removesuffix(each) for each in _OBJECTS if key.endswith(each)), key)
    return bool(key) and (is_form_of(key, _words().city_verbs) or is_form_of(bare, _words().city_verbs))


def _role_behind_to(passage: Passage, first: int, before: str) -> Role | None:
    """Tell «سمحت لإيران» (somebody) from «زيارة لإيران» (somewhere)."""
    # One adjective may stand between: الزعيم الأوحد لإيطاليا.
    where = {before, passage.before(first - 1)} if before.startswith(_ARTICLES) else {before}
    if not where.isdisjoint(_words().toward) or is_form_of(before, _words().toward):
        return "place"
    verb = bool(before) and passage.tokens[first - 1].folded
    return "actor" if verb and (is_verb(verb) or is_present(verb)) else None


def _role_at_start(passage: Passage, first: int, last: int) -> Role | None:
    """Tell a speaker («إيران: لن نتراجع») from a dateline («بيروت - »)."""
    if passage.field == "title" and first == 0 and _SPEAKER.match(passage.gap(last + 1)):
        return "actor"
    return "place" if _opens_line(passage, first) and _DATELINE.match(passage.gap(last + 1)) else None


def _opens_line(passage: Passage, first: int) -> bool:
    """Tell whether a line begins at word `first`, or one word and a comma before: «دبي، الإمارات (وكالة) -»."""
    if first == 0 or "\n" in passage.gap(first):
        return True
    return _COMMA.fullmatch(passage.gap(first)) is not None and (first == 1 or "\n" in passage.gap(first - 1))


def _role_by_word_before(passage: Passage, first: int, before: str, *, capital: bool) -> Role | None:
    words = _words()
    bare = before[1:] if before.startswith(_CONJUNCTIONS) and before not in words.place_before else before
    if bare in _TURNING:
        turned = not _around(passage, first - 1).isdisjoint(getattr(words, _TURNING[bare][0]))
        if bare == "من" and passage.before(first - 1) in _EACH:
            # سفراء كل من بريطانيا وفرنسا, في كل من القاهرة وطرابلس
            return "place" if _is_where(passage.before(first - 2)) else "actor"
        yes, no = _TURNING[bare][1:]
        return yes if turned else no
    if (capital and not stems(before).isdisjoint(words.venues)) or _CAPITAL in stems(passage.before(first - 1)):
        return "place"  # in مؤتمر جنيف and in العاصمة البريطانية لندن
    if not words.actor_before.isdisjoint((before, bare, *_behind_preposition(before))):
        return "actor"
    if not stems(before).isdisjoint(words.place_before):
        return "place"
    return "actor" if is_verb(passage.tokens[first - 1].folded) else None


def _behind_preposition(before: str) -> tuple[str, ...]:
    """Return the noun that a preposition is glued to: لقرار واشنطن."""
    return (before[1:],) if before.startswith(("ل", "ب")) else ()


def _role_by_shape_before(passage: Passage, first: int, clitic: str, *, masculine: bool) -> Role | None:
    """Return the role behind a word that no list has: a construct plural (مشجعي مصر), or the verb of لبنان."""
    if clitic:  # في الشام والعراق
        return "place" if clitic == "و" and passage.before(first - 1) == "في" else None
    if _is_of_people(passage, first - 1):
        return "place"
    return "actor" if masculine and is_present(passage.tokens[first - 1].folded) else None


def _is_of_people(passage: Passage, i: int) -> bool:
    """Tell a construct plural (مشجعي مصر) from a verb in ى (أجرى), which folding makes alike."""
    key = passage.key(i)
    bare = key[1:] if key.startswith(_CONJUNCTIONS) else key
    return _OF_PEOPLE.fullmatch(bare) is not None and passage.text[passage.tokens[i].end - 1] == "ي"


def _around(passage: Passage, first: int) -> frozenset[str]:
    """Return the stems of the two words before word `first`: حدودها الجنوبية مع مالي."""
    return stems(passage.before(first)) | stems(passage.before(first - 1))


def _is_where(key: str) -> bool:
    """Tell whether a word is في, or many who head a state or speak for it, so that the states behind it are where."""
    return key == "في" or not stems(key).isdisjoint(_HEADS)


def is_verb(folded: str) -> bool:
    """Tell whether a folded word looks like a verb of which a state is the subject."""
    words, key = _words(), loose(folded)
    bare = key[1:] if key.startswith(_CONJUNCTIONS) else key
    if key in words.no_verbs or bare in words.no_verbs or key.startswith(_ARTICLES):
        return False
    if key in words.verbs or bare in words.verbs or _masculine_present(bare):
        return True
    if _FEMININE_PAST.fullmatch(folded) and not folded.endswith("ات"):
        return True
    return bool(_FEMININE_PRESENT.fullmatch(folded)) and not _VERBAL_NOUN.fullmatch(folded)


def is_accusative(key: str) -> bool:
    """Tell whether a key looks like an accusative noun, behind which a nationality is an adjective: 150 دبلوماسيا روسيا."""
    shaped = key.endswith("ا") and len(key) >= _ACCUSATIVE and not key.startswith(_ARTICLES)
    return shaped and not key.endswith(_NO_ACCUSATIVE) and key not in _words().no_accusative


def is_known_verb(key: str) -> bool:
    """Tell whether a key is a finite form of a verb of which a state may be the subject: أعلنت, يعلنون, سيعلن."""
    return is_form_of(key, _words().verbs)


def is_form_of(key: str, verbs: frozenset[str]) -> bool:
    """Tell whether a key is a finite form of one of `verbs`, keys in the past: أعلنت, يعلنون, سيعلن of أعلن."""
    bare = key[1:] if key.startswith(_CONJUNCTIONS) else key
    if not verbs.isdisjoint((key, bare, bare.removesuffix("ت"), bare.removesuffix("وا"))):
        return True
    stem = bare.removeprefix("س")
    return stem[:1] in ("ي", "ت") and not verbs.isdisjoint(_pasts(stem[1:]))


def _pasts(present: str) -> tuple[str, ...]:
    bare = present.removesuffix("ون")
    return (present, f"ا{present}", bare, f"ا{bare}")


def is_present(folded: str) -> bool:
    """Tell whether a folded word has the shape of a masculine present, of whatever verb."""
    return bool(_MASCULINE_PRESENT.fullmatch(folded)) and loose(folded) not in _words().no_verbs


def _masculine_present(key: str) -> bool:
    """Tell يعلن from يوم: only the present of a verb we know."""
    stem = key.removeprefix("س")
    return stem.startswith("ي") and not _words().verbs.isdisjoint((stem[1:], f"ا{stem[1:]}"))


def in_series(passage: Passage, first: int, clitic: str) -> bool:
    """Tell whether a name right behind another goes on with it: في الدوحة وطهران, روسيا، والصين."""
    return clitic.startswith("و") and passage.gap(first).strip() in ("", "،", ",")


def follows_in_series(passage: Passage, first: int, clitic: str) -> bool:
    """Tell whether a word of sequence joins a name to the one before it: إريتريا تليها نيجيريا، ثم الصومال."""
    return not clitic and passage.before(first) in _NEXT


def behind_cue(passage: Passage, first: int, cues: frozenset[str]) -> bool:
    """Tell whether a cue such as محافظة stands right before word `first`."""
    before = passage.before(first)
    return bool(before) and not stems(before).isdisjoint(cues)
