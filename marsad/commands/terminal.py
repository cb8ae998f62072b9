"""How does Arabic stand in a line of English on a terminal without reordering it?"""

from __future__ import annotations

import re

from alerts.render import FSI, PDI

# A run of Arabic words with what joins them; marks that stand alone between runs belong to the English line.
_LETTERS = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_RUN = re.compile(
    f"«?[{_LETTERS}*][{_LETTERS}*\u064b-\u065f]*(?:[ ،؛«»()…/-]+[{_LETTERS}*]+|[ ]\\d+(?=[ ][{_LETTERS}]))*»?"
)


def isolated(line: str) -> str:
    """Return `line` with each run of Arabic between U+2068 and U+2069, so that it moves nothing around it."""
    if FSI in line:
        return line
    return _RUN.sub(
        lambda run: f"{FSI}{run.group()}{PDI}" if re.search(f"[{_LETTERS}]", run.group()) else run.group(), line
    )


def listed(words: list[str], width: int = 96) -> list[str]:
    """Return `words` as lines of at most `width` characters; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) + 1 <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
