"""Reading rows back: what cannot be read was changed by somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from assent.errors import IntegrityError

__all__ = ["intact"]


@contextmanager
def intact(what: str) -> Iterator[None]:
    """Turn a row that makes no sense into a refusal.

    Raises:
        IntegrityError: Reading the row inside failed.
    """
    try:
        yield
    except ValueError as error:
        raise IntegrityError(
            f"the row of {what} cannot be read back; it was changed outside assent. "
            "Restore the store from a copy."
        ) from error
