"""Can a rule, as written, ever fire, and does it fire on too little? Logic alone: no text is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from marsad.config.models import Clause, Rule
from marsad.config.positions import Path
from marsad.records import LEVELS, SEVERITIES, Level
from marsad.text import Spellings, fold, words

Problem = tuple[Path, str]  # where in the rule, what and the way out

_NARROW = {"title": frozenset({"title"}), "lead": frozenset({"lead"}), "text": frozenset({"lead", "text"})}
_EVERYWHERE = frozenset({"title", "lead", "text"})

# Words that much news says, whatever it is about, and that name no event: alone they are no reason for an alert.
_COMMON = frozenset(
    fold(word)
    for line in (
        "رئيس حكومة وزير وزارة دولة دول بلاد مدينة منطقة مناطق محافظة قوات جيش شرطة أمن عسكري سياسي مجلس حزب لجنة",
        "نائب عضو ممثل سلطات قانون قرار اتفاق اجتماع لقاء زيارة بيان مؤتمر مشروع برنامج عمل عملية شخص رجل شعب مواطن",
        "عاصمة شمال جنوب شرق غرب قضية ملف وضع حل دعم مساعدة علاقات تعاون اقتصاد مال شركة سوق نفط أسعار مليون دولار",
        "تقرير صحيفة قناة وكالة مصدر مسؤول متحدث قائد زعيم ملك أمير دولي عالمي عربي إسلامي أمريكي روسي إيراني إسرائيلي",
        "سعودي مصري سوري عراقي فلسطيني تركي يوم عام شهر أسبوع مستوى عدد مجموعة جماعة حركة منظمة مؤسسة هيئة",
    )
    for word in line.split()
)


def contradictions(rule: Rule, levels: Mapping[str, Level]) -> Iterator[Problem]:
    """Yield why `rule` can never fire; `levels` are those of the configured keywords, by folded key."""
    yield from _refused_by_none(rule, levels)
    yield from _out_of_reach(rule)
    yield from _never_near(rule)
    yield from _filtered_away(rule)
    yield from _not_rising(rule)


def doubts(rule: Rule) -> Iterator[Problem]:
    """Yield what lets `rule` fire on too little, or does nothing."""
    yield from _one_common_word(rule)
    for group, clauses in (("all", rule.all), ("none", rule.none)):
        for number, clause in enumerate(clauses):
            if not clause.any and (clause.status or clause.level):
                key = "status" if clause.status else "level"
                yield (group, number, key), f"{key} concerns words, and the clause has none. Remove it"


def _refused_by_none(rule: Rule, levels: Mapping[str, Level]) -> Iterator[Problem]:
    for number, wanted in enumerate(rule.all):
        for other, refused in enumerate(rule.none):
            if _covers(refused, wanted, rule, levels):
                yield (
                    ("none", other),
                    f"it refuses all that all[{number}] asks for: the rule can never fire. Take out of none what you want",
                )


def _covers(refused: Clause, wanted: Clause, rule: Rule, levels: Mapping[str, Level]) -> bool:
    """Say whether each witness of `wanted` is one that `refused` refuses."""
    if wanted.type or wanted.country or refused.type or refused.country:
        return False
    named = set(map(fold, wanted.any)) <= set(map(fold, refused.any))
    if not (named and set(wanted.actor) <= set(refused.actor) and set(wanted.place) <= set(refused.place)):
        return False
    if refused.in_ and not _zones(wanted, rule) <= _spread(refused.in_):
        return False
    status = wanted.status or rule.status
    if refused.status and not (status and set(status) <= set(refused.status)):
        return False
    return all(
        _width(refused.level, word, levels) >= _width(wanted.level or rule.level, word, levels) for word in wanted.any
    )


def _width(level: Level | None, word: str, levels: Mapping[str, Level]) -> int:
    return LEVELS.index(level or levels.get(fold(word), "event"))


def _zones(clause: Clause, rule: Rule) -> frozenset[str]:
    return _spread(clause.in_ or rule.in_)


def _spread(zones: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(_NARROW[zone] for zone in zones)) if zones else _EVERYWHERE


def _out_of_reach(rule: Rule) -> Iterator[Problem]:
    positive = [word for word, weight in rule.weights.items() if weight > 0]
    most = sum(rule.weights[word] for word in positive)
    if rule.threshold is not None and most < rule.threshold:
        words_ = f"all words together weigh {most}: the rule can never fire. Lower the threshold or raise weights"
        yield ("threshold",), words_
    distinct = {fold(word) for word in (*positive, *(word for clause in rule.all for word in clause.any))}
    if rule.min_distinct is not None and len(distinct) < rule.min_distinct:
        yield ("min_distinct",), f"the rule names {len(distinct)} words: it can never fire. Add words or lower it"
    spellings = Spellings()
    for word in rule.weights:
        if (first := spellings.first(word)) != word:
            yield ("weights", word), f"the same word as «{first}». Keep one of the two"


def _never_near(rule: Rule) -> Iterator[Problem]:
    if rule.near is None:
        return
    zones = [_zones(clause, rule) for clause in rule.all]
    if {"title"} in zones and any("title" not in each for each in zones):
        yield (
            ("near",),
            "one clause looks at the title alone, another not at all: they never share a sentence. Change in or near",
        )
    for number, clause in enumerate(rule.all):
        only_words = not (clause.actor or clause.place or clause.type or clause.country)
        shortest = min((len(words(word)) for word in clause.any), default=0)
        if only_words and isinstance(rule.near, int) and shortest > rule.near:
            yield ("near",), f"each phrase of all[{number}] has more than {rule.near} words. Raise near"


def _filtered_away(rule: Rule) -> Iterator[Problem]:
    where = rule.where
    for name, wanted, refused in (
        ("feed", where.feed, where.not_feed),
        ("publisher", where.publisher, where.not_publisher),
        ("section", where.section, where.not_section),
    ):
        if wanted and all(any(fnmatchcase(each, pattern) for pattern in refused) for each in wanted):
            yield ("where", f"not_{name}"), f"it refuses all that where.{name} asks for. Drop one of the two"


def _not_rising(rule: Rule) -> Iterator[Problem]:
    publishers, severity = 1, rule.severity
    for number, step in enumerate(rule.escalate):
        if SEVERITIES.index(step.severity) <= SEVERITIES.index(severity):
            yield (
                ("escalate", number),
                f"it does not raise {severity}. Write steps from low to high, above the rule's own",
            )
        if step.publishers <= publishers:
            yield ("escalate", number), "it takes no more publishers than the step before. Write steps in rising order"
        publishers, severity = step.publishers, step.severity


def _one_common_word(rule: Rule) -> Iterator[Problem]:
    if rule.min_distinct:
        return
    alone = rule.threshold or 0
    for word, weight in rule.weights.items():
        if not rule.all and weight >= alone:
            yield (
                ("weights", word),
                f"«{word}» alone reaches the threshold. Raise the threshold, or set min_distinct = 2",
            )
    if rule.weights or not rule.all:
        return
    shared = set.intersection(*({fold(word) for word in clause.any} for clause in rule.all))
    for number, word in enumerate(rule.all[0].any):
        if fold(word) in shared and fold(word).removeprefix("ال") in _COMMON:
            yield (
                ("all", 0, "any", number),
                f"«{word}» alone fires the rule, and much news says it. Add a clause, or set min_distinct = 2",
            )
