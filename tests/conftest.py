"""The plugin for those who test procedures, installed or not; and a world without sockets."""

import os
import socket
from collections.abc import Callable
from typing import Any

import pytest

from assent.testing import plugin
from assent.testing.recording import mode_in


def pytest_configure(config: pytest.Config) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a process we start compiles nothing twice
    if not config.pluginmanager.is_registered(plugin):
        config.pluginmanager.register(plugin, "assent-testing")
    config.pluginmanager.import_plugin("pytester")


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
