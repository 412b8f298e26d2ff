"""A run of a procedure, as the ledger holds it."""

from enum import StrEnum

from assent.records.record import Digest, Identifier, Instant, Record

__all__ = ["LaunchedRun", "RunStatus", "Snapshot", "Usage"]


class RunStatus(StrEnum):
    """Where a run stands. The last six are ends."""

    running = "running"
    waiting = "waiting"
    parked = "parked"
    in_doubt = "in-doubt"
    closed = "closed"
    rejected = "rejected"
    withdrawn = "withdrawn"
    expired = "expired"
    sent_back = "sent-back"
    failed = "failed"

    @property
    def ended(self) -> bool:
        """Tell whether nothing more can happen in the run."""
        return self in {
            RunStatus.closed,
            RunStatus.rejected,
            RunStatus.withdrawn,
            RunStatus.expired,
            RunStatus.sent_back,
            RunStatus.failed,
        }


class Snapshot(Record):
    """The procedure as it was at launch, by digest into the content store.

    Each map goes from a path below the practice's root to the digest of the source text.
    ``workflow`` is the digest of the workflow's record, for one built in Python without a source.
    ``tools`` goes from the name of each tool that a role may use to its descriptor's digest.
    """

    workflow: Digest
    graphs: dict[str, Digest]
    cards: dict[str, Digest]
    prompts: dict[str, Digest]
    templates: dict[str, Digest]
    tools: dict[str, Digest] = {}
    policy: Digest


class LaunchedRun(Record):
    """What was fixed when the run was launched. ``inputs`` maps names to content digests.

    ``material`` does the same for the files that roles may search. ``bindings`` maps each
    generic role of the procedure to a role of the practice. ``base`` is the digest of what
    is launched without the ordinal: runs of one base are repetitions. ``signatures`` are the
    record digests of those that held under ``procedure`` then.
    """

    id: str
    workflow: Identifier
    title: str
    ordinal: int
    requester: Identifier
    requester_name: str
    identity_assurance: str
    inputs: dict[str, Digest]
    bindings: dict[str, str] = {}
    snapshot: Digest
    blueprint: Digest
    stages: tuple[str, ...]
    launched_at: Instant
    base: Digest | None = None
    procedure: Digest | None = None
    signatures: tuple[Digest, ...] = ()
    material: dict[str, Digest] = {}


class Usage(Record):
    """What a model call cost. ``estimated`` tells that no provider counted the tokens.

    ``cached_tokens`` are those of the prompt that the provider had in its cache; ``cost`` is
    in millionths of the currency that the model's prices are given in.
    """

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False
    cost: int = 0
