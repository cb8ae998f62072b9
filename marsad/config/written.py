"""How does a table look in a file of config/? For commands that write one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Value = str | Sequence[str] | Mapping[str, str]


def toml_table(kind: str, table: Mapping[str, Value]) -> str:
    """Return one `[[kind]]` table, a key a line; empty values are left out."""
    lines = [f"{key} = {_written(value)}" for key, value in table.items() if value]
    return "\n".join([f"[[{kind}]]", *lines, ""])


def _written(value: Value) -> str:
    if isinstance(value, str):
        # JSON's strings are TOML's, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_written(each)}' for key, each in value.items())} }}"
    return f"[{', '.join(map(_written, value))}]"
