"""Signatures under procedures: one of each person stands, until somebody takes it back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from assent.authority import check_revocation, check_signature
from assent.canonical import digest, dumps
from assent.errors import AlreadySignedError, IntegrityError, NothingToRevokeError
from assent.ledger.content import Content
from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ports import Row, Store, Transaction
from assent.records import Entry, Organisation, Procedure, Revocation, Role, Signature, Workflow

__all__ = ["Signatures", "Signed", "signed"]

_SIGNED, _REVOKED = "procedure.signed", "procedure.revoked"


class Signed(NamedTuple):
    """A signature as the log vouches for it, and how it was taken back, if it was."""

    signature: Signature
    revocation: Revocation | None
    entry: int


class Signatures:
    """The signatures of one store. First durable one of a person under a procedure stands."""

    def __init__(self, store: Store, log: Log, content: Content) -> None:
        self._store, self._log, self._content = store, log, content

    def add(
        self,
        signature: Signature,
        workflow: Workflow,
        roles: Mapping[str, Role],
        organisation: Organisation,
        contents: Sequence[bytes],
    ) -> None:
        """Record a signature with everything its digests stand for.

        Raises:
            AlreadySignedError: The person's signature under the procedure stands.
            IntegrityError: What is signed is neither given nor stored.
            AssentError: One of the refusals of ``authority.check_signature``.
        """
        with self._store.transaction(write=True) as tx:
            check_signature(signature, workflow, roles, organisation)
            for one in signed(tx, self._log):
                if _same(one, signature):
                    first = one.signature
                    raise AlreadySignedError(
                        first.workflow, first.procedure, first.person, first.signed_at
                    )
            for body in contents:
                self._content.put_in(tx, body)
            self._expect(tx, signature, workflow)
            self._insert(tx, signature)

    def revoke(self, revocation: Revocation, organisation: Organisation) -> None:
        """Take back the signatures that a revocation names.

        Raises:
            NothingToRevokeError: One of them does not stand, or it names none.
            AssentError: One of the refusals of ``authority.check_revocation``.
        """
        with self._store.transaction(write=True) as tx:
            standing = [
                one
                for one in signed(tx, self._log)
                if one.signature.procedure == revocation.procedure and one.revocation is None
            ]
            check_revocation(revocation, [one.signature for one in standing], organisation)
            named = {*revocation.signatures}
            back = [one.entry for one in standing if one.signature.record_digest in named]
            if not back or len(back) != len(named):
                raise NothingToRevokeError(revocation.workflow, revocation.procedure)
            self._take_back(tx, revocation, back)

    def all(self) -> list[Signed]:
        """Return every signature, oldest first.

        Raises:
            IntegrityError: One is not as the log tells.
        """
        with self._store.transaction() as tx:
            return list(signed(tx, self._log))

    def under(self, procedure: str) -> list[Signed]:
        """Return the signatures under exactly this procedure, oldest first."""
        return [one for one in self.all() if one.signature.procedure == procedure]

    def of(self, workflow: str) -> list[Signed]:
        """Return the signatures under a workflow in whatever form it had, oldest first."""
        return [one for one in self.all() if one.signature.workflow == workflow]

    def named(self, digests: Sequence[str]) -> tuple[Signature, ...]:
        """Return the signatures of these record digests, in their order, as far as known."""
        every = {s.signature.record_digest: s.signature for s in self.all()} if digests else {}
        return tuple(every[name] for name in digests if name in every)

    def _expect(self, tx: Transaction, signature: Signature, workflow: Workflow) -> None:
        """Refuse to sign what is not kept, or another workflow than the one it was judged by."""
        for name in (signature.procedure, signature.form):
            self._content.expect(tx, name, f"the signature of {signature.workflow!r}")
        with intact(f"procedure {signature.procedure}"):
            body = self._content.get_in(tx, signature.procedure)
            named = Procedure.model_validate_json(body)
        if (named.workflow, named.reading) != (signature.workflow, workflow.record_digest):
            raise IntegrityError(f"{signature.procedure} is no procedure of {workflow.id!r}.")

    def _insert(self, tx: Transaction, signature: Signature) -> None:
        record = dumps(signature.plain())
        named = {
            "workflow": signature.workflow,
            "procedure": signature.procedure,
            "person": signature.person,
        }
        body = {
            "record": digest(record),
            **named,
            "role": signature.role,
            "identity_assurance": signature.identity_assurance,
        }
        entry = self._log.append(tx, None, _SIGNED, body)
        tx.rows("insert_signature", entry=entry.sequence, record=record, **named)

    def _take_back(self, tx: Transaction, revocation: Revocation, back: Sequence[int]) -> None:
        record = dumps(revocation.plain())
        body = {
            "record": digest(record),
            "workflow": revocation.workflow,
            "procedure": revocation.procedure,
            "person": revocation.person,
            "identity_assurance": revocation.identity_assurance,
            "entries": [*back],
        }
        entry = self._log.append(tx, None, _REVOKED, body)
        for sequence in back:
            changed = {"revocation": record, "revoked": entry.sequence}
            tx.rows("revoke_signature", entry=sequence, **changed)


def signed(tx: Transaction, log: Log) -> Iterator[Signed]:
    """Yield every signature, each row held against what the log tells of it.

    Raises:
        IntegrityError: A row is missing, is too many, or is not as it was recorded.
    """
    told = {row["sequence"]: row for row in tx.rows("entries_on_signatures")}
    made = {sequence for sequence, row in told.items() if row["kind"] == _SIGNED}
    rows = tx.rows("signatures")
    if {row["entry"] for row in rows} != made:
        raise _untold()
    backs = {
        sequence: entry
        for entry, row in told.items()
        if row["kind"] == _REVOKED
        for sequence in _named(row)
    }
    for row in rows:
        said = row["revocation"] is not None
        if row["revoked"] != backs.get(row["entry"]) or said != (row["revoked"] is not None):
            raise _untold()
        yield _read(tx, log, row)


def _named(row: Row) -> list[int]:
    """Return the entries of the signatures that an entry took back."""
    with intact(f"entry {row['sequence']} of the log"):
        return [*Entry.model_validate_json(row["leaf"]).body.get("entries", ())]


def _read(tx: Transaction, log: Log, row: Row) -> Signed:
    made = log.vouched(tx, row["record"], row["entry"])
    revocation = None
    with intact(f"the signature of {row['person']!r}"):
        if row["revoked"] is not None:
            back = log.vouched(tx, row["revocation"] or b"", row["revoked"])
            revocation = Revocation.model_validate_json(back)
        signature = Signature.model_validate_json(made)
        same = (signature.workflow, signature.procedure, signature.person)
        if same != (row["workflow"], row["procedure"], row["person"]):
            raise _untold()
        return Signed(signature, revocation, row["entry"])


def _same(one: Signed, other: Signature) -> bool:
    mine = one.signature
    same = (mine.procedure, mine.person) == (other.procedure, other.person)
    return same and one.revocation is None


def _untold() -> IntegrityError:
    return IntegrityError(
        "the signatures under procedures are not what the log tells; they were changed outside "
        "assent. Restore the store from a copy."
    )
