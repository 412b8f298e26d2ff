"""A small practice by hand: one template, and the requests made of it."""

import asyncio
import json

import pytest

from assent.llm.offline import Offline
from assent.records import Message, Request
from assent.writing.fence import fence

TEMPLATE = """\
---
kind: harbour-policy
title: Harbour policy
---
# Harbour policy

## Scope

**Questions:**
- Which vessels are covered? (words: vessel; owner: harbour-master)
- Who may grant an exception? (words: exception, waiver; owner: harbour-master)

## Berths

**Questions:**
- How much notice is given? (words: notice)

## Purpose
"""


def schema(sections, tables=(), owners=("berth-clerk", "harbour-master")):
    columns = dict(tables)
    return {
        "properties": {
            "sections": {"items": {"properties": {"id": {"enum": list(sections)}}}},
            "tables": {
                "properties": {
                    name: {"items": {"properties": {c: {} for c in names}}}
                    for name, names in columns.items()
                }
            },
            "open_questions": {"items": {"properties": {"owner": {"enum": list(owners)}}}},
        }
    }


@pytest.fixture
def template():
    return TEMPLATE


@pytest.fixture
def ask():
    def ask(writes=("scope",), *, template=TEMPLATE, tables=(), kind="draft", **given):
        task = {
            "Kind": kind,
            "Role": "berth-clerk",
            "Role title": "Berth clerk",
            "Round": given.get("round", ""),
            "Revises": given.get("revises", ""),
            "Action": "Write.",
        }
        fields = "\n".join(f"{name}: {value}" for name, value in task.items() if value)
        parts = [
            fence("card", "berth-clerk", given.get("card", "# Berth clerk\n\nI book berths.")),
            fence("template", "harbour-policy", template),
            *(
                fence(block, name, text)
                for block in ("brief", "document", "contribution", "comment")
                for name, text in given.get(block, {}).items()
            ),
            fence("task", "step-1", fields),
        ]
        return Request(
            role="berth-clerk",
            kind=kind,
            messages=(Message(role="user", content="\n\n".join(parts)),),
            schema_name="harbour-policy",
            json_schema=schema(writes, tables),
        )

    return ask


@pytest.fixture
def reply(ask):
    def reply(*args, **given):
        answer = asyncio.run(Offline().reply(ask(*args, **given)))
        data = json.loads(answer.text)
        data["text"] = {section["id"]: section["markdown"] for section in data["sections"]}
        return data

    return reply
