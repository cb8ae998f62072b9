"""Whom does a filter mean that gives a name: who is configured under it, or who stands so on the cards?"""

from __future__ import annotations

import asyncio

from alerts.console import filters as asked
from alerts.console.present import RECENT, facets
from alerts.console.screen import Screen
from alerts.console.tools import Tools
from marsad.ports import Desk
from marsad.text import fold

_UNLISTED = "new:"  # persons whom no entry names: there is one where a case says so


async def chosen(query: asked.Query, desk: Desk, screen: Screen, tools: Tools) -> asked.Filters:
    """Return the filters an address asks for, with an id for the name of an actor or a place.

    Of several who are called so it is the one whose case changed last. Raises BadFilter for a name that nobody has.
    """
    filters = asked.parsed(query)
    if not filters.actor or ":" in filters.actor:  # an id, be it one that is not configured any more
        return filters
    on_cards = facets(await desk.wall(limit=RECENT), screen.label).actors
    ids = dict.fromkeys(await asyncio.to_thread(tools.called, filters.actor))
    ids.update((facet.id, None) for facet in on_cards if fold(facet.name) == fold(filters.actor))
    last = {each: await _last_change(each, desk) for each in ids}
    known = [each for each in ids if last[each] or not each.startswith(_UNLISTED)]
    if not known:
        raise asked.BadFilter(
            f"لا جهة ولا مكان باسم «{filters.actor}» في الإعداد ولا في التنبيهات. اكتب الاسم كما تعرضه البطاقات، أو أحد أسمائه في الإعداد."
        )
    return filters._replace(actor=max(known, key=last.__getitem__))


async def _last_change(actor: str, desk: Desk) -> int:
    """Return the number of the last change to a case of the actor, 0 when it has none."""
    newest = await desk.wall(actor=actor, limit=1)
    return newest[0].seq if newest else 0
