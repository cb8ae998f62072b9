"""What can a word be for the judge of status? One number with a bit for each kind: most words are nothing."""

from __future__ import annotations

# Kinds of words: the lists of cues_particles.toml, then what is read from a word's shape or from its rows.
LISTS = (
    "negating", "not_to", "future", "perhaps", "perhaps_present", "if", "state", "that", "so_that", "except", "any", "or", "be",
    "barring", "prepositions", "relative", "stops", "today", "other", "takers", "initial", "owed", "facing", "since", "when", "during",
    "aside", "only", "whom", "means", "compared", "at", "goals", "begins", "early", "eve",
)  # fmt: skip
(
    NEGATING, NOT_TO, FUTURE, PERHAPS, PERHAPS_PRESENT, IF, STATE, THAT, SO_THAT, EXCEPT, ANY, OR, BE,
    BARRING, PREPOSITION, RELATIVE, STOP, TODAY, OTHER, TAKES, INITIAL, OWED, FACING, SINCE, WHEN, DURING,
    ASIDE, ONLY, WHOM, MEANS, COMPARED, AT, GOALS, BEGINS, EARLY, EVE,
) = (1 << place for place in range(len(LISTS)))  # fmt: skip
(
    KNOWN, GOVERNS, FAR, AIMS, HEADS, QUALIFIES, WILL, DOES, DID, DATING, NAMED, ARTICLE, ACT, BRINGS, GOAL,
    SAID, CONTEST, DESCRIBES,
) = (1 << place + len(LISTS) for place in range(18))  # fmt: skip
# Without a word of these kinds nothing in a sentence has a status, but for its dates.
TELLING = (
    NEGATING
    | NOT_TO
    | FUTURE
    | PERHAPS
    | PERHAPS_PRESENT
    | IF
    | STATE
    | SO_THAT
    | GOVERNS
    | AIMS
    | HEADS
    | QUALIFIES
    | WILL
    | ANY
    | NAMED
    | THAT
    | GOAL
    | WHEN
    | OTHER
    | SAID
    | CONTEST
    | AT
    | GOALS
    | BEGINS
    | EARLY
    | EVE
)
# What may say something of a noun to its right, or of a verb.
BEFORE = (
    NEGATING
    | NOT_TO
    | FUTURE
    | PERHAPS
    | PERHAPS_PRESENT
    | IF
    | STATE
    | SO_THAT
    | GOVERNS
    | FAR
    | AIMS
    | HEADS
    | WILL
    | ANY
    | WHEN
    | EXCEPT
)
SUPPOSES = IF | STATE
MOODS = IF | STATE | NEGATING | WILL | PERHAPS_PRESENT | FUTURE
# What may say something of a noun to its left.
AFTER = QUALIFIES | NEGATING | FUTURE | PERHAPS_PRESENT | WILL | GOVERNS | NAMED | SAID
