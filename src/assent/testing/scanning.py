"""What must not stand in a recording: keys, cookies, paths, hosts and addresses of real people."""

import os
import re
from collections.abc import Iterator, Mapping

__all__ = ["secrets_in"]

_LONGEST_SHOWN = 12
_SHORTEST_KEY = 8

_PATTERNS = {
    "an authorization": r"(?i)\bauthorization\b\W{0,4}[:=]|\bbearer\s+[\w.~+/-]{8,}|"
    r"\bbasic\s+[a-z0-9+/]{12,}={0,2}",
    "a key": r"\b(?:sk|pk|rk)-[\w-]{8,}|\b(?:gh[opsu]|glpat|xox[abprs]|hf|npm)[_-]\w{10,}|"
    r"\bgithub_pat_\w{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bAIza[\w-]{20,}",
    "a named key": r"(?i)\b(?:api|access|secret|private|openai)[-_ ]?key['\"]?\s*[:=]\s*\S{4,}|"
    r"\b(?:password|passwd|client_secret|access_token)['\"]?\s*[:=]\s*\S{4,}",
    "a token": r"\beyJ[\w-]{8,}\.[\w-]{8,}|-----BEGIN [A-Z ]+-----",
    "a cookie": r"(?i)\b(?:set-)?cookie['\"]?\s*:|\b__cf_bm\b|\bsession_?id=",
    "an account's mark": r"(?i)\bopenai-(?:organization|project)\b|\bx-request-id\b|\borg-\w{12,}",
    "a path": r"(?<![\w./:<-])/(?:home|root|Users|tmp|var|etc|opt|usr|mnt|srv|private|work|app)/\w|"
    r"\b[A-Z]:\\+\w",
    "a network address": r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|\blocalhost\b",
    "a host": r"(?i)\b(?:[a-z0-9-]+\.)+"
    r"(?:com|net|org|io|ai|dev|app|cloud|eu|de|uk|us|internal|local|lan|corp|intranet)\b",
    "an address of mail": r"[\w.+-]+@(?![\w.-]+\.example\b)[\w-]+(?:\.[\w-]+)+",
    "an address of the web": r"https?://(?!(?:[\w-]+\.)*example(?:[:/\s'\"]|$))[^\s'\"]+",
}
_KNOWN = {what: re.compile(pattern) for what, pattern in _PATTERNS.items()}
_NAMES = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD)$")


def secrets_in(text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return what of a text must not be shown: the kind, the line, and its first letters.

    Beside what looks like a secret, the values of this process's own keys are looked for:
    the variables whose name ends in KEY, TOKEN, SECRET or PASSWORD.
    """
    return [
        f"{what} in line {text.count(chr(10), 0, start) + 1} ({text[start:end]}…)"
        for what, start, end in sorted(_found(text, environ or os.environ), key=lambda f: f[1])
    ]


def _found(text: str, environ: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    for what, pattern in _KNOWN.items():
        for match in pattern.finditer(text):
            yield what, match.start(), min(match.end(), match.start() + _LONGEST_SHOWN)
    for name, value in environ.items():
        if _NAMES.search(name) and len(value) >= _SHORTEST_KEY and value in text:
            start = text.index(value)
            yield f"the value of {name}", start, start
