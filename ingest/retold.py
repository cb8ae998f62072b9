"""Do two versions of an item tell of one thing? By the words they share.

A breaking-news bar has one link or guid for whatever it says at the moment. A headline that is corrected, or rises with the
toll, shares half of its words with what it was; what a bar says next shares a third at most, «هجوم» and «مقتل» among them.
"""

from __future__ import annotations

from itertools import islice

from marsad.identity import word_number
from marsad.text import fold, tokens

# Of 77 real revisions none shares less, of 30,000 pairs of consecutive news of one publisher 97 % do.
SHARED_LEAST = 0.4
DATED_ALIKE_LEAST = 0.2  # where the date says that it is one thing: some feeds give a day alone, or one date for all
_WORDS_MIN = 3  # fewer say nothing
_WORDS_MAX = 30
_TEXT_CHARS = 500
_NUMBER_BYTES = 3  # of marsad.identity.word_number
_LETTERS_MIN = 3
# Longest first, and what they leave has letters enough: وال before و.
_CLITICS = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_SAY_NOTHING = frozenset(
    fold(
        "على إلى بعد قبل بين خلال حتى منذ التي الذي هذا هذه ذلك كان كانت قال وقال قالت وقالت عاجل اليوم أمس صباح مساء"
        " السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة"
    ).split()
)


def about(title: str, text: str) -> bytes:
    """Return the words that tell what an item is about, title first: each as it is and without what is written onto it."""
    words = dict.fromkeys(token.folded for token in tokens(f"{title}\n{text[:_TEXT_CHARS]}") if _tells(token.folded))
    return b"".join(
        word_number(form).to_bytes(_NUMBER_BYTES) for word in islice(words, _WORDS_MAX) for form in (word, _bare(word))
    )


def is_another(ours: bytes, theirs: bytes, least: float = SHARED_LEAST) -> bool:
    """Say whether two items, by what they are `about`, share less than `least` of the words; too few words are no sign."""
    fewer, more = sorted((_words(ours), _words(theirs)), key=len)
    if len(fewer) < _WORDS_MIN:
        return False
    known = {form for word in more for form in word}
    return sum(not known.isdisjoint(word) for word in fewer) < least * len(fewer)


def _tells(word: str) -> bool:
    return len(word) >= _LETTERS_MIN and not word[0].isdigit() and word not in _SAY_NOTHING


def _bare(word: str) -> str:
    clitic = next((each for each in _CLITICS if word.startswith(each) and len(word) - len(each) >= _LETTERS_MIN), "")
    return word.removeprefix(clitic)


def _words(packed: bytes) -> list[set[bytes]]:
    forms = [packed[at : at + _NUMBER_BYTES] for at in range(0, len(packed), _NUMBER_BYTES)]
    return [set(word) for word in zip(forms[::2], forms[1::2], strict=True)]
