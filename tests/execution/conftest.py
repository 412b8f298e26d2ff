"""A world of its own for each test, over both stores' contract by the memory twin."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.execution.scene import World

from assent.store import MemoryStore


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = MemoryStore()
    yield World(tmp_path, store)
    store.close()
