"""Hostile files give findings, in under a second, and never a traceback."""

import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assent.reading import LARGEST, Reading, read, read_practice

PATHS = (
    "any.md",
    "graphs/any.md",
    "agents/any.md",
    "prompts/any.md",
    "prompts/documents/any.md",
    "practice.yaml",
    "any.bin",
)


def alone(source: bytes, path: str = "any.md") -> Reading:
    return read(source, path, roles={}, groups={}, generic={})


def place(reading: Reading, code: str) -> tuple[int, int]:
    return next((f.line, f.column) for f in reading.findings if f.code == code)


@pytest.mark.parametrize(
    ("code", "source", "at"),
    [
        ("file-too-large", b"a\n" * (LARGEST // 2 + 1), (1, 1)),
        ("file-too-large", b"a" * 5_000_000, (1, 1)),
        ("file-too-long", b"\n" * 20_000, (20_001, 1)),
        ("line-too-long", b"# T\n" + b"a" * 10_001, (2, 10_001)),
        ("file-binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), (1, 1)),
        ("file-utf-16", "# Title".encode("utf-16"), (1, 1)),
        ("file-utf-16", "# Title without a mark".encode("utf-16-le"), (1, 1)),
        ("file-nul", b"# T\n\nab\x00c", (3, 3)),
        ("file-not-utf-8", b"# T\nab\xff", (2, 3)),
        ("byte-order-mark", b"\xef\xbb\xbf# T", (1, 1)),
        ("hidden-character", "# T\nab\u202ecd".encode(), (2, 3)),
        ("hidden-character", b"# T\rab", (1, 4)),
    ],
)
def test_bytes_that_are_no_plain_text_are_a_finding_at_their_place(
    code: str, source: bytes, at: tuple[int, int]
) -> None:
    assert place(alone(source), code) == at


def test_a_byte_order_mark_does_not_hide_the_front_matter() -> None:
    card = b"\xef\xbb\xbf---\nid: any\ntitle: Any\nserves: all\n---\n# Any\n"

    assert alone(card, "agents/any.md").roles[0].id == "any"


def test_windows_line_ends_are_read_as_line_ends() -> None:
    reading = alone(b"## Steps\r\n\r\n### 1. Go\r\n- **Agent:** Clerk\r\n- **Output:** go.md\r\n")

    assert reading.workflows[0].steps[0].output == "go.md"


def test_only_sixty_findings_of_one_kind_are_listed_and_the_cut_is_said() -> None:
    reading = alone(("\u200b\n" * 500).encode())

    codes = [finding.code for finding in reading.findings]
    assert codes.count("hidden-character") == 60
    assert "findings-cut" in codes


def repeated(text: str, times: int = 1) -> Callable[[], bytes]:
    return partial(str.encode, text * times)


@pytest.mark.parametrize(
    "make",
    [
        repeated("- " * 4000 + "\n" + "> " * 4000),
        lambda: b"".join(b" " * depth + b"- x\n" for depth in range(1400)),
        repeated("```\n", 19_000),
        repeated("```markdown\n```bash\n", 9_000),
        repeated("###### a\n", 19_000),
        repeated("## Steps\n1. a\n", 9_000),
        repeated("# A\n```\nStep 1: T\n  Agent: Clerk\n```\n", 3_900),
        repeated("\u202e" * 9_000 + "\n", 38),
        repeated("\u4e2d" * 9_000 + "\n", 38),
        repeated("## Steps\n### 1. T\n- **Agent:** " + "zoom and " * 1_000 + "\n", 80),
        repeated("## Steps\n### 1. T\n- **Approval:** " + " when a" * 1_400 + "\n", 80),
        repeated("## Steps\n### 1. T\n" + "It must be approved by him. " * 300 + "\n", 90),
        repeated("## Steps\n### 1. T\n" + "- **Foo:** b\n" * 19_000),
        repeated("---\na: " + "[" * 9_000 + "\n---\n"),
        repeated("---\n" + "- " * 4_000 + "\n---\n"),
        repeated("---\n" + "key: [a, b]\n" * 5_000 + "---\n"),
        repeated("[" * 9_000 + "\n", 100),
        repeated("*" * 9_000 + "\n", 100),
        repeated(" " * 9_000 + "x\n", 100),
    ],
)
@pytest.mark.parametrize("path", ["any.md", "graphs/any.md", "prompts/documents/any.md"])
def test_a_file_made_to_be_slow_is_read_within_three_seconds(
    make: Callable[[], bytes], path: str
) -> None:
    started = time.process_time()

    alone(make(), path)

    assert time.process_time() - started < 3


@settings(max_examples=200, deadline=1000)
@given(source=st.binary(max_size=600), path=st.sampled_from(PATHS))
def test_arbitrary_bytes_never_raise(source: bytes, path: str) -> None:
    reading = alone(source, path)

    assert len(reading.findings) <= 1000
    assert Reading.model_validate(reading.plain()) == reading


FRAGMENTS = [
    "---", "id: a", "id: [a", "title: t", "serves: x", "kind: k", "stages: [a, b]", "inputs:",
    "  brief: {kind: choice, choices: [a]}", "a: &x 1", "b: *x", "c: !!set {}", "? [k]", "d: 1e999",
    "# T", "## Steps", "### 1. A", "### 99999999. B", "Step 1: X", "1. **B (Agent: C)**", "```",
    "```markdown", "```bash", "- **Agent:** A + B", "- **Output:** ../x.md", "- **Output:** x.md",
    "- **Approval:** A when b is c", "- **Quorum:** 9", "- **Rounds:** x", "- **Reads:** z",
    "  Collaboration: consensus", "**Table:** t (prefix: R; rows: q)", "| a | b |", "|---|---|",
    "**Questions:**", "- Q? (words: a; owner: b)", "**Author:** x", "## S", "\u202e", "\x0b",
    "\x85", "\u2028",
    "people: [{id: a, roles: [b]}]", "roles: [{id: b, title: B}]", "groups: {g: []}",
    "{% block system %}", "[fill me in]", "- **HITL approval: x**", "", "  ",
]  # fmt: skip


@settings(max_examples=300, deadline=1000)
@given(lines=st.lists(st.sampled_from(FRAGMENTS), max_size=30), path=st.sampled_from(PATHS))
def test_no_arrangement_of_known_marks_raises(lines: list[str], path: str) -> None:
    reading = alone("\n".join(lines).encode(), path)

    assert Reading.model_validate(reading.plain()) == reading


@settings(max_examples=60, deadline=1000)
@given(
    sources=st.dictionaries(
        st.sampled_from(PATHS), st.lists(st.sampled_from(FRAGMENTS), max_size=20), max_size=5
    )
)
def test_no_set_of_sources_makes_a_practice_raise(sources: dict[str, list[str]]) -> None:
    practice, findings = read_practice({p: "\n".join(ls) for p, ls in sources.items()})

    assert set(practice.sources) == set(sources)
    assert all(finding.line >= 1 and finding.column >= 1 for finding in findings)
