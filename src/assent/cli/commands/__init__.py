"""One module per command; each defines ``command``. Imported by name when called."""

__all__: list[str] = []
