"""Content by digest."""

import pytest

from assent.canonical import digest
from assent.errors import IntegrityError
from assent.ledger.content import storable


def test_bytes_come_back_by_their_digest(ledger) -> None:
    name = ledger.content.put("Größe\n".encode())

    assert name == digest("Größe\n".encode())
    assert ledger.content.put("Größe\n".encode()) == name
    assert ledger.content.text(name) == "Größe\n"


def test_nothing_is_content_too(ledger) -> None:
    assert ledger.content.get(ledger.content.put(b"")) == b""


def test_content_that_is_missing_or_no_text_is_refused(ledger) -> None:
    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.content.get("sha256:" + "0" * 64)
    with pytest.raises(IntegrityError, match="no UTF-8"):
        ledger.content.text(ledger.content.put(b"\xff\xfe"))


def test_text_from_outside_is_made_storable() -> None:
    assert storable("a\ud800b") == b"a\\ud800b"
    assert storable("éé", 3) == "é".encode()
