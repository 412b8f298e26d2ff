"""The file a person opens, back to the content that people decide on."""

import re

__all__ = ["content_of"]

_FRONT = re.compile(r"---\ndocument: [^\n]+\nversion: \d+\n(?:[^\n]*\n)*?---\n")
_SIGNATURES = "\n---\n\n## Signatures\n\n| Name | Role |"


def content_of(text: str) -> str:
    """Return a text without the front matter and the signature rows of a rendered view.

    A text that is no view comes back as it is.
    """
    front = _FRONT.match(text)
    if front is None:
        return text
    return text[front.end() :].partition(_SIGNATURES)[0]
