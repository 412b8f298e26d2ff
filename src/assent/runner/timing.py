"""Whether a plan may be approved for its window as things stand now."""

from assent.change import standing
from assent.errors import ObstructedError
from assent.execution import in_the_way
from assent.ledger import Ledger
from assent.records import OpenGate, Organisation, Plan, Remark

__all__ = ["check_free", "met_now"]


def check_free(gate: OpenGate, ledger: Ledger, organisation: Organisation) -> None:
    """Refuse the approval of a plan in whose way something stands at this moment.

    What the packet said when it was made counts for nothing here.

    Raises:
        ObstructedError: Says what it is, and when the change could be made.
        CalendarError: This machine does not know the practice's time zone.
    """
    found = standing(met_now(gate, ledger, organisation))
    if found:
        what = f"gate {gate.id!r} takes no approval now"
        raise ObstructedError(gate.run_id, what, [remark.message for remark in found])


def met_now(gate: OpenGate, ledger: Ledger, organisation: Organisation) -> tuple[Remark, ...]:
    """Return what the window of the gate's plan meets; nothing where no plan is decided on."""
    if gate.bound.plan is None:
        return ()
    plan = Plan.model_validate_json(ledger.content.get(gate.bound.plan))
    return in_the_way(ledger, organisation, plan.slot, plan.mode, gate.bound.plan)
