"""The names people write, and the role ids they mean."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from assent.records import Role

__all__ = ["Cast", "cast", "slug", "split_names", "without_agent"]

_PARENTHESES = re.compile(r"\([^()]*\)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_LISTS = re.compile(r"\s*[+,;&]\s*")
_LEADS = {"the", "a", "an", "specific", "relevant", "all", "each", "every", "human", "our"}
_SHORT = {"rep": "representative", "reps": "representatives"}
_REVIEWER = "reviewer"
_MOST_WORDS = 300


def slug(text: str, longest: int = 64) -> str:
    """Return the text as an id: letters a-z, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:longest].strip("-")


def without_agent(name: str) -> str:
    """Return the name without a last word 'Agent'."""
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() == "agent" else name


def split_names(value: str) -> list[str]:
    """Return the names of a list joined by ``+``, commas or semicolons."""
    return [name for name in _LISTS.split(_PARENTHESES.sub(" ", value)) if name.strip()]


def _words(name: str) -> tuple[str, ...]:
    plain = slug(_PARENTHESES.sub(" ", name), 200).split("-")
    return tuple(_SHORT.get(word, word) for word in plain if word)


def _key(name: str) -> str:
    words = _words(name)
    while len(words) > 1 and words[0] in _LEADS:
        words = words[1:]
    return "-".join(words)


class Cast:
    """Everybody who may take part, found by id, title, alias, group or generic name.

    With no known role at all (a document read by itself) a name stands for its own slug.
    """

    def __init__(
        self,
        roles: Mapping[str, Role],
        groups: Mapping[str, Sequence[str]],
        generic: Mapping[str, Sequence[str]],
    ) -> None:
        self.roles, self.groups, self.generic = roles, groups, generic
        self.known = bool(roles)
        self.declared: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        for role in roles.values():
            self._name(role.id, role.id, role.title, *role.aliases)
        for name, phrases in generic.items():
            taken = set(roles) | set(groups)
            self._name(name, name, *(p for p in phrases if p not in taken))
        self._groups = {_key(group): tuple(members) for group, members in groups.items()}

    def _name(self, role: str, *names: str) -> None:
        for name in names:
            self._ids.setdefault("-".join(_words(name)), role)
            self._ids.setdefault(_key(name), role)

    def declaring(self, declared: Mapping[str, str]) -> "Cast":
        """Return a cast that also knows the roles a document introduces itself."""
        cast = Cast(self.roles, self.groups, self.generic)
        cast.declared = dict(declared)
        for role in declared:
            cast._name(role, role, f"{role} agent")
        return cast

    def role(self, name: str) -> str | None:
        """Return the id of the one role that the name means, or None."""
        for key in ("-".join(_words(name)), _key(name), _key(without_agent(name))):
            if key in self._ids:
                return self._ids[key]
        if _key(name) == _REVIEWER:
            return _REVIEWER
        return None if self.known else slug(without_agent(_key(name).replace("-", " "))) or None

    def group(self, name: str) -> tuple[str, ...] | None:
        """Return the members of the group that the name means, or None."""
        return self._groups.get(_key(name))

    def resolve(self, name: str) -> tuple[str, ...] | None:
        """Return the role ids that a name means, groups expanded; None when it means none."""
        members = self.group(name)
        if members is not None:
            return members
        role = self.role(name)
        return (role,) if role else None

    def resolve_list(self, value: str) -> tuple[tuple[str, ...], list[str]]:
        """Return the role ids of a list of names, and the names that mean nobody."""
        roles: list[str] = []
        strangers: list[str] = []
        for name in self.names(value):
            found = self.resolve(name)
            if found is None:
                strangers.append(name.strip())
            else:
                roles.extend(found)
        return tuple(dict.fromkeys(roles)), strangers

    def names(self, value: str) -> list[str]:
        """Return the single names of a list; a list of hundreds is taken as one name."""
        if value.count(" ") > _MOST_WORDS:
            return [value[:60]]
        names: list[str] = []
        for name in split_names(value):
            whole = self.known and self.resolve(name) is not None
            names += [name] if whole else [part for part in _AND.split(name) if part.strip()]
        return names

    def short(self, name: str, among: Sequence[str]) -> str | None:
        """Return the one of these roles that a short name such as 'CM Owner' means."""
        role = self.role(name) if self.known else None
        if role in among:
            return role
        words = set(_words(name))
        fits = [role for role in among if words and words <= self._words_of(role)]
        return fits[0] if len(fits) == 1 else None

    def _words_of(self, role: str) -> set[str]:
        title = self.roles[role].title if role in self.roles else ""
        return {*_words(role), *_words(title)}

    def suggestion(self, name: str) -> str:
        """Return a sentence that says whom the name may have meant."""
        names = [*self.roles, *self.declared, *self.groups, *self.generic]
        near = get_close_matches(slug(name), names, n=2, cutoff=0.5)
        if near:
            return f"Did you mean {' or '.join(map(repr, near))}?"
        return f"Use one of: {', '.join(sorted(names)[:20])}."


def cast(
    roles: Mapping[str, Role],
    groups: Mapping[str, Sequence[str]],
    generic: Mapping[str, Sequence[str]],
) -> Cast:
    """Return the cast of these people; it is the same one for the same people."""
    named = [tuple((name, tuple(of)) for name, of in each.items()) for each in (groups, generic)]
    return _cast(tuple(roles.items()), *named)


@lru_cache(maxsize=8)
def _cast(
    roles: tuple[tuple[str, Role], ...],
    groups: tuple[tuple[str, tuple[str, ...]], ...],
    generic: tuple[tuple[str, tuple[str, ...]], ...],
) -> Cast:
    return Cast(dict(roles), dict(groups), dict(generic))
