"""How does a command ask at the port for machines of the marsad beside it?"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request


def ask(request: str | urllib.request.Request, *, patience_s: float) -> tuple[int, str]:
    """Return the status and the words of the answer. Raises OSError when none comes within `patience_s`.

    No proxy of the environment is used: a proxy's loopback is another machine's.
    """
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=patience_s) as answer:
            return answer.status, _words(answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, _words(refusal.read())
    except http.client.HTTPException as gibberish:
        raise OSError(f"no HTTP: {gibberish!r}") from gibberish


def _words(body: bytes) -> str:
    return body.decode("utf-8", "replace").strip()
