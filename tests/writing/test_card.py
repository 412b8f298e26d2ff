"""What of a card a prompt carries."""

from assent.records import Role
from assent.writing.card import portrait

PROSE = """\
# Harbour master

## Background

Once a pilot.

## First question

Which berth?

## What I will not accept

A berth without a number.

## What my practice needs

- **Notice** — A vessel must say when it comes. (words: notice)

## What I hand over

The list of berths.

## How I disagree

With a tide table."""
MASTER = Role(id="harbour-master", title="Harbour master", serves="the harbour", prose=PROSE)


def titles(text: str) -> list[str]:
    return [line[3:] for line in text.split("\n") if line.startswith("## ")]


def test_what_is_for_colleagues_stays_out_and_the_limits_stay_in() -> None:
    card = portrait(MASTER, needs=False, dispute=False)

    assert titles(card) == ["First question", "What I will not accept"]
    assert "A berth without a number." in card


def test_needs_are_there_where_they_are_spoken_for() -> None:
    assert "(words: notice)" in portrait(MASTER, needs=True, dispute=False)


def test_how_the_role_disagrees_is_there_where_it_may() -> None:
    assert titles(portrait(MASTER, needs=False, dispute=True))[-1] == "How I disagree"


def test_a_section_of_its_own_title_is_never_left_out() -> None:
    own = MASTER.model_copy(update={"prose": f"{PROSE}\n\n## At night\n\nRing twice."})

    assert "Ring twice." in portrait(own, needs=False, dispute=False)


def test_a_card_without_sections_is_there_as_a_whole() -> None:
    plain = MASTER.model_copy(update={"prose": "# Harbour master\n\nI give berths."})

    assert portrait(plain, needs=False, dispute=False) == plain.prose
