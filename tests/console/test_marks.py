"""Text is cut by offsets and nothing is lost, whatever the offsets."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.console.marks import Piece, pieces

TEXT = "سيطرة جبهة الشمال على المدينة"
spans = st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=8)


def test_keywords_and_actors_are_told_apart() -> None:
    """A mark that is an actor's span names somebody."""
    expected = [Piece("سيطرة", "keyword"), Piece(" ", ""), Piece("جبهة الشمال", "actor"), Piece(" على المدينة", "")]
    assert expected == pieces(TEXT, [(6, 17), (0, 5)], [(6, 17)])


def test_of_two_marks_that_overlap_the_later_keeps_the_rest() -> None:
    """No letter is printed twice."""
    assert [Piece("سيطرة", "keyword"), Piece(" جبهة", "keyword"), Piece(TEXT[10:], "")] == pieces(
        TEXT, [(0, 5), (2, 10)]
    )


@given(st.text(max_size=40), spans, spans)
def test_joined_the_pieces_are_the_text(text: str, marks: list[tuple[int, int]], actors: list[tuple[int, int]]) -> None:
    """Offsets outside the text, turned round, or overlapping lose and repeat nothing."""
    assert text == "".join(piece.text for piece in pieces(text, marks, actors))


@given(st.text(min_size=1, max_size=40), spans)
def test_exactly_the_letters_under_a_mark_are_marked(text: str, marks: list[tuple[int, int]]) -> None:
    """Letter by letter against the definition."""
    under = [any(start <= n < end for start, end in marks) for n in range(len(text))]
    assert under == [bool(piece.kind) for piece in pieces(text, marks) for _ in piece.text]
