"""Who is in the article, with a canonical id, and what is only where?

A pure function of the article and the configuration. Phrases are found with their clitics (processors.names.aliases), a role
and a nationality make an institution (processors.names.nationality), surnames and nouns are taken up
(processors.names.coreference), and a state is somebody or somewhere (processors.names.places).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import compress, count
from operator import attrgetter

from marsad.config.models import Actor
from marsad.records import Event, Mention
from processors.names.aliases import Layer, Passage
from processors.names.coreference import Found, Loose, Resolver, army, state_behind, theatre
from processors.names.directory import Directory
from processors.names.gazetteer import configured
from processors.names.nationality import countries
from processors.names.offices import Offices, People, bearer, is_said_new, speaks_for_itself, states_of_offices
from processors.names.persons import KIND, PREFIX, short_candidates, surname
from processors.names.places import Role, follows_in_series, in_series, role_by_syntax
from processors.names.relatives import relative
from processors.names.scan import Scanner
from processors.names.spellings import OtherSpellings, sound_alike
from processors.names.wordlists import load_lexicon
from processors.roles.events import events
from processors.roles.happening import Happening
from processors.status.judge import StatusJudge

_KEY = attrgetter("key")
_TERRITORY = (Layer.STATE, Layer.CAPITAL)


class ActorTagger:
    """Finds the configured actors, the states and their institutions in articles. Immutable but for its memo."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        enabled = [actor for actor in actors if actor.enabled]
        self._directory = Directory(enabled)
        self._index = configured(enabled)
        self._offices = Offices(enabled)
        self._scanner = Scanner(self._directory.countries, self._offices.governing)
        self._spellings = OtherSpellings(enabled, self._index)
        self._judge = StatusJudge()
        self._same: Mapping[str, str] = load_lexicon("roles")["same"]

    @property
    def countries(self) -> Mapping[str, str]:
        """The country code of configured actors and shipped places that have one."""
        return self._directory.countries

    @property
    def parents(self) -> Mapping[str, str]:
        """The parent of configured actors that have one."""
        return self._directory.parents

    def type(self, name: str) -> str:
        """Return the type of an id, "" when it is unknown."""
        return self._directory.type(name)

    def country(self, name: str) -> str:
        """Return the country code of an id, composed ids included, "" when it has none."""
        return self._directory.country(name)

    def label(self, id: str, language: str = "ar") -> str:  # noqa: A002 - the word of the field
        """Return the name to show for an id, the id itself when there is none in that language."""
        return self._directory.label(id, language)

    def is_known(self, id: str) -> bool:  # noqa: A002 - the word of the field
        """Tell whether an id is configured, composed of a known country, or a shipped place."""
        return self._directory.is_known(id)

    def mentions(self, title: str, text: str, published: datetime | None) -> tuple[Mention, ...]:
        """Return who and where, the title first, then by offset.

        Offsets are code points of the field as given; clitics stay outside the span. Title and text are one document
        for who is taken up, and no mention runs from one into the other.
        """
        return self._mentions(*self._placed_in(title, text, published))

    def read(self, title: str, text: str, published: datetime | None) -> tuple[tuple[Mention, ...], tuple[Event, ...]]:
        """Return the mentions of an article, and who did what to whom in it."""
        passages, placed = self._placed_in(title, text, published)
        happening = Happening(self._judge, published.date() if published else None)
        return self._mentions(passages, placed), tuple(events(passages, placed, self.type, happening))

    def _placed_in(
        self, title: str, text: str, published: datetime | None
    ) -> tuple[tuple[Passage, Passage], list[Found]]:
        """Return the title and the text, and everybody who is named or taken up in them."""
        passages = (Passage("title", 0, title, self._index), Passage("text", 1, text, self._index))
        scanned = [self._scanner.scan(passage) for passage in passages]
        named = [self._known(each) for found, _ in scanned for each in found]
        loose = [each for _, words in scanned for each in words]
        country = theatre(named)
        loose = list(_outside_offices(loose, named))
        named = self._offices_resolved(passages, named, published, country)
        loose += self._surnames(passages, named)
        everybody = self._taken_up(passages, named, loose, country)
        return passages, list(self._placed(passages, everybody, country))

    def _mentions(self, passages: Sequence[Passage], placed: Iterable[Found]) -> tuple[Mention, ...]:
        made = [self._mention(passages[each.passage], each) for each in placed]
        return tuple(sorted(made, key=lambda mention: (mention.field != "title", mention.start, -mention.end)))

    def _known(self, found: Found) -> Found:
        """Return a person whom no entry spells so as the one whom an entry means."""
        if not found.id.startswith(PREFIX):
            return found
        owner = self._spellings.owner(found.id.removeprefix(PREFIX).split("-"))
        return found._replace(id=owner, kind="name") if owner else found

    def _surnames(self, passages: Sequence[Passage], named: Sequence[Found]) -> list[Loose]:
        """Return where the last names of persons whom no entry names stand alone."""
        ids: dict[str, set[str]] = {}
        for each in named:
            if each.layer is Layer.GIVEN and (key := surname(each, passages[each.passage])):
                ids.setdefault(key, set()).add(each.id)
        if not ids:
            return []
        said = short_candidates(ids)
        taken = {(each.passage, at) for each in named for at in range(each.first, each.last + 1)}
        return [
            Loose(passage.number, at, said[passage.words[at].key])
            for passage in passages
            for at in compress(count(), map(said.__contains__, map(_KEY, passage.words)))
            if (passage.number, at) not in taken
        ]

    def _offices_resolved(
        self, passages: Sequence[Passage], named: Sequence[Found], published: datetime | None, country: str
    ) -> list[Found]:
        """Replace offices said alone by who is behind them, and drop those that are a named person's title."""
        if not any(each.office for each in named):
            return list(named)
        beside = [People.of(named, passage.number) for passage in passages]
        states = states_of_offices(named, country, self._scanner.may_hold)
        kept: list[Found] = []
        bearers: dict[tuple[int, int], str] = {}
        for each in named:
            if each.office:
                passage, people = passages[each.passage], beside[each.passage]
                state = each.country or self._there(passage, each) or states(each.office)
                if state and speaks_for_itself(passage, each, people, self._scanner.is_no_name):
                    kept += self._in_office(passage, self._of_state(each, state), published)
                elif state and (first := bearer(passage, each, people)) >= 0:
                    bearers[each.passage, first] = self._offices.holder(f"{state}.{each.office}", published)
            elif not (kept and kept[-1].office and _within(each, kept[-1])):
                kept.append(self._borne(each, bearers.get((each.passage, each.first), "")))
        return kept

    def _there(self, passage: Passage, office: Found) -> str:
        """Return the state of an office that is said with «في»: وزير الخارجية في صربيا."""
        state = state_behind(passage, office.last)
        return state if state and self._scanner.may_hold(office.office, state) else ""

    def _borne(self, person: Found, holder: str) -> Found:
        """Return a person behind a title as its `holder`, where the name is the holder's in another spelling or shorter."""
        if not holder or not person.id.startswith(PREFIX):
            return person
        theirs = person.id.removeprefix(PREFIX).split("-")
        return person._replace(id=holder, kind="name") if sound_alike(theirs, self.label(holder)) else person

    def _of_state(self, office: Found, state: str) -> Found:
        """Return an office as that of a state: of رئيس الوزراء the text does not say whose."""
        name = office.id.replace("{C}", state)
        return office._replace(id=self._same.get(name, name), country=state)

    def _in_office(self, passage: Passage, office: Found, published: datetime | None) -> list[Found]:
        """Return the holder, else the institution; nobody for a new holder whom we do not know."""
        name = f"{office.country}.{office.office}"
        if is_said_new(passage, office):
            newcomer = self._offices.newcomer(name, published)
            return [office._replace(id=newcomer)] if newcomer else []
        return [office._replace(id=self._offices.holder(name, published) or office.id)]

    def _taken_up(
        self, passages: Sequence[Passage], named: list[Found], loose: list[Loose], country: str
    ) -> list[Found]:
        known = [each for each in named if each.kind in ("name", KIND)]
        resolver = Resolver(passages, known, country, self._same, army(named, country))
        everybody: list[Found] = []
        done = (-1, -1)
        words: list[Found | Loose] = sorted([*named, *loose], key=lambda each: (each.passage, each.first))
        for each in words:
            if isinstance(each, Found):
                found: Found | None = each
            else:
                found = resolver.resolve(each) if (each.passage, each.first) > done else None
                if found and found.layer is Layer.SHORT:
                    found = relative(passages[found.passage], found, self.label(found.id))
            if found:
                done = max(done, (found.passage, found.last)) if found.kind == "coref" or found.office else done
                resolver.see(found)
                everybody.append(found)
        return everybody

    def _placed(self, passages: Sequence[Passage], everybody: Iterable[Found], country: str) -> Iterable[Found]:
        """Yield everybody, states and capitals as actor or place."""
        before: Found | None = None
        for each in everybody:
            if each.layer is Layer.CUED_PLACE and self.country(each.id) != country:
                continue
            placed = each
            if each.layer in _TERRITORY:
                placed = _territory(each, _role(passages[each.passage], each, before), country)
            yield placed
            before = placed

    def _mention(self, passage: Passage, found: Found) -> Mention:
        start, end = passage.span(found.first, found.last, found.clitic)
        return Mention(
            actor=found.id,
            type=self.type(found.id),
            role=found.role,
            kind=found.kind,
            surface=passage.text[start:end],
            field=passage.field,
            start=start,
            end=end,
        )


def _outside_offices(loose: Iterable[Loose], named: Iterable[Found]) -> Iterator[Loose]:
    """Yield what is no part of an office: of «رئيس الحكومة» the government is not said."""
    offices = {(each.passage, at) for each in named if each.office for at in range(each.first, each.last + 1)}
    return (each for each in loose if (each.passage, each.first) not in offices)


def _within(inner: Found, outer: Found) -> bool:
    """Tell whether the country of «رئيس وزراء العراق» is part of the office that is kept."""
    return inner.passage == outer.passage and outer.first < inner.first and inner.last <= outer.last


def _role(passage: Passage, found: Found, before: Found | None) -> Role | None:
    """Return what the words around a state or capital, and the name before it, say it is."""
    capital = found.layer is Layer.CAPITAL
    masculine = countries()[found.country].masculine and not capital
    near = before is not None and before.passage == found.passage and before.last == found.first - 2
    if before and near and before.layer in _TERRITORY and follows_in_series(passage, found.first, found.clitic):
        return before.role
    role = role_by_syntax(passage, found.first, found.last, found.clitic, capital=capital, masculine=masculine)
    if role or before is None or before.passage != found.passage or before.last != found.first - 1:
        return role
    if in_series(passage, found.first, found.clitic):
        return before.role
    # حذرت واشنطن طهران: what follows the subject at once is the party it deals with.
    acts_on = before.layer in _TERRITORY and before.role == "actor" and not found.clitic
    return "actor" if acts_on and passage.joined(found.first) else None


def _territory(found: Found, role: Role | None, country: str) -> Found:
    """Return a state or capital in its role; a capital that acts is its state, one that does not is a city."""
    state = countries()[found.country]
    if found.layer is Layer.STATE:
        return found._replace(role=role or ("place" if found.country == country else "actor"))
    if role == "actor" and state.metonym:
        return found._replace(kind="metonym")
    return found._replace(id=f"pl:{state.capital}", role="place")
