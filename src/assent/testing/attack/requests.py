"""Requests for changes, as somebody at Larkmoor writes them."""

__all__ = ["asked"]

_REQUEST = """\
id: {id}
record: {record}
asks: {asks}
requester: Harbour works
environments: test
reason: The old setting is out of date.
impact: No service stops.
window: 2026-12-01T10:00Z/2026-12-01T10:30Z
raised: 2026-11-24T09:00Z
duration: 5 minutes
plan: Read the record, set it, read it again.
rollback: Set it back.
rollback_by: The rota of the harbour
rollback_time: 5 minutes
validation: The record shows the new setting.
communication: The harbour hears of it at the start of the shift.
contacts: Service desk
{more}
actions:
{actions}
"""
_ACTION = "- {{target: {0}, record: {1}, operation: replace, pointer: {2}, value: {3}}}"


def asked(
    name: str, *actions: tuple[str, str, str, str], record: str = "harbour", more: str = ""
) -> str:
    """Return a request; each action is (target, record, pointer, value)."""
    rows = "\n".join(_ACTION.format(*action) for action in actions)
    said = f"Set {name} as listed"
    return _REQUEST.format(id=f"chg-{name}", record=record, asks=said, more=more, actions=rows)
