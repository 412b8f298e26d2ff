"""Versions of documents: gapless, once each, and never changed."""

from datetime import timedelta

import pytest

from assent.errors import (
    IdentityError,
    IntegrityError,
    LeaseLostError,
    RunFinishedError,
    UnknownDocumentError,
    UnknownRunError,
    VersionConflictError,
)
from assent.records import DocumentStatus, RunStatus

RUN = "run-cm-policy-0123456789"
NAME = "cm-policy-final.md"


def kinds(ledger) -> list[str]:
    return [entry.kind for entry in ledger.log.entries(RUN)][1:]


def test_versions_are_added_in_turn_and_supersede(ledger, lease, draft) -> None:
    assert ledger.documents.add(draft(b"one", 1), b"one", lease) is True
    assert ledger.documents.add(draft(b"two", 2), b"two", lease) is True

    versions = ledger.documents.versions(RUN, NAME)
    assert [(d.version, d.status.value) for d in versions] == [(1, "superseded"), (2, "draft")]
    assert ledger.content.get(versions[0].digest) == b"one"
    assert kinds(ledger) == ["document.drafted", "document.drafted", "document.status"]


def test_the_same_version_again_is_no_second_one(ledger, lease, draft) -> None:
    ledger.documents.add(draft(b"one", 1), b"one", lease)
    ledger.documents.add(draft(b"two", 2), b"two", lease)

    assert ledger.documents.add(draft(b"one", 1, note="again"), b"one", lease) is False
    assert len(ledger.documents.versions(RUN, NAME)) == 2


@pytest.mark.parametrize("version", [1, 3, 0])
def test_a_gap_or_another_text_for_a_version_is_refused(ledger, lease, draft, version) -> None:
    ledger.documents.add(draft(b"one", 1), b"one", lease)

    with pytest.raises(VersionConflictError) as refused:
        ledger.documents.add(draft(b"other", version), b"other", lease)

    assert refused.value.following == 2


def test_bytes_must_be_those_of_the_digest(ledger, lease, draft) -> None:
    with pytest.raises(IntegrityError):
        ledger.documents.add(draft(b"one"), b"other", lease)


def test_a_persons_edit_is_logged_as_one(ledger, lease, draft) -> None:
    ledger.documents.add(draft(b"one"), b"one", lease)
    ledger.documents.add(draft(b"two", 2, editors=("ines-okafor",)), b"two")
    ledger.documents.add(draft(b"three", 3, editors=("ines-okafor",)), b"three", lease)

    logged = [k for k in kinds(ledger) if k != "document.status"]
    assert logged == ["document.drafted", "document.edited", "document.drafted"]
    assert [t["editors"] for t in ledger.runs.trace(RUN)] == [["ines-okafor"]]


def test_an_edit_has_an_author(ledger, lease, draft) -> None:
    with pytest.raises(IdentityError):
        ledger.documents.add(draft(b"one"), b"one")


def test_the_newest_of_each_is_told(ledger, lease, draft) -> None:
    ledger.documents.add(draft(b"scope", name="scope.md"), b"scope", lease)
    ledger.documents.add(draft(b"one"), b"one", lease)
    ledger.documents.add(draft(b"s2", 2, name="scope.md"), b"s2", lease)

    latest = ledger.documents.latest(RUN)
    assert [(name, d.version) for name, d in latest.items()] == [("scope.md", 2), (NAME, 1)]


def test_a_version_is_got_by_number_or_the_newest(ledger, lease, draft) -> None:
    ledger.documents.add(draft(b"one", 1), b"one", lease)
    ledger.documents.add(draft(b"two", 2), b"two", lease)

    assert ledger.documents.get(RUN, NAME).version == 2
    assert ledger.documents.get(RUN, NAME, 1).version == 1
    assert ledger.documents.versions(RUN, "none.md") == []
    with pytest.raises(UnknownDocumentError, match="version 3"):
        ledger.documents.get(RUN, NAME, 3)
    with pytest.raises(UnknownDocumentError) as refused:
        ledger.documents.get(RUN, "none.md")
    assert refused.value.known == (NAME,)


def test_a_status_is_marked_and_logged_once(ledger, lease, draft) -> None:
    ledger.documents.add(draft(b"one"), b"one", lease)
    for _ in range(2):
        ledger.documents.mark(RUN, NAME, 1, DocumentStatus.approved, lease)

    assert ledger.documents.get(RUN, NAME).status is DocumentStatus.approved
    assert kinds(ledger) == ["document.drafted", "document.status"]
    ledger.verify()
    with pytest.raises(UnknownDocumentError):
        ledger.documents.mark(RUN, NAME, 2, DocumentStatus.approved, lease)


def test_a_lost_lease_drafts_nothing(ledger, lease, draft, clock) -> None:
    clock.advance(timedelta(minutes=1))
    ledger.leases.take(RUN, "host:2")

    with pytest.raises(LeaseLostError):
        ledger.documents.add(draft(b"one"), b"one", lease)
    assert ledger.documents.latest(RUN) == {}


def test_a_lease_of_another_run_drafts_and_marks_nothing(ledger, lease, draft) -> None:
    other = ledger.leases.take("run-cm-policy-9999999999", "host:1")
    ledger.documents.add(draft(b"scope", name="scope.md"), b"scope", lease)

    with pytest.raises(LeaseLostError):
        ledger.documents.mark(RUN, "scope.md", 1, DocumentStatus.approved, other)

    with pytest.raises(LeaseLostError):
        ledger.documents.add(draft(b"one"), b"one", other)


def test_nothing_is_added_to_a_run_that_is_over_or_unknown(ledger, lease, draft) -> None:
    ledger.runs.change(lease, status=RunStatus.closed)
    elsewhere = draft(b"one", run_id="run-of-nobody", editors=("ines-okafor",))

    with pytest.raises(RunFinishedError):
        ledger.documents.add(draft(b"one"), b"one", lease)
    with pytest.raises(UnknownRunError):
        ledger.documents.add(elsewhere, b"one")
