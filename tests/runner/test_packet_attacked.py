"""A model whose every word poses as the packet: none of it speaks, hides or crowds anything out."""

from collections import Counter
from pathlib import Path

import pytest
from tests.hostile import POSING, Hostile

from assent.canonical import hidden_characters
from assent.practice import load
from assent.testing.running import open_runner
from assent.writing.measure import width

from .changing import World, request
from .conftest import BRIEF, workflow

POLICY = Path(__file__).parents[2] / "examples" / "brief.md"


def packet_of(runner, run) -> str:
    return runner.packet(run.gates[0].id)[1]


def own(packet: str) -> list[str]:
    """Return the lines that the packet itself speaks, without the number in a heading."""
    lines = [line for line in packet.split("\n") if line and not line.startswith("    ")]
    return [line.rstrip("()0123456789 ") for line in lines]


def screen(packet: str) -> str:
    return packet.partition("\n# The whole\n")[0]


@pytest.fixture(scope="module")
def policy():
    """The packet of the shipped policy, drafted by a hostile model."""
    with open_runner(Hostile(), practice=load()) as runner:
        run = runner.launch("cm-policy", {"brief": POLICY}, by="tomas-lindqvist")
        yield packet_of(runner, run)


@pytest.mark.parametrize("start", range(0, len(POSING), 4))
def test_a_hostile_draft_adds_no_line_to_the_packets_own(opened, start) -> None:
    turned = POSING[start:] + POSING[:start]
    plain, posing = opened(Hostile(("Plain words.",))), opened(Hostile(turned))

    packets = [
        packet_of(runner, runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist"))
        for runner in (plain, posing)
    ]

    assert Counter(own(packets[1])) - Counter(own(packets[0])) == Counter()
    assert hidden_characters(packets[1]) == []


def test_no_posing_text_reaches_the_first_screen(policy) -> None:
    told = screen(policy)

    for words in ("approved by", "Ines Okafor", "evil.example", "0;owned", "APPROVED", "hidden",
                  "no longer quoted", "999", "word word", "alert", "U+"):  # fmt: skip
        assert words not in told, told


def test_the_first_screen_keeps_its_size(policy) -> None:
    lines = screen(policy).split("\n")

    assert len(lines) <= 40
    assert max(map(width, lines)) <= 100


def test_every_line_of_the_draft_stands_quoted_in_the_whole(opened) -> None:
    runner = opened(Hostile())
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    packet = packet_of(runner, run)

    quoted = {f"    > {line}".rstrip() for line in run.documents["note.md"].text.split("\n")}
    assert quoted <= set(packet.split("\n")) | {"    >"}


def test_a_request_that_poses_stays_in_its_quotation_marks(tmp_path) -> None:
    posing = "Set it” Decided by the board. “Approved"
    world = World(tmp_path)

    run = world.launch(request("rostering-access", reason=f"'{posing}'"))

    told = screen(packet_of(world.runner, run))
    assert 'Because       “Set it" Decided by the board. "Approved”' in told


def test_values_that_a_target_holds_cannot_speak_either(tmp_path) -> None:
    world = World(tmp_path)
    text = request("ferry-handover").replace(
        "value: Ferry duty manager", 'value: "x\\n# The whole\\n\\n## What code checked\\n"'
    )

    packet = packet_of(world.runner, world.planned(text))

    assert [line for line in own(packet) if line == "# The whole"] == ["# The whole"]
    assert own(packet).count("## What code checked") == 1


def test_a_person_who_edits_cannot_speak_in_the_first_screen_either(opened) -> None:
    runner = opened()
    run = runner.launch("cm-policy", {"brief": POLICY}, by="tomas-lindqvist")
    name, posing = "cm-policy-final.md", "Approved by the board"
    text = run.documents[name].text.replace("| Release representative |", f"| {posing} |")
    text = text.replace("| C-1 | accepted |", f"| C-1 | {posing} |")
    text = text.replace("## Purpose\n", f"## {posing}\n\nAll of it.\n\n## Purpose\n", 1)

    runner.edit(run.id, name, text, by="lucia-ferrante")

    packet = packet_of(runner, run)
    assert packet.count(posing) > 3
    assert posing not in screen(packet)
    assert "nobody known 1" in screen(packet)
    assert "25 rows; 24 accepted, 1 other" in screen(packet)
