"""What node bodies work with: the run, its procedure, the ledger, the models and the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assent.compiler.blueprint import Blueprint
from assent.compiler.budget import Purse
from assent.compiler.lineage import kind_of
from assent.compiler.patience import Patience
from assent.compiler.progress import Progress
from assent.errors import WritingToolError
from assent.ledger import Ledger
from assent.ledger.leases import Lease
from assent.ports import Clock, Governor, Model, Tool
from assent.records import Bindings, LaunchedRun, Practice, Role, Step, Template, Workflow

__all__ = ["EXECUTING", "RunContext"]


EXECUTING = "A3"
"""The one governance level at which a plan may be executed."""


def _nobody(_: Progress) -> None:
    return None


@dataclass(frozen=True)
class RunContext:
    """Everything one advance of one run may use. Node bodies reach nothing else.

    ``tools`` are those that read; a role gets the ones its card names. ``signers`` are the
    printed names under the procedure as it was launched. ``rebuilding`` says that LangGraph
    kept nothing: each state is then held in memory, of this advance's own nodes, and behind
    the ledger until it has caught up with it.

    Raises:
        WritingToolError: One of the tools does not declare that it only reads.
    """

    run: LaunchedRun
    practice: Practice
    workflow: Workflow
    blueprint: Blueprint
    ledger: Ledger
    lease: Lease
    models: Callable[[str], Model]
    clock: Clock
    bindings: Bindings
    inputs: Mapping[str, str]
    patience: Patience = field(default_factory=Patience)
    tell: Callable[[Progress], None] = _nobody
    tools: Mapping[str, Tool] = field(default_factory=dict)
    purse: Purse = field(default_factory=Purse)
    governor: Governor | None = None
    signers: tuple[str, ...] = ()
    rebuilding: bool = False

    def __post_init__(self) -> None:
        for name, tool in self.tools.items():
            if tool.descriptor.effect != "read":
                raise WritingToolError(name)

    def step(self, number: int | None) -> Step:
        """Return the step of that number."""
        return next(step for step in self.workflow.steps if step.number == number)

    def role(self, role: str) -> Role:
        """Return the role's card."""
        return self.practice.roles[role]

    def title_of(self, role: str) -> str:
        """Return the printed name of a role."""
        known = self.practice.roles.get(role)
        return known.title if known else role

    def template_of(self, document: str) -> Template:
        """Return the template of a document by its kind, or the generic one."""
        kind = kind_of(document)
        templates = self.practice.templates
        return templates.get(kind) or templates["generic"]

    def text(self, digest: str) -> str:
        """Return stored content as text; the bytes are checked against the digest."""
        return self.ledger.content.text(digest)

    def report(
        self, kind: str, step: int | None = None, *, role: str = "", detail: str = ""
    ) -> None:
        """Tell whoever is watching what just happened."""
        title = self.step(step).title if step else ""
        self.tell(
            Progress(
                run=self.run.id, kind=kind, step=step, title=title, role=role or None, detail=detail
            )
        )
