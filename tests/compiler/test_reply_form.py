"""A reply is read only when it has the form that was asked for."""

import json

import pytest

from assent.compiler.reply import ReplyForm, reply_form
from assent.compiler.sharing import Share
from assent.errors import InvalidReplyError
from assent.records import Column, Reply, Section, Table

TABLE = Table(
    name="findings",
    title="Findings",
    prefix="F",
    columns=(
        Column(name="id", title="Id", kind="number"),
        Column(name="finding", title="Finding"),
        Column(name="weight", title="Weight", kind="choice", choices=("major", "minor")),
    ),
)
SHARE = Share(
    owned=(Section(id="scope", title="Scope"), Section(id="audit", title="Audit", table=TABLE)),
    parts=(),
)


def form(*, revises: bool = False) -> ReplyForm:
    return reply_form(SHARE, ["owner", "auditor"], revises=revises)


def reply(finish="stop", **changes) -> Reply:
    whole = {
        "sections": [{"id": "scope", "markdown": "In."}, {"id": "audit", "markdown": "Out."}],
        "tables": {"findings": [{"finding": "None.", "weight": "minor"}]},
        "open_questions": [{"question": "When?", "owner": "auditor"}],
    }
    return Reply(text=json.dumps({**whole, **changes}), model="m", finish=finish)


def test_a_reply_of_the_form_is_read_as_it_stands() -> None:
    assert form().read(reply())["tables"]["findings"] == [{"finding": "None.", "weight": "minor"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": [{"id": "scope", "markdown": "In."}]},
        {"sections": [{"id": "scope", "markdown": "a"}] * 2},
        {"sections": [{"id": "elsewhere", "markdown": "In."}]},
        {"sections": [{"id": "scope", "markdown": 3}]},
        {"sections": [{"id": "scope", "markdown": "In.", "approved": True}]},
        {"tables": {}},
        {"tables": {"findings": [{"finding": "None.", "weight": "huge"}]}},
        {"tables": {"findings": [{"id": "F-9", "finding": "None.", "weight": "minor"}]}},
        {"open_questions": [{"question": "When?", "owner": "somebody"}]},
        {"approved_by": "Ines Okafor"},
    ],
)
def test_anything_else_is_refused(wrong) -> None:
    with pytest.raises(InvalidReplyError):
        form().read(reply(**wrong))


@pytest.mark.parametrize("text", ["", "null", "[]", '{"sections":', "<html>", '"' + "x" * 2**20])
def test_text_that_is_no_reply_is_refused(text) -> None:
    with pytest.raises(InvalidReplyError):
        form().read(Reply(text=text, model="m"))


@pytest.mark.parametrize("finish", ["length", "refusal", "other"])
def test_a_reply_that_did_not_finish_is_refused_even_when_it_fits(finish) -> None:
    with pytest.raises(InvalidReplyError, match=finish):
        form().read(reply(finish=finish))


def test_a_revision_may_leave_sections_out() -> None:
    assert form(revises=True).read(reply(sections=[]))["sections"] == []


def test_the_schema_requires_every_key_and_allows_no_other() -> None:
    def closed(schema: dict) -> bool:
        own = schema.get("type") != "object" or (
            schema["additionalProperties"] is False
            and sorted(schema["required"]) == sorted(schema["properties"])
        )
        return own and all(closed(inner) for inner in schema.get("$defs", {}).values())

    assert closed(form().schema)
