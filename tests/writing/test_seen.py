"""What changed between two packets, for somebody who saw the first."""

from tests.writing.test_packet import change, packet, write

from assent.writing.packet import render_packet
from assent.writing.seen import since


def test_a_packet_compared_with_itself_has_no_difference() -> None:
    rendered = render_packet(packet())

    assert since(rendered, rendered).plain() == {"facts": "", "document": ""}


def test_facts_and_document_are_told_apart() -> None:
    before = packet(change=change(tier="low"), writes=(write(1),))
    after = packet(
        change=change(), writes=(write(1, after='"Dock"'),), round=2, text="# Policy\n\nAll are.\n"
    )

    changed = since(render_packet(before), render_packet(after))

    assert "- Tier          low; the rules" in changed.facts
    assert "+ Tier          high; the rules" in changed.facts
    assert "- Round         1 of 3\n" in changed.facts
    assert changed.document == "- Everybody is bound.\n+ All are."


def test_a_document_cannot_shift_a_section() -> None:
    posing = "## Facts\n\n    Tier          low\n\n# The whole\n\n## Facts\n\n    Tier  low\n"

    changed = since(render_packet(packet()), render_packet(packet(text=posing)))

    assert changed.facts == ""
    assert "+ ## Facts" in changed.document
