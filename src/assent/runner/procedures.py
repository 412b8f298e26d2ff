"""Procedures as people sign them: shown, signed, and taken back."""

from pathlib import Path
from typing import TYPE_CHECKING

from assent.records import Revocation, Signature
from assent.runner.opened import Opened

if TYPE_CHECKING:
    from assent.ports import WriteTool
    from assent.runner.signing import Signable

__all__ = ["Procedures"]


class Procedures(Opened):
    """What people do about a procedure itself, outside of any run."""

    def signable(self, workflow: str) -> "Signable":
        """Return a procedure as it stands now, in the form in which people sign it.

        The documents are read anew, and from here on they are the runner's practice.

        Raises:
            UnknownWorkflowError: The practice has no such workflow.
            DocumentError: Its documents have findings that are errors.
        """
        from assent.runner.procedure import known_tools  # imports git and YAML writers
        from assent.runner.signing import signable  # likewise

        known = known_tools(self._tools, self._writing())
        return signable(workflow, self._reread(), known)

    def sign(
        self,
        workflow: str,
        procedure: str,
        reason: str,
        *,
        by: str | None = None,
        key: Path | None = None,
    ) -> Signature:
        """Sign exactly the procedure of a digest; only a signed, unchanged one executes live.

        ``procedure`` is the digest of what was read, as ``signable`` gives it, or at least
        12 hex digits of it; ``key`` is the person's private SSH key.

        Raises:
            StaleProcedureError: Another procedure stands there now.
            RefusedError: The person may not sign it, did so before, or gives no reason.
        """
        from assent.runner.signing import Hand, sign  # imports git and YAML writers

        hand, offer = Hand(self.actor(by), reason, key), self.signable(workflow)
        roles, organisation = self.practice.roles, self.organisation
        return sign(procedure, offer, hand, roles, organisation, self.ledger, self.clock)

    def revoke(
        self,
        workflow: str,
        procedure: str,
        reason: str,
        *,
        by: str | None = None,
        key: Path | None = None,
    ) -> Revocation:
        """Take back what stands under a procedure; live runs of it write nothing from then on.

        A holder of a role that signs takes back every signature, anybody else their own.

        Raises:
            NothingToRevokeError: No signature stands under it.
            RefusedError: The person may not, or gives no reason.
        """
        from assent.runner.signing import Hand, revoke  # imports git and YAML writers

        hand = Hand(self.actor(by), reason, key)
        return revoke(procedure, workflow, hand, self.organisation, self.ledger, self.clock)

    def _writing(self) -> "dict[str, WriteTool]":
        """Return the tools that write, by name."""
        from assent.runner.governing import writing_tools  # imports git and YAML writers

        return writing_tools(self.root, self._writes)
