"""The targets that practice.yaml names, each as it holds for one mode."""

from typing import Any

from pydantic import ValidationError

from assent.errors import UnknownTargetError
from assent.records import Organisation, PlanMode, Target

__all__ = ["target_of"]

_STAGING = "staging"


def target_of(organisation: Organisation, name: str, mode: PlanMode) -> Target:
    """Return a target of ``targets:`` in practice.yaml.

    In staging, what its ``staging:`` says takes the place of the rest; a target without
    one cannot be staged. A dry run reads the real target.

    Raises:
        UnknownTargetError: There is no such target, it has no kind, or none for staging.
    """
    named = organisation.extra.get("targets") or {}
    stated = named.get(name) if isinstance(named, dict) else None
    if not isinstance(stated, dict):
        known = ", ".join(sorted(named)) if isinstance(named, dict) and named else "none"
        raise UnknownTargetError(name, f"it is not under 'targets', which has: {known}")
    settings = {key: value for key, value in stated.items() if key != _STAGING}
    if mode is PlanMode.staging:
        settings |= _staging(name, stated)
    return _target(name, settings)


def _staging(name: str, stated: dict[str, Any]) -> dict[str, Any]:
    staging = stated.get(_STAGING)
    if not isinstance(staging, dict) or not staging:
        raise UnknownTargetError(name, "it has no 'staging' to write to")
    return staging


def _target(name: str, settings: dict[str, Any]) -> Target:
    rest = {key: value for key, value in settings.items() if key != "kind"}
    try:
        return Target(name=name, kind=settings.get("kind"), settings=rest)  # type: ignore[arg-type]  # refused below when absent
    except ValidationError as error:
        raise UnknownTargetError(name, "it needs a kind, and a name of small letters") from error
