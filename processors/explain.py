"""What does a keyword match, where does each form come from, and what was left out and why?

For people: of each word that a keyword is made of (a lemma) a readable selection of forms is shown, and all are counted.
Forms are folded (see marsad.text.fold): أحبط stands as احبط.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from marsad.config.models import Keyword
from marsad.records import LEVELS, Level, Record
from marsad.text import fold
from processors.keywords import words_of
from processors.lookup import StemTable
from processors.morphology import HAMZAS, SHORTEST, Exclusion, Forms, Stem, own_stems, plurals_of_others
from processors.words import affixes, known
from processors.words.affixes import LITERAL, PROCLITICS
from processors.words.nouns import bare, plural_stems

Kind = Literal["noun", "plural", "verb", "agent", "as written"]

_SHOWN = 8  # forms of a kind
_CLITICS = ("ال", "و", "ب", "ل", "ك", "بال", "لل", "وال", "فال")
_PRONOUNS = ("ه", "ها", "هم")
_SUBJECTS = ("", "ت", "ي", "وا", "ا", "نا", "ون", "ان")
# Persons of the present that go with an ending; يهاجموا and يهاجما are cut off يهاجمون and يهاجمان.
_WITH = {"": ("ي", "ت", "ن", "سي"), "ت": (), "نا": (), "ا": (), "وا": ()}
# Endings that are no pronouns, in the order of a grammar. Left out: ه typed for ة, and what loses its ن before a noun.
_INFLECTIONS = (
    *("", "ة", "ء", "ية", "ان", "تان", "ءان", "يان", "ون", "ين", "تين", "ءين", "ئين", "يين"),
    *("ات", "ءات", "يات", "ا", "ءا", "يا"),
)


class Lemma(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One word that a keyword is made of, with some of its forms and the count of all, clitics included."""

    word: str
    kind: Kind
    level: Level
    source: str  # "the key", "given", "lexicon", "inferred", "inferred as تفعيل"
    forms: tuple[str, ...]
    broken: tuple[str, ...] = ()  # its broken plurals
    clitics: tuple[str, ...] = ()
    count: int = 0


class LeftOut(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Words a keyword does not match though its letters would allow it, and why."""

    why: str
    words: tuple[str, ...] = ()
    count: int = 0


class Explanation(Record, frozen=True, kw_only=True, omit_defaults=True):
    """All there is to say of one word of a keyword; `counts` are printed words by level, each level alone."""

    key: str
    lemmas: tuple[Lemma, ...]
    counts: dict[Level, int]
    left_out: tuple[LeftOut, ...] = ()


class _Printed(NamedTuple):
    word: str
    stem: Stem
    proclitic: str
    ending: str


def explain(keyword: Keyword) -> tuple[Explanation, ...]:
    """Return what each word of `keyword` matches: one explanation, more for a phrase."""
    parts = words_of(keyword)
    alone = len(parts) == 1
    return tuple(_explained(forms, keyword if alone else Keyword(key=forms.key), alone=alone) for forms in parts)


def _explained(forms: Forms, keyword: Keyword, *, alone: bool) -> Explanation:
    shortest = SHORTEST if alone else 1
    printed = [each for stem in forms.stems for each in _printed(stem)]
    table = StemTable()
    table.add(0, forms.stems, shortest=shortest)
    levels: dict[str, Level] = {}
    kept: list[_Printed] = []
    for each in printed:
        if _fits(each, shortest) and not forms.exclusion.holds(each.word, each.proclitic):
            level = levels.get(each.word, each.stem.level)
            levels[each.word] = min(level, each.stem.level, key=LEVELS.index)
            kept.append(each)
    particles = {word for word in levels if len(word) <= _PARTICLE_LETTERS and not table.senses(word)}
    kept = [each for each in kept if each.word not in particles]
    of_level = [level for word, level in levels.items() if word not in particles]
    return Explanation(
        key=forms.key,
        lemmas=tuple(_lemmas(forms, keyword, kept)),
        counts={level: of_level.count(level) for level in LEVELS},
        left_out=tuple(_left_out(keyword, forms, printed, particles, shortest, alone=alone)),
    )


_PARTICLE_LETTERS = 7  # no particle with a conjunction has more


def _printed(stem: Stem) -> Iterator[_Printed]:
    for ending, kinds in stem.paradigm.items():
        for proclitic, kind in PROCLITICS.items():
            if kind & kinds:
                yield _Printed(proclitic + stem.letters + ending, stem, proclitic, ending)


def _fits(each: _Printed, shortest: int) -> bool:
    return len(each.word) >= shortest or each.stem.paradigm is LITERAL


# ------------------------------------------------------------------------------------------------------------ lemmas


def _lemmas(forms: Forms, keyword: Keyword, kept: Sequence[_Printed]) -> Iterator[Lemma]:
    groups: dict[tuple[str, Level], list[_Printed]] = {}
    for each in kept:
        groups.setdefault((each.stem.lemma, each.stem.level), []).append(each)
    for (word, level), group in groups.items():
        kind = _kind(word, level, [each.stem for each in group])
        singular = {(letters, id(paradigm)) for letters, paradigm in (*own_stems(word), (fold(word), affixes.PERSON))}
        broken = [
            each for each in group if kind == "noun" and (each.stem.letters, id(each.stem.paradigm)) not in singular
        ]
        whole = [each for each in group if each not in broken]
        yield Lemma(
            word=word,
            kind=kind,
            level=level,
            source=_source(word, kind, keyword, forms),
            forms=tuple(_selection(whole, verb=kind == "verb")),
            broken=tuple(_selection(broken, verb=False)),
            clitics=tuple(_with_clitics(group)) if kind != "verb" else tuple(_with_objects(group)),
            count=len({each.word for each in group}),
        )


def _kind(word: str, level: Level, stems: Sequence[Stem]) -> Kind:
    if all(stem.paradigm is LITERAL for stem in stems):
        return "as written"
    if level != "strict":
        return "verb" if level == "event" else "agent"
    own = {(stem.letters, id(stem.paradigm)) for stem in stems}
    singular = {(letters, id(paradigm)) for letters, paradigm in own_stems(word)}
    plural = {(letters, id(paradigm)) for letters, paradigm in plural_stems(word)}
    return "plural" if own <= plural and not own <= singular else "noun"


def _source(word: str, kind: Kind, keyword: Keyword, forms: Forms) -> str:
    if kind == "noun" and word in (keyword.key, bare(keyword.key)):
        return "the key"
    plurals = keyword.plurals
    listed = [each for row in plurals.values() for each in row] if isinstance(plurals, dict) else plurals
    given = {
        "noun": keyword.nouns or (),
        "plural": listed,
        "verb": keyword.verbs or (),
        "agent": keyword.derived,
        "as written": (*keyword.also, keyword.key),
    }[kind]
    if word in given:
        return "given"
    shape = next((each.shape for each in forms.inferred if each.verb == word), None)
    if shape:
        return f"inferred: «{fold(keyword.key)}» has the shape «{shape}»"
    return "inferred" if kind in ("agent", "plural") else "lexicon"


def _selection(group: Sequence[_Printed], *, verb: bool) -> Iterator[str]:
    """Yield forms without clitics, as a grammar would list them: هجوم هجومان هجومين, هاجم هاجمت يهاجم يهاجمون."""
    said: dict[str, None] = {}
    for stem in {(each.stem.letters, id(each.stem.paradigm)): each.stem for each in group}.values():
        own = {(each.proclitic, each.ending): each.word for each in group if each.stem is stem}
        wanted = _conjugated(stem) if verb else (("", ending) for ending in _inflected(stem))
        said |= dict.fromkeys(own[pair] for pair in wanted if pair in own)
    yield from list(said)[: 3 * _SHOWN if verb else _SHOWN]


def _conjugated(stem: Stem) -> Iterator[tuple[str, str]]:
    past = any(kinds & affixes.PAST for kinds in stem.paradigm.values())
    for ending in _SUBJECTS:
        if past:
            yield "", ending
        else:
            yield from ((person, ending) for person in _WITH.get(ending, ("ي",)))


def _inflected(stem: Stem) -> Iterator[str]:
    """Yield the endings of `stem` that are no pronouns."""
    if "" not in stem.paradigm or "ية" in stem.paradigm:  # قتلى, القاضي; elsewhere ي is the plural before a noun
        yield "ي"
    yield from (ending for ending in _INFLECTIONS if ending in stem.paradigm)


def _with_clitics(group: Sequence[_Printed]) -> Iterator[str]:
    """Yield one form with each clitic: الهجوم وهجوم بهجوم هجومها."""
    stem = group[0].stem
    own = [each for each in group if each.stem is stem]
    for proclitic in _CLITICS:
        yield from [each.word for each in own if each.proclitic == proclitic][:1]
    for pronoun in _PRONOUNS:
        yield from [each.word for each in own if not each.proclitic and each.ending.endswith(pronoun)][:1]


def _with_objects(group: Sequence[_Printed]) -> Iterator[str]:
    for proclitic, ending in (
        ("و", ""),
        ("ف", ""),
        ("", "ه"),
        ("", "ها"),
        ("", "هم"),
        ("وي", ""),
        ("لي", ""),
        ("سا", ""),
    ):
        yield from [each.word for each in group if (each.proclitic, each.ending) == (proclitic, ending)][:1]


# ---------------------------------------------------------------------------------------------------------- left out


def _left_out(
    keyword: Keyword, forms: Forms, printed: Sequence[_Printed], particles: set[str], shortest: int, *, alone: bool
) -> Iterator[LeftOut]:
    for pattern in keyword.exclude:
        yield _excluded(pattern, printed)
    if forms.key[:1] in HAMZAS and any(stem.hamza == forms.key[0] for stem in forms.stems):
        other = HAMZAS.replace(forms.key[0], "")
        yield _left(f"printed with {other} at its head it is another word", [other + forms.key[1:]])
    yield from _left_to_others(forms, printed)
    if keyword.verbs is None:
        yield from _tenses_of_others(forms)
    short = sorted({each.word for each in printed} - {each.word for each in printed if _fits(each, shortest)})
    if short:
        yield _left(f"shorter than {shortest} letters, they say too many things", short)
    if particles:
        yield _left("particles, which are never verbs", sorted(particles))
    if keyword.verbs == ():
        yield LeftOut(why="verbs = []: no verb is looked for")
    for verb in keyword.past_only:
        yield LeftOut(why=f"past_only: the present of «{verb}» is mostly another word")
    if alone and keyword.verbs is None and not any(stem.level == "event" for stem in forms.stems):
        yield LeftOut(why="no verb: the key has the shape of no verbal noun. Give verbs = [...] if there is one")


def _left_to_others(forms: Forms, printed: Sequence[_Printed]) -> Iterator[LeftOut]:
    if plurals := plurals_of_others(bare(forms.key)):
        yield _left("the plural of another noun", plurals)
    others = sorted({each.word for each in printed if each.word in forms.exclusion.others}, key=len)
    names = [word for word in others if known.is_name(word)]
    if names:
        yield _left("likelier a name of people or places than one of its forms", names)
    if len(others) > len(names):
        yield _left("likelier another word than one of its forms", [word for word in others if word not in names])


def _tenses_of_others(forms: Forms) -> Iterator[LeftOut]:
    for verb in dict.fromkeys(stem.lemma for stem in forms.stems if stem.level == "event"):
        for tense, is_own in (("past", known.has_past), ("present", known.has_present)):
            if not is_own(verb):
                yield LeftOut(why=f"the {tense} of «{verb}» is mostly that of another verb")


def _excluded(pattern: str, printed: Sequence[_Printed]) -> LeftOut:
    exclusion = Exclusion((pattern,))
    words = sorted({each.word for each in printed if exclusion.holds(each.word, each.proclitic)}, key=len)
    if not words:
        return LeftOut(why=f"exclude «{pattern}» matches none of its forms. Remove it")
    return _left(f"exclude «{pattern}»", words)


def _left(why: str, words: Sequence[str]) -> LeftOut:
    return LeftOut(why=why, words=tuple(words[:_SHOWN]), count=len(words))
