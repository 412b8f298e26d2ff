"""The interface agreement to the owners' signatures, its model played from a cassette."""

import pytest
from tests.recorded.conftest import BY, ROOT, decided, texts

from assent.records import RunStatus
from assent.runner import Run, Runner
from assent.testing.running import open_runner

BRIEF = ROOT / "examples" / "agreement-brief.md"
ROLES = {
    "representative": "change-representative",
    "consuming-practice-owner": "change-practice-owner",
}


def agreement(runner: Runner) -> Run:
    run = runner.launch("interface-agreement", {"brief": BRIEF}, roles=ROLES, by=BY)
    return decided(runner, run)


@pytest.mark.recorded
def test_the_agreement_is_signed_with_the_documents_of_a_direct_run(
    practice, recorded_model, no_sockets
) -> None:
    with (
        open_runner(recorded_model, practice=practice) as recorded,
        open_runner(practice=practice) as direct,
    ):
        there, here = agreement(recorded), agreement(direct)

        assert there.status is RunStatus.closed
        assert there.documents["interface-agreement-final.md"].status == "signed"
        assert texts(there) == texts(here)
        assert there.plain()["usage"]["calls"] == 18
    assert no_sockets == []
