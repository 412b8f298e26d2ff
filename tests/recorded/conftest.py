"""Whole runs, played from their cassettes in a world without sockets."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assent.practice import load
from assent.records import Practice
from assent.runner import Run, Runner, approve
from assent.testing.recording import mode_in

ROOT = Path(__file__).parents[2]
BY = "tomas-lindqvist"
LABEL = "*Drafted without a model.*\n\n"


class RefusedError(AssertionError):
    """Somebody wanted a socket."""


@pytest.fixture
def no_sockets(monkeypatch) -> list[str]:
    """Refuse every way out of this process, unless it records; return what was tried."""
    tried: list[str] = []
    if mode_in() != "none":
        return tried

    def refuse(way: str) -> Callable[..., Any]:
        def refused(*_: Any, **__: Any) -> Any:
            tried.append(way)
            raise RefusedError(way)

        return refused

    for way in ("connect", "connect_ex", "bind", "listen", "sendto"):
        monkeypatch.setattr(socket.socket, way, refuse(way))
    for way in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, way, refuse(way))
    return tried


@pytest.fixture(scope="session")
def practice() -> Practice:
    return load()


def decided(runner: Runner, run: Run) -> Run:
    """Approve as every person who is waited for, at every gate, and go on to the end."""
    while run.gates:
        gate = run.gates[0]
        for _, people in runner.waiting(gate).seats:
            choice = approve("Fit for use.", by=people[0], confirm=gate.gate.confirms)
            runner.decide(gate.packet_digest, choice)
        run = runner.resume(run.id)
    return run


def texts(run: Run) -> dict[str, str]:
    return {name: document.text.replace(LABEL, "") for name, document in run.documents.items()}
