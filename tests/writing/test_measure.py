"""Text brought to a width, letters of every width included."""

import pytest

from assent.writing.measure import cut, fold, width


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("佐藤", 4), ("e\u0301", 1), ("", 0), ("Ａ", 2)]  # noqa: RUF001 - a wide letter
)  # fmt: skip
def test_the_width_is_what_a_screen_takes(text, columns) -> None:
    assert width(text) == columns


def test_what_fits_is_left_alone_and_what_does_not_ends_in_a_mark() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
    assert width(cut("佐藤佐藤", 5)) <= 5


def test_a_text_is_broken_at_its_spaces_and_a_long_word_anywhere() -> None:
    assert fold("one two three", 7) == ["one two", "three"]
    assert fold("a " + "b" * 12, 5) == ["a", "bbbbb", "bbbbb", "bb"]
    assert all(width(line) <= 5 for line in fold("佐藤" * 9, 5))
