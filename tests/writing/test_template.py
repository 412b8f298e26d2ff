"""A template that is written for a prompt reads back as what it was."""

from pathlib import Path

import pytest

from assent.reading import read
from assent.writing.template import render

SHIPPED = sorted((Path(__file__).parents[2] / "prompts" / "documents").glob("*.md"))


def parsed(text, path):
    (template,) = read(text.encode(), path, roles={}, groups={}, generic={}).templates
    return template.model_copy(update={"source_digest": None})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_template_is_written_as_it_reads(path):
    name = f"prompts/documents/{path.name}"
    template = parsed(path.read_text(), name)

    assert parsed(render(template), name) == template


def test_only_the_sections_asked_for_are_written():
    template = parsed(SHIPPED[0].read_text(), f"prompts/documents/{SHIPPED[0].name}")
    last = template.sections[-1]

    again = parsed(render(template, [last]), f"prompts/documents/{SHIPPED[0].name}")

    assert again.sections == (last,)
