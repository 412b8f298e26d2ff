"""The tutorial and the how-to pages do what they show, as a reader on a machine of their own."""

from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def test_the_tutorial_leads_from_an_empty_folder_to_an_approved_document(reader) -> None:
    reader.follow(DOCS / "tutorial.md")

    (final,) = Path(".assent").glob("runs/*/documents/lending-rules-final.md")
    assert "| Bram Osei | treasurer | approve |" in final.read_text()


@pytest.mark.parametrize("name", ["decide", "role-card", "workflow", "template"])
def test_a_how_to_page_does_what_it_shows(reader, name) -> None:
    reader.follow(DOCS / "how-to" / f"{name}.md")

    assert reader.call(["check"]).endswith("Found: 0 errors, 0 warnings, 0 notes.\n")
