"""Which words of a treebank does a keyword find, and which should it?

    python benchmarks/score_keywords.py TREEBANK.conllu LEMMAS.tsv [--unanalysed TSV] [--errors]
    python benchmarks/score_keywords.py TREEBANK.conllu LEMMAS.tsv --seeds GOLD.tsv --texts DIR

TREEBANK is a vocalised Arabic treebank of Universal Dependencies (PADT); words are printed again from its morphemes.
LEMMAS says which lemmas are the event of a key: `key, nouns, verbs, derived`, lemmas parted by |, what is in [] ignored.
UNANALYSED labels words the treebank left without a lemma: `key, n|v|d, words`; without it they are not counted. GOLD has exact offsets into the files of
DIR: `file, start, end, form, key, level`. Lines that begin with # are comments. None of these files is shipped.

Scored are precision, recall and F1 over (word, key), at each level, from bare keys and with the shipped keywords.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bench_pipeline import ROOT

from marsad.config.load import load
from marsad.config.models import Keyword
from marsad.records import LEVELS, Level
from marsad.text import fold
from processors.keywords import KeywordMatcher

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u0653-\u065f\u06d6-\u06ed]")
_PROCLITICS = frozenset("وفبلكسأ")
_PRONOUNS = frozenset(["ها", "ه", "هم", "نا", "ي", "ني", "ك", "كم", "هما", "هن", "كما", "كن"])
_CLASSES = {**dict.fromkeys(("VERB", "AUX"), "v"), **dict.fromkeys(("NOUN", "ADJ", "PROPN", "X", "NUM", "ADV"), "n")}

Lemma = tuple[str, str]  # class ("n", "v"), letters without vowels
Found = frozenset[str]  # keys


class Morpheme(NamedTuple):
    """One line of the treebank."""

    form: str
    lemma: str
    tag: str
    features: str
    enclitic: bool

    @property
    def analysed(self) -> bool:
        """Whether the treebank knows the lemma."""
        return not self.features.startswith("U")


class Word(NamedTuple):
    """A word as a newspaper prints it."""

    printed: str
    morphemes: tuple[Morpheme, ...]


class Event(NamedTuple):
    """The lemmas of one key, by the level that they belong to."""

    key: str
    lemmas: Mapping[Level, frozenset[Lemma]]


def unvocalised(text: str) -> str:
    """Return `text` without vowels and doubling."""
    return _MARKS.sub("", text).replace("ٱ", "ا")


def rows(path: Path) -> Iterator[list[str]]:
    """Yield the tab-separated rows of `path` that are no comments."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def events(path: Path) -> list[Event]:
    """Return the events of a LEMMAS file."""
    read = []
    for key, *columns in rows(path):
        named = [re.sub(r"\[[^\]]*\]", "", column).split("|") for column in (*columns, "", "", "")[:3]]
        nouns, verbs, derived = ([unvocalised(lemma) for lemma in column if lemma] for column in named)
        strict = frozenset(("n", lemma) for lemma in nouns)
        event = strict | {("v", lemma) for lemma in verbs}
        read.append(
            Event(key, {"strict": strict, "event": event, "family": event | {("n", lemma) for lemma in derived}})
        )
    return read


def by_hand(path: Path) -> dict[str, dict[str, str]]:
    """Return the kind of each word of an UNANALYSED file, by key."""
    kinds: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key, kind, listed in rows(path):
        for word in listed.split():
            kinds[word][key] = kind
    return dict(kinds)


# ------------------------------------------------------------------------------------------------------ the treebank


def words(path: Path) -> Iterator[Word]:
    """Yield the words of the treebank: proclitics, stem and enclitics that are printed together."""
    parts: list[Morpheme] = []
    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        cells = line.split("\t")
        if not cells[0].isdigit():
            if not line and parts:
                yield Word(_printed(parts), tuple(parts))
                parts = []
            continue
        form, lemma, tag, features = cells[1:5]
        enclitic = bool(parts) and features[:2] == "SP" and features[8:9] in ("2", "4")
        part = Morpheme(form, lemma, tag, features, enclitic and unvocalised(form) in _PRONOUNS)
        if parts and not part.enclitic and not _is_proclitic(parts[-1]):
            yield Word(_printed(parts), tuple(parts))
            parts = []
        parts.append(part)


def _is_proclitic(part: Morpheme) -> bool:
    return not part.enclitic and unvocalised(part.form) in _PROCLITICS and part.tag in ("ADP", "CONJ", "CCONJ", "PART")


def _printed(parts: Sequence[Morpheme]) -> str:
    printed = ""
    last = None
    for part, after in pairwise((*parts, None)):
        assert part is not None
        letters = unvocalised(part.form)
        if after and after.enclitic and not part.enclitic:
            letters = _before_pronoun(letters, part)
        if last and printed.endswith("ل") and letters.startswith("ال") and unvocalised(last.form) in _PROCLITICS:
            letters = letters[1:]  # ل + ال + ل...: لللجنة is printed للجنة
            letters = letters[1:] if letters.startswith("لل") else letters
        printed += letters
        last = part
    return printed


def _before_pronoun(letters: str, part: Morpheme) -> str:
    """Return the shape of a word's end before a pronoun: سيطرت(ها)، هاجمو(هم)، اعتداؤ(ه)."""
    if letters.endswith("ة"):
        return letters[:-1] + "ت"
    if letters.endswith("ى"):
        return letters[:-1] + ("ي" if part.tag == "ADP" else "ا")
    if letters.endswith("وا"):
        return letters[:-1]
    if letters.endswith("اء") and part.form[-1] in "\u064e\u064f\u0650":
        return letters[:-1] + {"\u064f": "ؤ", "\u0650": "ئ"}.get(part.form[-1], "ء")
    return letters


def wanted(
    read: Sequence[Event], level: Level, treebank: Sequence[Word], labelled: Mapping[str, Mapping[str, str]] | None
) -> Counter[tuple[str, Found]]:
    """Return how often each printed word stands in the treebank, with the keys whose event it says at `level`."""
    owners = defaultdict(set)
    for event in read:
        for lemma in event.lemmas[level]:
            owners[lemma].add(event.key)
    classes = "nvd"[: LEVELS.index(level) + 1]
    keys = {event.key for event in read}
    counted: Counter[tuple[str, Found]] = Counter()
    for word in treebank:
        if not re.search("[\u0621-\u064a]", word.printed):
            continue
        if labelled is None and not all(part.analysed for part in word.morphemes):
            continue
        said: set[str] = set()
        for part in word.morphemes:
            said |= owners.get((_CLASSES.get(part.tag, ""), unvocalised(part.lemma)), set())
            if labelled is not None and not part.analysed:
                kinds = labelled.get(word.printed, {})
                said |= {key for key, kind in kinds.items() if kind in classes and key in keys}
        counted[word.printed, frozenset(said)] += 1
    return counted


# ----------------------------------------------------------------------------------------------------------- scores


class Score(NamedTuple):
    """Counts of right, wrong and missed (word, key)."""

    right: int
    wrong: int
    missed: int

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        both = 2 * precision * recall / max(1e-9, precision + recall)
        return f"P {precision:.3f} R {recall:.3f} F1 {both:.3f} ({self.right} right, {self.wrong} wrong, {self.missed} missed)"


def scored(
    matcher: KeywordMatcher, truth: Counter[tuple[str, Found]], keys: Found
) -> tuple[Score, Counter[tuple[str, str, str]]]:
    """Return the score of `matcher` for `keys`, and its errors: (wrong or missed, key, word)."""
    right = 0
    errors: Counter[tuple[str, str, str]] = Counter()
    for (printed, said), count in truth.items():
        found = {hit.keyword for hit in matcher.hits("", printed)} & keys
        right += count * len(found & said)
        errors += Counter({("wrong", key, printed): count for key in found - said})
        errors += Counter({("missed", key, printed): count for key in said - found})
    wrong = sum(count for (kind, *_), count in errors.items() if kind == "wrong")
    return Score(right, wrong, errors.total() - wrong), errors


def matchers(keys: Sequence[str], level: Level) -> dict[str, KeywordMatcher]:
    """Return the matchers of bare keys, and of keys as shipped (bare where they are not shipped)."""
    shipped = {fold(each.key): each for each in load(ROOT / "config").config.keywords}
    bare = [Keyword(key=key, level=level) for key in keys]
    pack = [shipped.get(fold(key), Keyword(key=key)).model_copy(update={"level": level, "key": key}) for key in keys]
    return {"bare": KeywordMatcher(bare), "shipped": KeywordMatcher(pack)}


def seeds(gold: Path, texts: Path, level: Level) -> Iterator[str]:
    """Yield how many of the labelled places are found with exact offsets, and how many other places."""
    labelled = [row for row in rows(gold) if row[5] in LEVELS]
    keys = frozenset(row[4] for row in labelled)
    allowed = LEVELS[: LEVELS.index(level) + 1]
    places = {(row[0], int(row[1]), int(row[2]), row[4]) for row in labelled if row[5] in allowed}
    for name, matcher in matchers(sorted(keys), level).items():
        found = {
            (file.name, hit.start, hit.end, hit.keyword)
            for file in sorted(texts.glob("*.txt"))
            for hit in matcher.hits("", file.read_text(encoding="utf-8"))
        }
        yield f"  {name:8} {len(found & places)}/{len(places)} exact offsets, {len(found - places)} others"


def main() -> None:
    """Print the scores of each level."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("treebank", type=Path)
    options.add_argument("lemmas", type=Path)
    options.add_argument("--unanalysed", type=Path, help="labels of words without a lemma")
    options.add_argument("--seeds", type=Path, help="labels with exact offsets")
    options.add_argument("--texts", type=Path, help="the directory of the files that --seeds names")
    options.add_argument("--errors", action="store_true", help="list the words that are wrong or missed")
    chosen = options.parse_args()
    if bool(chosen.seeds) != bool(chosen.texts):
        options.error("--seeds and --texts go together")
    read = events(chosen.lemmas)
    treebank = list(words(chosen.treebank))
    labelled = by_hand(chosen.unanalysed) if chosen.unanalysed else None
    keys = frozenset(event.key for event in read)
    for level in LEVELS:
        truth = wanted(read, level, treebank, labelled)
        positives = sum(count * len(said) for (_, said), count in truth.items())
        print(f"{level}: {len(keys)} keys, {positives} places in {truth.total()} words")
        for name, matcher in matchers(sorted(keys), level).items():
            score, errors = scored(matcher, truth, keys)
            print(f"  {name:8} {score}")
            if chosen.errors:
                print("   ", "; ".join(f"{kind} {key}:{word}x{n}" for (kind, key, word), n in errors.most_common()))
        if chosen.seeds:
            print("seeds", level, *seeds(chosen.seeds, chosen.texts, level), sep="\n")


if __name__ == "__main__":
    main()
