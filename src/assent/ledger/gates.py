"""Gates: opened over one packet, decided by people in one transaction, closed for good."""

import re
from datetime import datetime

from assent.authority import check, held, resolve, shown
from assent.canonical import digest, dumps
from assent.crash import reach
from assent.errors import (
    AmbiguousReferenceError,
    GateClosedError,
    IntegrityError,
    UnknownDocumentError,
    UnknownGateError,
)
from assent.ledger.closing import conclude, lapse, void, void_all
from assent.ledger.content import Content
from assent.ledger.decisions import Decisions
from assent.ledger.documents import Documents
from assent.ledger.leases import Lease, Leases
from assent.ledger.log import Log
from assent.ledger.runs import live
from assent.ledger.showings import Showings
from assent.ledger.standing import Standing, found
from assent.ports import Clock, Store, Transaction
from assent.records import (
    Decision,
    Document,
    GateState,
    OpenGate,
    Organisation,
    Outcome,
    Resolution,
    Verdict,
)

__all__ = ["Gates"]

_INBOX = "assent inbox --all"
_PACKET = re.compile(r"(?:sha256:)?([0-9a-f]{1,64})")
_SHORTEST = 12


class Gates:
    """The gates of every run."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        log: Log,
        content: Content,
        leases: Leases,
        documents: Documents,
    ) -> None:
        self._store, self._clock, self._log = store, clock, log
        self._content, self._leases, self._documents = content, leases, documents
        self._decisions, self._standing = Decisions(log), Standing(log)
        self.showings = Showings(store, log)

    def open(self, gate: OpenGate, packet: bytes, lease: Lease) -> bool:
        """Open a gate over the packet; False when it was opened already.

        An open gate of the same declaration in this run is voided: there is one packet.

        Raises:
            IntegrityError: The packet is not that of the digest, or the subject is not stored.
            LeaseLostError: The run is not held any more.
            UnknownRunError: There is no such run.
            RunFinishedError: The run has ended.
        """
        if digest(packet) != gate.packet_digest:
            raise IntegrityError(f"the packet of gate {gate.id!r} is not that of its digest.")
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease, gate.run_id)
            if tx.rows("gate", gate=gate.id):
                return False
            live(tx, gate.run_id)
            self._content.expect(tx, gate.subject_digest, f"gate {gate.id!r}")
            void_all(tx, self._log, gate.run_id, f"superseded by {gate.id}", declared=gate.gate.id)
            self._insert(tx, gate, packet)
            return True

    def get(self, ref: str) -> OpenGate:
        """Return the gate as it was opened.

        Raises:
            UnknownGateError: There is no such gate.
            IntegrityError: The row is not the one the log vouches for.
        """
        with self._store.transaction() as tx:
            return self._standing.read(tx, found(tx, ref))

    def state(self, ref: str) -> GateState:
        """Return where the gate stands.

        Raises:
            UnknownGateError: There is no such gate.
            IntegrityError: The row says that it is open, and the log that it was closed.
        """
        with self._store.transaction() as tx:
            return self._standing.state(tx, found(tx, ref))

    def find(self, prefix: str) -> str:
        """Return the gate's reference for itself, or for the start of its packet's digest.

        Raises:
            UnknownGateError: There is no such gate or packet.
            AmbiguousReferenceError: Fewer than 12 hex digits, or several gates fit.
        """
        with self._store.transaction() as tx:
            if tx.rows("gate", gate=prefix):
                return prefix
            named = _PACKET.fullmatch(prefix)
            if named is None:
                raise UnknownGateError(prefix)
            if len(named[1]) < _SHORTEST:
                why = f"a packet is named by at least {_SHORTEST} hex digits"
                raise AmbiguousReferenceError(prefix, why, _INBOX)
            found = [r["id"] for r in tx.rows("gates_by_packet", prefix=f"sha256:{named[1]}")]
        if not found:
            raise UnknownGateError(prefix)
        if len(found) > 1:
            raise AmbiguousReferenceError(prefix, f"it fits {', '.join(found)}", _INBOX)
        return str(found[0])

    def open_now(self, run_id: str | None = None) -> list[OpenGate]:
        """Return the gates that wait for people, oldest first; of one run, or of all."""
        with self._store.transaction() as tx:
            rows = tx.rows("open_gates")
            return [self._standing.read(tx, row) for row in rows if run_id in {None, row["run_id"]}]

    def for_run(self, run_id: str) -> list[OpenGate]:
        """Return every gate that was opened in a run, oldest first."""
        with self._store.transaction() as tx:
            return [self._standing.read(tx, row) for row in tx.rows("gates_of_run", run_id=run_id)]

    def decisions(self, ref: str) -> list[Decision]:
        """Return the decisions that fill seats, in the order they were made.

        Raises:
            UnknownGateError: There is no such gate.
            IntegrityError: A row is not the one the log vouches for.
        """
        with self._store.transaction() as tx:
            return self._decisions.of(tx, found(tx, ref)["id"])

    def deferrals(self, ref: str) -> list[Decision]:
        """Return the deferrals, in the order they were made.

        Raises:
            UnknownGateError: There is no such gate.
            IntegrityError: A row is not the one the log vouches for.
        """
        with self._store.transaction() as tx:
            return self._decisions.deferrals(tx, found(tx, ref)["id"])

    def resolution(self, ref: str) -> Resolution | None:
        """Return how the gate ended; None while it is open, or when it was superseded.

        Raises:
            UnknownGateError: There is no such gate.
            IntegrityError: The row is not the one the log vouches for.
        """
        with self._store.transaction() as tx:
            return self._standing.ended(tx, found(tx, ref))

    def decide(self, decision: Decision, organisation: Organisation) -> Resolution | None:
        """Record a decision; the gate and what others said are read in the same transaction.

        Returns how the gate ended, or None while more seats are to be heard.

        Raises:
            UnknownGateError: There is no such gate.
            AlreadyDecidedError: Somebody was first; says who, what and when.
            GateClosedError: The gate was voided or has expired.
            IntegrityError: What is decided on, or the packet that showed it, is lost or changed.
            AssentError: One of the refusals of ``authority.check`` and ``authority.shown``.
        """
        with self._store.transaction(write=True) as tx:
            gate = self._standing.waiting(tx, decision.gate, decision.seat)
            _unexpired(gate, self._clock.now())
            for kept in (gate.packet_digest, gate.subject_digest):
                self._content.get_in(tx, kept)
            earlier = self._decisions.of(tx, gate.id)
            check(decision, gate, earlier, organisation)
            shown(decision, gate, self.showings.first(tx, gate, decision.approver_identity))
            if decision.decision is Outcome.defer:
                self._decisions.defer(tx, decision)
                return None
            self._decisions.record(tx, gate, decision)
            resolution = resolve(gate, [*earlier, decision])
            reach("before-resolution")
            if resolution:
                conclude(tx, self._log, gate, resolution)
            reach("after-resolution")
            return resolution

    def lapse(self, ref: str, organisation: Organisation, lease: Lease) -> Resolution | None:
        """Judge an approval again that nothing was made of yet; return how the gate ends now.

        An approval whose people do not hold their roles any more is void, and says why.

        Raises:
            UnknownGateError: There is no such gate.
            LeaseLostError: The run is not held any more.
        """
        with self._store.transaction(write=True) as tx:
            row = found(tx, ref)
            self._leases.held(tx, lease, row["run_id"])
            gate, ended = self._standing.read(tx, row), self._standing.ended(tx, row)
            if ended is None or ended.verdict is not Verdict.approved:
                return ended
            decisions = self._decisions.of(tx, ref)
            lost = held(gate, decisions, organisation).lost
            if not lost:
                return ended
            made = tuple(d.record_digest for d in decisions)
            void_ = Resolution(gate=ref, verdict=Verdict.lapsed, decisions=made, comments=lost)
            lapse(tx, self._log, gate, void_)
            return void_

    def edit(self, ref: str, document: Document, content: bytes) -> Resolution:
        """Add a person's version of a document and void the gate that asked about it.

        Raises:
            UnknownGateError: There is no such gate.
            AlreadyDecidedError: Somebody decided first.
            GateClosedError: The gate was voided.
            UnknownDocumentError: The document is of another run.
            VersionConflictError: Somebody else made that version.
            IdentityError: The document names no editor.
        """
        with self._store.transaction(write=True) as tx:
            gate = self._standing.waiting(tx, ref)
            if document.run_id != gate.run_id:
                raise UnknownDocumentError(document.name, gate.run_id, [gate.subject])
            self._documents.add_in(tx, document, content, drafted=False)
            resolution = Resolution(
                gate=gate.id,
                verdict=Verdict.edited,
                decisions=tuple(d.record_digest for d in self._decisions.of(tx, gate.id)),
                edited_version=document.version,
            )
            why = f"{document.name} was edited into version {document.version}"
            void(tx, self._log, gate.run_id, gate.id, why, resolution=resolution)
            return resolution

    def _insert(self, tx: Transaction, gate: OpenGate, packet: bytes) -> None:
        record = dumps(gate.plain())
        self._content.put_in(tx, packet)
        body = {
            "record": digest(record),
            "gate": gate.id,
            "declared": gate.gate.id,
            "round": gate.round,
            "subject": gate.subject,
            "subject_digest": gate.subject_digest,
            "packet_digest": gate.packet_digest,
        }
        entry = self._log.append(tx, gate.run_id, "gate.opened", body)
        tx.rows(
            "insert_gate",
            id=gate.id,
            run_id=gate.run_id,
            gate=gate.gate.id,
            packet_digest=gate.packet_digest,
            record=record,
            entry=entry.sequence,
        )


def _unexpired(gate: OpenGate, now: datetime) -> None:
    """Refuse what comes after the gate's time, whatever time the decision itself states."""
    if gate.expires_at and now >= gate.expires_at:
        when = f"it expired at {gate.expires_at.isoformat()}"
        raise GateClosedError(gate.id, when, f"assent show {gate.run_id}")
