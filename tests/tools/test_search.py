"""The material of a run is searched by words, within bounds, the same way every time."""

import asyncio

import pytest

from assent.errors import ToolError
from assent.tools import DESCRIBED
from assent.tools.material import LARGEST

SHIPS = (
    "# Ships\n\nThe night ferry sails at ten.\n\nThe day ferry sails at noon, and again at six.\n"
)


def search(tool, query: str, **arguments) -> str:
    return asyncio.run(tool.call({"query": query, **arguments}))


def test_the_best_passage_comes_first_with_its_file_and_lines(over) -> None:
    answer = search(over("material.search", ships__md=SHIPS), "night ferry")

    assert answer.startswith("2 of 3 passages.\n\nships.md:3-3\nThe night ferry sails at ten.\n")
    assert "ships.md:5-5\nThe day ferry" in answer


def test_the_same_question_has_the_same_answer(over) -> None:
    texts = {f"file{n}__md": SHIPS for n in range(5)}

    answers = {search(over("material.search", **texts), "ferry", limit=4) for _ in range(3)}

    (answer,) = answers
    assert [line for line in answer.split("\n") if ".md:" in line] == [
        f"file{n}.md:3-3" for n in range(4)
    ]


def test_words_are_found_whatever_their_case_and_rare_ones_weigh_more(over) -> None:
    text = "The ferry.\n\nThe ferry.\n\nThe ferry.\n\nThe Signal.\n"

    answer = search(over("material.search", a__md=text), "ferry SIGNAL", limit=1)

    assert answer.endswith("a.md:7-7\nThe Signal.")


def test_only_the_file_that_is_named_is_searched(over) -> None:
    tool = over("material.search", a__md="A ferry.", b__md="A ferry.")

    assert search(tool, "ferry", file="b.md") == "1 of 2 passages.\n\nb.md:1-1\nA ferry."


def test_a_file_that_is_not_there_is_answered_with_those_that_are(over) -> None:
    tool = over("material.search", a__md="A ferry.")

    for path in ("../a.md", "/etc/passwd", "b.md"):
        with pytest.raises(ToolError, match=r"there are: a\.md"):
            search(tool, "ferry", file=path)


def test_nothing_found_is_said_plainly(over) -> None:
    answer = search(over("material.search", a__md="A ferry."), "tram")

    assert answer == "None of 1 passages holds a word of the query. Files: a.md."


def test_an_answer_is_never_larger_than_its_bound(over) -> None:
    text = "\n\n".join("ferry " * 230 for _ in range(40))

    answer = search(over("material.search", a__md=text), "ferry", limit=10)

    assert len(answer) <= LARGEST + 40
    assert answer.count("a.md:") < 10


def test_a_line_of_any_length_is_cut(over) -> None:
    answer = search(over("material.search", a__md="ferry " * 10_000), "ferry")

    assert len(answer) < 1600


def test_both_tools_declare_that_they_only_read() -> None:
    assert {tool.effect for tool in DESCRIBED.values()} == {"read"}
    assert set(DESCRIBED) == {"material.search", "records.read"}
