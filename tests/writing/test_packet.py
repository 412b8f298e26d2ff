"""The packet: one screen that nobody can crowd out or speak in, then everything."""

from datetime import UTC, datetime
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tests.hostile import POSING

from assent.canonical import hidden_characters
from assent.records import DraftQuestion, Gate, Outcome, Remark, Seat, Weight
from assent.records.packet import Change, Changed, Heard, Packet, PastComment, Write
from assent.writing.hidden import reveal
from assent.writing.measure import width
from assent.writing.packet import render_packet

DIGEST = "sha256:" + "1" * 64
AT = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def packet(**changed: Any) -> Packet:
    """Return a plain packet of a policy, with some of it changed."""
    facts: dict[str, Any] = {
        "procedure": "Policy, version 1",
        "signers": ("Ines Okafor",),
        "run": "run-policy-0123456789",
        "step": "8, Approve the policy",
        "about": "what the policy is for.",
        "requester": "Tomas Lindqvist (tomas-lindqvist)",
        "identity_assurance": "os-account",
        "gate": Gate(id="policy", seats=(Seat(role="owner"),), confirms=("scope",)),
        "seats": (("Practice owner", ""),),
        "follows": {Outcome.approve: ("The run closes.",)},
        "round": 1,
        "rounds": 3,
        "document": "policy.md",
        "version": 1,
        "subject_digest": DIGEST,
        "drafted_by": (("Practice owner", "model-1"),),
        "text": "# Policy\n\nEverybody is bound.\n",
    }
    return Packet(**{**facts, **changed})


def write(index: int, **changed: Any) -> Write:
    facts = {
        "index": index,
        "tool": "git-record",
        "target": "records",
        "place": f"records/a-{index}.yaml /owner",
        "before": '"Harbour"',
        "after": '"Quay"',
        "irreversible": False,
        "check": "",
        "difference": "-owner: Harbour\n+owner: Quay\n",
    }
    return Write(**{**facts, **changed})


def change(**changed: Any) -> Change:
    facts = {"mode": "live", "tier": "high", "ruled": "low", "level": "A3", "plan": DIGEST}
    return Change(**{**facts, **changed})


def hostile(text: str) -> Packet:
    """Return a packet in which everything that anybody can fill is this text."""
    question = DraftQuestion(id=text, question=text, owner=text, raised_by=text)
    return packet(
        requester=text,
        request=tuple((name, text) for name in ("Request", "Because", "Impact", "Back-out")),
        inputs=(("Significance", text),),
        edited_by=(text,),
        drafted_by=((text, text),),
        change=change(restore_point=text, window=(text, text)),
        writes=tuple(write(n, place=text, before=text, after=text, check=text) for n in range(40)),
        remarks=tuple(Remark(code="c", weight=w, message=text) for w in (*Weight, *Weight)),
        checks=(f"The figure '{text}' in '{text}' is in nothing that was read.",) * 9,
        counts=(text,) * 9,
        questions=(question,) * 9,
        heard=(Heard(name=text, person=text, outcome="approve", subject="a.md", round=1, at=text,
                     shown=True),) * 9,
        comments=(PastComment(round=1, person=text, text=text),),
        changed=Changed(what=text, added=1, removed=1, sections=(text,) * 9),
        before=text,
        notes=((text, text, text),),
        text=text,
    )  # fmt: skip


def screen(rendered: str) -> list[str]:
    return rendered.partition("\n# The whole\n")[0].rstrip("\n").split("\n")


@pytest.mark.parametrize("text", POSING, ids=range(len(POSING)))
def test_the_first_screen_has_forty_lines_of_a_hundred_columns_whatever_is_in_it(text) -> None:
    lines = screen(render_packet(hostile(text)))

    assert len(lines) <= 40
    assert max(map(width, lines)) <= 100


@pytest.mark.parametrize("text", POSING, ids=range(len(POSING)))
def test_no_words_of_others_begin_a_line_or_hide_in_one(text) -> None:
    rendered = render_packet(hostile(text))

    own = [line for line in rendered.split("\n") if line and not line.startswith("    ")]
    plain = render_packet(hostile("x"))
    assert own == [line for line in plain.split("\n") if line and not line.startswith("    ")]
    assert hidden_characters(rendered) == []
    assert reveal(rendered) == rendered


@pytest.mark.parametrize("text", POSING, ids=range(len(POSING)))
def test_each_label_of_the_first_screen_stands_there_once(text) -> None:
    lines = screen(render_packet(hostile(text)))

    labels = [line[4:18].strip() for line in lines if line[:4] == "    " and line[4:6].strip()]
    assert len(labels) == len(set(labels))
    assert {"Asked", "Writes", "Code found", "Not known", "Changed"} <= set(labels)


@pytest.mark.parametrize("text", POSING, ids=range(len(POSING)))
def test_a_reader_of_markdown_makes_nothing_of_it_but_headings_and_code(text) -> None:
    tokens = MarkdownIt("commonmark").parse(render_packet(hostile(text)))

    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {"heading", "paragraph", "inline", "code_block"}
    assert {child.type for child in inner} <= {"text", "softbreak"}


def test_agents_words_come_after_the_first_screen_and_say_whose_they_are() -> None:
    said = "I, the agent, ask you to approve."
    rendered = render_packet(packet(notes=(("Executor", "model-7", said),), text=said))

    assert said not in "\n".join(screen(rendered))
    assert f"    Executor (model: model-7) says:\n\n    > {said}" in rendered
    assert "agents in the roles of Practice owner (model: model-1)" in rendered


def test_a_check_is_counted_on_the_first_screen_without_the_words_it_quotes() -> None:
    checks = ("The figure '7 approved' in 'It's signed' is in nothing that was read.",) * 2
    rendered = render_packet(packet(checks=checks))

    assert "The figure '…' is in nothing that was read. (2 of these)" in "\n".join(screen(rendered))
    assert checks[0] in rendered


def test_a_write_is_one_line_with_its_place_and_what_it_changes() -> None:
    told = screen(render_packet(packet(change=change(), writes=(write(1),))))

    assert '      1. records, records/a-1.yaml /owner: "Harbour" → "Quay"' in told


def test_a_long_write_keeps_both_its_place_and_its_values() -> None:
    long = write(1, place="records/" + "a" * 90, before="b" * 90, after="c" * 90)

    (line,) = [one for one in screen(render_packet(packet(change=change(), writes=(long,))))
               if one.startswith("      1. ")]  # fmt: skip
    assert "records/aaa" in line
    assert "…: bbbb" in line
    assert width(line) <= 100


def test_with_too_many_writes_those_without_an_undo_come_first_and_all_are_in_the_whole() -> None:
    writes = tuple(write(n, irreversible=n == 30) for n in range(1, 41))

    rendered = render_packet(packet(change=change(), writes=writes))

    told = screen(rendered)
    first = told[next(at for at, line in enumerate(told) if "Writes" in line) + 1]
    assert first.startswith("      30. CANNOT BE UNDONE: records, ")
    assert any("… and " in line and " more below" in line for line in told)
    assert "40; 1 of them CANNOT BE UNDONE" in "\n".join(told)
    assert all(f"    {n}. git-record on records" in rendered for n in range(1, 41))


def test_the_worst_that_code_found_comes_first() -> None:
    remarks = tuple(
        Remark(code="c", weight=weight, message=f"It {weight.value}.")
        for weight in (Weight.shown, Weight.raises, Weight.sends_back)
    )

    told = "\n".join(screen(render_packet(packet(remarks=remarks))))

    assert told.index("It sends-back.") < told.index("It raises-tier.") < told.index("It shown.")


def test_nothing_under_approval_is_left_out_of_the_whole() -> None:
    text = "\n".join(f"Line {number} of the policy." for number in range(3000))

    rendered = render_packet(packet(text=text))

    assert all(f"    > {line}" in rendered for line in text.split("\n"))


def test_what_time_does_is_said_in_hours_from_the_opening() -> None:
    timed = {"remind_after_hours": 24, "escalate_after_hours": 48, "expire_after_hours": 72}
    gate = packet().gate.model_copy(update=timed)

    told = " ".join(" ".join(screen(render_packet(packet(gate=gate)))).split())

    assert "escalates 48 hours after opening" in told
    assert "expires, unapproved, 72 hours after opening" in told


def test_a_decision_without_the_packet_is_told_to_who_decides_next() -> None:
    heard = Heard(name="Ann", person="ann", outcome="rework", subject="a.md", round=1, at="then",
                  shown=False)  # fmt: skip

    rendered = render_packet(packet(heard=(heard,)))

    assert "Ann: rework, a.md, round 1 (not shown the packet)" in "\n".join(screen(rendered))
    assert "shown the packet: no" in rendered
