"""Whom notices go to when nobody was named: the log and the inbox already have them."""

from assent.records import Notice

__all__ = ["Nobody"]


class Nobody:
    """A notifier that tells nobody; people find the notice in ``assent inbox``."""

    def tell(self, notice: Notice) -> None:
        """Do nothing: the notice is in the log before this is called."""
