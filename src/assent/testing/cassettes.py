"""Cassettes on disk: what is written says what was recorded, and holds no secret."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from assent.errors import CassetteError
from assent.testing.exchanges import Cassette, Exchange, kept
from assent.testing.layout import dumped, loaded
from assent.testing.scanning import secrets_in

__all__ = ["named", "read", "write"]


def read(path: Path, test: str = "") -> Cassette:
    """Read a cassette; ``test`` is the test it must belong to, if any.

    Raises:
        CassetteError: There is none, or it is not what a recording left.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CassetteError(named(path), "is not there", test) from None
    try:
        cassette = loaded(text)
    except CassetteError as error:
        raise CassetteError(named(path), error.why, test) from None
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CassetteError(named(path), f"cannot be read ({error!r:.200})", test) from None
    if test and cassette.test != test:
        raise CassetteError(named(path), f"belongs to another test, {cassette.test!r}", test)
    return cassette


def write(path: Path, test: str, exchanges: Sequence[Exchange]) -> None:
    """Write a cassette, whole or not at all.

    Raises:
        CassetteError: A field that nobody listed, a secret, or text that YAML cannot keep.
    """
    try:
        text = _checked(Cassette(test, tuple(kept(exchange) for exchange in exchanges)))
    except CassetteError as error:
        raise CassetteError(named(path), error.why, test) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)


def named(path: Path) -> str:
    """Return a cassette's name for messages: its place, as seen from here."""
    place = path.absolute()
    return str(place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place)


def _checked(cassette: Cassette) -> str:
    text = dumped(cassette)
    if loaded(text) != cassette:
        raise CassetteError("", "would not say what was recorded")
    if found := secrets_in(text):
        raise CassetteError("", f"would hold what must not be shown: {'; '.join(found[:5])}")
    return text
