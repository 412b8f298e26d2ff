"""What a prompt says of a template reads back as what its writer has to know."""

from pathlib import Path

import pytest

from assent.reading import read
from assent.writing.template import render

SHIPPED = sorted((Path(__file__).parents[2] / "prompts" / "documents").glob("*.md"))
FRONT = "---\nkind: {kind}\ntitle: {kind}\n---\n"


def parsed(text, path):
    (template,) = read(text.encode(), path, roles={}, groups={}, generic={}).templates
    return template


def shipped(path):
    return parsed(path.read_text(), f"prompts/documents/{path.name}")


def read_back(text, path):
    return parsed(FRONT.format(kind=path.stem) + text, f"prompts/documents/{path.name}")


def to_write(section):
    """Return a section as far as whoever writes it is concerned: code numbers the rows."""
    table = section.table
    if table:
        columns = tuple(column for column in table.columns if column.kind != "number")
        table = table.model_copy(update={"columns": columns, "prefix": None})
    return section.model_copy(update={"author": None, "required": True, "table": table})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_template_reads_back_as_what_is_to_be_written(path):
    template = shipped(path)

    again = read_back(render(template, template.sections), path)

    assert again.sections == tuple(map(to_write, template.sections))
    assert again.about == template.about


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_of_a_settled_section_the_title_and_the_form_of_the_table_are_left(path):
    template = shipped(path)
    ids = {section.id for section in template.sections}

    text = render(template, template.sections, settled=ids)

    again = {section.id: section for section in read_back(text, path).sections}
    for section in map(to_write, template.sections):
        left = again[section.id]
        assert (left.guidance, left.questions) == ("", ())
        assert bool(left.table) == bool(section.table)
        if section.table:
            named = [(c.name, c.kind, c.choices) for c in section.table.columns]
            assert [(c.name, c.kind, c.choices) for c in left.table.columns] == named


def test_only_the_sections_asked_for_are_written():
    template = shipped(SHIPPED[0])
    last = template.sections[-1]

    again = read_back(render(template, [last]), SHIPPED[0])

    assert again.sections == (to_write(last),)
