"""The headings of a packet by which it is taken apart again."""

__all__ = ["DOCUMENT", "VERSIONS", "WHOLE"]

WHOLE = "# The whole"
"""What divides the first screen from the rest."""
DOCUMENT = "The document, whole, as it would stand"
VERSIONS = "What changed since the version before"
