"""The policy from brief to approval, its model played from a cassette."""

import pytest
from tests.recorded.conftest import BY, ROOT, decided, texts

from assent.records import RunStatus
from assent.runner import Run, Runner
from assent.testing.running import open_runner

BRIEF = ROOT / "examples" / "brief.md"


def policy(runner: Runner) -> Run:
    return decided(runner, runner.launch("cm-policy", {"brief": BRIEF}, by=BY))


@pytest.mark.recorded
def test_the_policy_closes_with_the_documents_of_a_direct_run(
    practice, recorded_model, no_sockets
) -> None:
    with (
        open_runner(recorded_model, practice=practice) as recorded,
        open_runner(practice=practice) as direct,
    ):
        there, here = policy(recorded), policy(direct)

        assert there.status is RunStatus.closed
        assert there.documents["cm-policy-final.md"].status == "approved"
        assert texts(there) == texts(here)
        assert there.plain()["usage"]["calls"] == 26
    assert no_sockets == []
