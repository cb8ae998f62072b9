"""Is this text Arabic, or another language in Arabic letters? By letters no Arabic word has, and by function words.

Many desks type Arabic on a Persian keyboard: its ی and ک are no sign by themselves, and none of what follows looks at them
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
_FOREIGN = re.compile("[پچژگکیٹڈڑںےہھۆێەڕڵټډړښږڼۍې]")  # Persian, Urdu, Kurdish, Pashto
_OWN_LETTER = re.compile("[پچژگٹڈڑںےۆێڕڵټډړښږڼۍې]")  # and those that no keyboard puts in the place of an Arabic one
_KEYBOARD = str.maketrans("یک", "يك")
_FUNCTION_WORD = re.compile(
    r"(?<!\w)(?:في|من|على|إلى|الى|عن|أن|ان|إن|التي|الذي|مع|بعد|قبل|هذا|هذه|كما|كان|كانت|لم|لا|ما|وقال|قال|بين|حتى|ذلك"
    r"|خلال|و\w{0,2}ال\w+|ب?ال\w{2,}|لل\w{2,})(?!\w)"
)
# Words of the neighbours that are no words of Arabic, however it is spelt: of Persian, Urdu, Sorani, Pashto.
_OWN_WORDS = frozenset(
    "در از که را است تا سه بیست نیز نیست باید کشته شدند کردند بودند دارد دارند"
    " میں نے ہے ہیں کے کا پر سے نہیں گئے گیا لە بۆ کە دەکات لەگەڵ په پە کې چې".translate(_KEYBOARD).split()
)
# Words of Persian that Arabic, spelt as people spell, has too: they say something beside a letter of its keyboard.
_SHARED_WORDS = frozenset(
    "و به بر با بود شد شده کرد می ده برای این آن خود نفر تن دو یک هم".translate(_KEYBOARD).split()
)
_NEIGHBOURS = ("fa", "ur", "ku", "ckb", "ps", "sd", "ug")
_SAMPLE_CHARS = 2000
_LETTERS_MIN = 12
# Share of letters: for the text of a page, and for a headline («iPhone 17 Pro: سعره»).
_SCRIPT_LEAST, _SCRIPT_NONE = 0.5, 0.1
_SIGNS_MIN = 2


def is_arabic(text: str) -> bool:
    """Say whether the text of a page is Arabic; too short to tell counts as Arabic."""
    letters = _letters(text)
    return len(letters) < _LETTERS_MIN or (_share(letters) >= _SCRIPT_LEAST and not _is_of_a_neighbour(text))


def is_foreign(text: str, declared: str = "") -> bool:
    """Say whether what a feed says of an item is surely not Arabic; what shows no sign counts as Arabic.

    `declared` is the language that the feed names: a neighbour's is a sign. Any other is not: many Arabic sites say "en-US".
    """
    letters = _letters(text)
    return len(letters) >= _LETTERS_MIN and (_share(letters) < _SCRIPT_NONE or _is_of_a_neighbour(text, declared))


def _letters(text: str) -> list[str]:
    return [char for char in text[:_SAMPLE_CHARS] if char.isalpha()]


def _share(letters: list[str]) -> float:
    return sum(1 for char in letters if _SCRIPT.match(char)) / len(letters)


def _is_of_a_neighbour(text: str, declared: str = "") -> bool:
    plain = text[:_SAMPLE_CHARS].translate(_KEYBOARD)
    arabic = len(_FUNCTION_WORD.findall(plain))
    signs = sum(_signs(plain, text)) + (declared.lower().split("-")[0] in _NEIGHBOURS)
    return signs >= _SIGNS_MIN and signs > arabic


def _signs(plain: str, written: str) -> Iterator[int]:
    """Yield how much each word says against Arabic."""
    words = re.findall(r"\w+", plain)
    yield from (2 for word in words if word in _OWN_WORDS)
    yield from (1 for word in words if _OWN_LETTER.search(word))
    if _FOREIGN.search(written):
        yield from (1 for _ in _SHARED_WORDS.intersection(words))
