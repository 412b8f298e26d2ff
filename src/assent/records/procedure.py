"""A procedure as people sign it: every part of it by digest."""

from assent.records.record import Digest, Identifier, Record
from assent.records.tool import ToolName

__all__ = ["Procedure"]


class Procedure(Record):
    """Everything that a signature stands for; its record digest is what is signed.

    ``source`` is the digest of the document at ``path``, None for a procedure built in
    Python. ``reading`` is that of the workflow's record: what the document was understood
    to say, inferred parts included, before a launch binds generic roles. The maps go from
    a path below the practice's root, or a tool's name, to the digest of the text or of the
    tool's descriptor.
    """

    workflow: Identifier
    path: str = ""
    source: Digest | None = None
    reading: Digest
    cards: dict[str, Digest]
    prompts: dict[str, Digest]
    templates: dict[str, Digest]
    tools: dict[ToolName, Digest] = {}

    @property
    def parts(self) -> dict[str, str]:
        """Return every part by a name that people read, with its digest."""
        source = {self.path: self.source} if self.source else {}
        tools = {f"tool {name}": digest for name, digest in self.tools.items()}
        return {**source, **self.cards, **self.prompts, **self.templates, **tools}
