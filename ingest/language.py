"""Is this text Arabic, or another language in Arabic letters? By letters no Arabic word has, and by function words."""

from __future__ import annotations

import re

_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_FOREIGN = re.compile("[پچژگکیٹڈڑںےہھۆێەڕڵټډړښږڼۍې]")  # Persian, Urdu, Kurdish, Pashto
_FUNCTION_WORD = re.compile(
    r"(?<!\w)(?:في|من|على|إلى|الى|عن|أن|ان|إن|التي|الذي|مع|بعد|قبل|هذا|هذه|كما|كان|كانت|لم|لا|ما|وقال|قال|بين|حتى|ذلك"
    r"|خلال|و\w{0,2}ال\w+|ب?ال\w{2,}|لل\w{2,})(?!\w)"
)
_SAMPLE_CHARS = 2000
_LETTERS_MIN = 12
_WORDS_MIN = 25


def is_arabic(text: str) -> bool:
    """Say whether `text` is Arabic; too short to tell counts as Arabic.

    A foreign keyboard's ی and ک in an Arabic text do not outvote its function words.
    """
    text = text[:_SAMPLE_CHARS]
    letters = [char for char in text if char.isalpha()]
    if len(letters) < _LETTERS_MIN:
        return True
    if sum(1 for char in letters if _SCRIPT.match(char)) < 0.5 * len(letters):
        return False
    foreign = len(_FOREIGN.findall(text)) / len(letters)
    words = len(re.findall(r"\w+", text))
    if words < _WORDS_MIN:
        return foreign < 0.04  # noqa: PLR2004 - measured on 60,000 Arabic and 53 Urdu texts, as are the two below
    function = len(_FUNCTION_WORD.findall(text)) / words
    return function >= 0.06 and (foreign < 0.05 or function >= 0.25)  # noqa: PLR2004
