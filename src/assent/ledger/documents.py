"""Versions of documents: bytes by digest, gapless, each added once and never changed."""

from assent.canonical import digest, dumps
from assent.errors import (
    IdentityError,
    IntegrityError,
    UnknownDocumentError,
    VersionConflictError,
)
from assent.ledger.content import Content
from assent.ledger.intact import intact
from assent.ledger.leases import Lease, Leases
from assent.ledger.log import Log
from assent.ledger.runs import live
from assent.ports import Row, Store, Transaction
from assent.records import Document, DocumentStatus

__all__ = ["Documents"]


class Documents:
    """The documents of every run."""

    def __init__(self, store: Store, log: Log, content: Content, leases: Leases) -> None:
        self._store, self._log = store, log
        self._content, self._leases = content, leases

    def add(self, document: Document, content: bytes, lease: Lease | None = None) -> bool:
        """Add a version; the one before becomes superseded. False when it is there already.

        Agents draft under a lease; a version without one is a person's edit.

        Raises:
            IntegrityError: The bytes are not those of the document's digest.
            VersionConflictError: It is not the next version, or others made that one.
            IdentityError: A person's edit names no editor.
            LeaseLostError: The run is not held any more.
            UnknownRunError: There is no such run.
            RunFinishedError: The run has ended.
        """
        with self._store.transaction(write=True) as tx:
            if lease:
                self._leases.held(tx, lease, document.run_id)
            return self.add_in(tx, document, content, drafted=lease is not None)

    def add_in(self, tx: Transaction, document: Document, content: bytes, *, drafted: bool) -> bool:
        """Add a version inside an open transaction."""
        _same_bytes(document, content)
        live(tx, document.run_id)
        rows = tx.rows("document_versions", run_id=document.run_id, name=document.name)
        if not _is_next(document, rows):
            return False
        before = _as_document(rows[-1]) if rows else None
        edited = not drafted or not set(document.editors) <= set(before.editors if before else ())
        if edited and not document.editors:
            remedy = "Name who edited it: assent edit RUN DOC --as PERSON"
            raise IdentityError("nobody", f"an edit of {document.name!r} has an author", remedy)
        self._insert(tx, document, content, "document.edited" if edited else "document.drafted")
        if before:
            self._mark(tx, before, DocumentStatus.superseded)
        return True

    def latest(self, run_id: str) -> dict[str, Document]:
        """Return the newest version of each document, in the order they first appeared."""
        with self._store.transaction() as tx:
            rows = tx.rows("documents_of_run", run_id=run_id)
        return {row["name"]: _as_document(row) for row in rows}

    def versions(self, run_id: str, name: str) -> list[Document]:
        """Return every version of a document, oldest first; none when there is no such one."""
        with self._store.transaction() as tx:
            rows = tx.rows("document_versions", run_id=run_id, name=name)
        return [_as_document(row) for row in rows]

    def get(self, run_id: str, name: str, version: int | None = None) -> Document:
        """Return one version, or the newest.

        Raises:
            UnknownDocumentError: The run has no such document or version.
        """
        for document in reversed(self.versions(run_id, name)):
            if version in {None, document.version}:
                return document
        wanted = name if version is None else f"{name} version {version}"
        raise UnknownDocumentError(wanted, run_id, list(self.latest(run_id)))

    def mark(
        self,
        run_id: str,
        name: str,
        version: int,
        status: DocumentStatus,
        lease: Lease | None = None,
    ) -> None:
        """Set where a version stands; saying the same again does nothing.

        A version that another one has superseded stays so.

        Raises:
            UnknownDocumentError: The run has no such version.
            LeaseLostError: The run is not held any more.
        """
        with self._store.transaction(write=True) as tx:
            if lease:
                self._leases.held(tx, lease, run_id)
            rows = tx.rows("document", run_id=run_id, name=name, version=version)
            if not rows:
                known = [row["name"] for row in tx.rows("documents_of_run", run_id=run_id)]
                raise UnknownDocumentError(f"{name} version {version}", run_id, known)
            document = _as_document(rows[0])
            if document.status is not DocumentStatus.superseded:
                self._mark(tx, document, status)

    def _insert(self, tx: Transaction, document: Document, content: bytes, kind: str) -> None:
        record = dumps(document.plain())
        self._content.put_in(tx, content)
        body: Row = {"record": digest(record), **_named(document), "digest": document.digest}
        if kind == "document.edited":
            body["editors"] = list(document.editors)
        entry = self._log.append(tx, document.run_id, kind, body)
        row = {"run_id": document.run_id, **_named(document), "digest": document.digest}
        stored = {"record": record, "status": document.status.value, "entry": entry.sequence}
        tx.rows("insert_document", **row, **stored)

    def _mark(self, tx: Transaction, document: Document, status: DocumentStatus) -> None:
        if document.status is status:
            return
        named = _named(document)
        body = {**named, "digest": document.digest, "status": status.value}
        entry = self._log.append(tx, document.run_id, "document.status", body)
        marked = {"status": status.value, "marked": entry.sequence}
        tx.rows("mark_document", run_id=document.run_id, **named, **marked)


def _named(document: Document) -> dict[str, str | int]:
    return {"name": document.name, "version": document.version}


def _as_document(row: Row) -> Document:
    with intact(f"document {row['name']!r}"):
        document = Document.model_validate_json(row["record"])
        return document.model_copy(update={"status": DocumentStatus(row["status"])})


def _same_bytes(document: Document, content: bytes) -> None:
    if digest(content) != document.digest:
        raise IntegrityError(
            f"the bytes of {document.name!r} version {document.version} digest to "
            f"{digest(content)}, and the document says {document.digest}. Nothing was stored."
        )


def _is_next(document: Document, rows: list[Row]) -> bool:
    """Tell a new version from one that is there; refuse what is neither."""
    following = rows[-1]["version"] + 1 if rows else 1
    if document.version == following:
        return True
    if any((r["version"], r["digest"]) == (document.version, document.digest) for r in rows):
        return False
    raise VersionConflictError(document.name, document.run_id, document.version, following)
