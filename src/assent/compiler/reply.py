"""What a reply must look like: built from a template, sent as a schema, checked on return."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from assent.compiler.sharing import Share
from assent.errors import InvalidReplyError
from assent.records import Column, Reply, Table

__all__ = ["LARGEST_REPLY", "ReplyForm", "reply_form"]

LARGEST_REPLY = 1024 * 1024
"""Bytes of text beyond which a reply is not read."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReplyForm:
    """The form of one role's reply in one step: its JSON schema, and its reader."""

    def __init__(
        self, model: type[BaseModel], required: Sequence[str], allowed: Sequence[str]
    ) -> None:
        self._model = model
        self._required = tuple(required)
        self._allowed = tuple(allowed)

    @property
    def schema(self) -> dict[str, Any]:
        """Return the JSON schema; every key required, nothing else allowed."""
        return self._model.model_json_schema()

    def read(self, reply: Reply) -> dict[str, Any]:
        """Return the reply as plain JSON data.

        Raises:
            InvalidReplyError: Refused, cut off, too large, not JSON, or not of this form.
        """
        if reply.finish != "stop":
            raise InvalidReplyError(reply.model, _unfinished(reply))
        if len(reply.text.encode(errors="replace")) > LARGEST_REPLY:
            raise InvalidReplyError(reply.model, "it is larger than 1 MiB")
        if not reply.text.strip():
            raise InvalidReplyError(reply.model, "it is empty")
        try:
            data = self._model.model_validate_json(reply.text).model_dump(mode="json")
        except ValidationError as error:
            raise InvalidReplyError(reply.model, _first(error)) from error
        self._complete(data, reply.model)
        return data

    def _complete(self, data: dict[str, Any], model: str) -> None:
        given = [section["id"] for section in data["sections"]]
        twice = sorted({name for name in given if given.count(name) > 1})
        if twice:
            raise InvalidReplyError(model, f"section {twice[0]!r} is there twice")
        strange = [name for name in given if name not in self._allowed]
        if strange:
            raise InvalidReplyError(model, f"section {strange[0]!r} is not this role's to write")
        missing = [name for name in self._required if name not in given]
        if missing:
            raise InvalidReplyError(model, f"section {missing[0]!r} is missing")


def reply_form(
    share: Share, owners: Sequence[str], *, revises: bool, stances: Sequence[str] = ()
) -> ReplyForm:
    """Return the form of a reply for a share of a document.

    ``owners`` are the role ids that may own an open question. A revision may leave
    sections out; a first draft returns all that the role owns and must give its part of.
    With ``stances`` the reply also says where the role stands, and why.
    """
    ids = tuple(section.id for section in share.sections)
    section = _model("Section", id=_one_of(ids), markdown=str)
    rows = {table.name: list[_row(table)] for table in share.tables}  # type: ignore[misc]
    question = _model("OpenQuestion", question=str, owner=_one_of(tuple(owners)))
    keys: dict[str, Any] = {
        "sections": list[section],  # type: ignore[valid-type]
        "tables": _model("Tables", **rows),
        "open_questions": list[question],  # type: ignore[valid-type]
    }
    if stances:
        keys["position"] = _model("Position", stance=_one_of(tuple(stances)), statement=str)
    must = () if revises else _must(share)
    return ReplyForm(_model("Reply", **keys), must, ids)


def _must(share: Share) -> tuple[str, ...]:
    optional_parts = not share.owned and not any(section.each for section in share.parts)
    return () if optional_parts else tuple(s.id for s in share.sections if s.required)


def _row(table: Table) -> type[BaseModel]:
    kinds = {c.name: _cell(c) for c in table.columns if c.kind != "number"}
    return _model(f"Row-{table.name}", **kinds)


def _cell(column: Column) -> Any:
    return _one_of(column.choices) if column.kind == "choice" and column.choices else str


def _one_of(values: Sequence[str]) -> Any:
    return Literal[tuple(values)] if values else str


def _model(name: str, **fields: Any) -> type[BaseModel]:
    shape: dict[str, Any] = {field: (kind, ...) for field, kind in fields.items()}
    return create_model(name, __base__=_Closed, **shape)


def _unfinished(reply: Reply) -> str:
    ways = {
        "length": "it was cut off at its greatest length",
        "refusal": "the model refused",
        "filter": "the content filter of the service cut it off",
        "tools": "it asks for a tool",
    }
    return f"{ways.get(reply.finish, 'it did not end as it should')} ({reply.finish})"


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in problem["loc"]) or "the reply"
    return f"{place}: {problem['msg']}"
