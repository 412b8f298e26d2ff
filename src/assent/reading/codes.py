"""Every finding a reader can make: its code, how much it weighs, and what to do about it.

What cannot run is an error; what breaks a rule of good design is a warning; what a reader
should merely know is a note. A remedy may hold ``{facts}`` that the finding fills in.
"""

from typing import NamedTuple

from assent.records import Severity

__all__ = ["CODES", "Code"]


class Code(NamedTuple):
    """How much a finding weighs, and the remedy it offers."""

    severity: Severity
    remedy: str


def _error(remedy: str) -> Code:
    return Code(Severity.error, remedy)


def _warning(remedy: str) -> Code:
    return Code(Severity.warning, remedy)


def _note(remedy: str) -> Code:
    return Code(Severity.note, remedy)


_BYTES = {
    "file-unreadable": _error("Check that the file exists and may be read."),
    "file-outside": _error("Copy the file into the practice; links that leave it are not read."),
    "files-too-many": _error("Check fewer files at once; at most 2000 are read."),
    "file-too-large": _error("Split the document; a file may hold at most 1 MiB."),
    "file-too-long": _error("Split the document; a file may hold at most 20000 lines."),
    "line-too-long": _error("Break the line; a line may hold at most 10000 characters."),
    "file-binary": _error("Save the document as UTF-8 text."),
    "file-utf-16": _error("Save the document as UTF-8; it is stored as UTF-16 or UTF-32 now."),
    "file-not-utf-8": _error("Save the document as UTF-8."),
    "file-nul": _error("Remove the NUL bytes; text holds none."),
    "byte-order-mark": _note("Nothing to do; saving without a byte order mark is cleaner."),
    "hidden-character": _error("Delete {character}; a reader would not see it where it acts."),
    "findings-cut": _note("Correct what is listed, then check again to see the rest."),
}

_YAML = {
    "front-matter-unclosed": _error("Close the front matter with a line of three hyphens."),
    "front-matter-missing": _error("Begin the file with front matter: a line of ---, {keys}, ---."),
    "yaml-syntax": _error("Correct the YAML; quote a value that holds a colon or a bracket."),
    "yaml-too-large": _error("Shorten it; prose belongs below the front matter."),
    "yaml-duplicate-key": _error("Keep one {key!r} and delete the other."),
    "yaml-alias": _error("Write the value out; anchors and aliases are refused."),
    "yaml-tag": _error("Delete the tag {tag!r}; values are plain text, numbers and lists."),
    "yaml-too-deep": _error("Flatten it; at most 12 levels are read."),
    "yaml-number": _error("Write a finite number of at most 15 digits, or quote it as text."),
    "yaml-key": _error("Use plain text as the key."),
    "yaml-documents": _error("Keep one YAML document; delete what follows its end."),
    "yaml-not-mapping": _error("Write it as 'key: value' lines."),
    "key-missing": _error("Add '{key}: …'."),
    "key-misspelled": _error("Write '{suggestion}' instead of '{key}'."),
    "key-unknown": _note("Nothing to do if it is meant for another tool; it is kept as written."),
    "key-ignored": _warning("Delete it, or use one of: {known}."),
    "value-invalid": _error("Correct the value: {why}."),
}

_STEPS = {
    "not-a-workflow": _note("Nothing to do, unless it was meant as a procedure: number its steps."),
    "not-markdown": _note("Nothing to do; only Markdown files and practice.yaml are read."),
    "fence-nested": _warning("Open the outer fence with four marks, so that it ends where meant."),
    "fence-unclosed": _warning("Close the fence; everything after it is read as its content."),
    "steps-missing": _error("Add a section 'Steps' with '### 1. Title' for each step."),
    "workflows-too-many": _error("Split the file; at most 20 procedures are read from one."),
    "steps-too-many": _error("Split the procedure; at most 100 steps are read."),
    "step-number-duplicate": _error("Number the steps 1, 2, 3 … without repeating one."),
    "step-number-order": _warning("Number the steps in the order in which they are done."),
    "step-number-invalid": _error("Number the step between 1 and 999."),
    "step-title-missing": _error("Give the step a title of a few words."),
    "field-duplicate": _error("Keep one '{field}' in the step."),
    "field-empty": _warning("Give '{field}' a value, or delete it."),
    "field-misspelled": _error("Write '{suggestion}' instead of '{field}'."),
    "field-unknown": _note("Nothing to do; the text is kept, and nothing acts on it."),
    "field-invalid": _error("Write one of: {allowed}."),
    "step-agent-missing": _error("Add 'Agent: ROLE', or 'Approval: ROLE' when it only decides."),
    "role-unknown": _error("{suggestion}"),
    "group-empty": _error("List the group's members in practice.yaml, or name roles instead."),
    "collaboration-unknown": _warning(
        "Use words such as round-robin, parallel, iterative negotiation or consensus."
    ),
    "step-output-missing": _warning("Add 'Output: NAME.md', so that the step leaves something."),
    "output-path": _error("Name the document only, as in policy-scope.md; never give a path."),
    "output-name": _error("Use a-z, 0-9, '.', '_', '-' and end in .md, as in policy-scope.md."),
    "output-duplicate": _error("Give each step an output name of its own."),
    "output-status": _error("Write (approved) or (signed), or nothing."),
    "reads-unknown": _error("{suggestion}"),
    "reads-cycle": _error("Read only what earlier steps made, or move the step after {maker!r}."),
    "stage-unknown": _error("Use one of the declared stages: {stages}."),
}

_GATES = {
    "gate-without-seats": _error("Say who decides: 'Approval: ROLE'."),
    "gate-twice": _error("Keep 'Approval' or 'Sign-off'; a step has one gate."),
    "gate-duplicate": _error("Retitle one of the two steps, so that each gate has its own id."),
    "gate-inferred": _note("State it: add '{kind}: {seats}'."),
    "gate-hinted": _warning("If a person must decide here, add 'Approval: ROLE' to the step."),
    "gate-subject-missing": _error("Put a step with an output before the gate."),
    "condition-unknown": _error("Declare the input and its choices in the front matter: {inputs}."),
    "condition-of-last": _warning("Separate the seats by semicolons, each with its condition."),
    "gate-class": _error("Give a seat to {may}, or state the step's 'Class', now {wanted}."),
    "seats-of-several": _error("Name the roles, and how many must agree: 'Quorum: {count}'."),
    "seats-uncountable": _error("Ask for 1 to {most} seats of a role."),
    "gate-conditional": _error("Add a seat that decides always, or one for each choice."),
    "quorum-unreachable": _error("Ask for a quorum between 1 and {seats}."),
}

_DESIGN = {
    "step-count": _warning("Aim for 5 to 10 steps; merge or split."),
    "review-missing": _warning("Add a step in which somebody other than the author reviews."),
    "approval-missing": _warning("Add 'Approval: ROLE' to the step that finishes the document."),
    "compliance-missing": _warning("Add a step that checks the policy against the frameworks."),
    "sign-off-missing": _warning("Add 'Sign-off: ROLE; ROLE' to the step that finishes it."),
    "rollback-missing": _warning("Add 'Rollback: …' to the step, saying how the write is undone."),
    "duration-missing": _warning("Add 'Duration: …' to each of these steps."),
    "validation-missing": _warning("Add 'Validation: …' to each of these steps."),
    "actor-missing": _warning("Add 'Agent: ROLE' or 'Actor: …' to each of these steps."),
    "error-handling-missing": _warning("Add a section 'Error handling' with a table of responses."),
    "placeholder-unfilled": _warning("Fill in {text!r}, or delete it."),
    "placeholder-value": _error("Replace {text!r} by the value; a procedure runs on it."),
    "placeholder-template": _note("Fill in {text!r} when you use the template."),
}

_CARDS = {
    "id-not-file-name": _error("Rename the file to {id}.md, or change the id to {stem!r}."),
    "id-duplicate": _error("Give each of them an id of its own."),
    "alias-duplicate": _error("Remove the alias from one of the two roles."),
    "card-without-prose": _warning("Write who the person is and what they will not accept."),
    "person-role-unknown": _error("{suggestion}"),
    "person-not-told-apart": _error("Give each person an account and a key of their own."),
    "role-without-person": _note("Add a person who holds it before its seat is needed."),
    "template-without-sections": _error("Add a section: '## Title' and what to write there."),
    "section-duplicate": _error("Retitle one of the two sections."),
    "table-columns-missing": _error("Add rows '| name | kind | meaning |' under the table's line."),
    "table-option-unknown": _error("Use prefix, covers, rows or rule: {options}."),
    "table-duplicate": _error("Name each table of a template differently."),
    "prompt-blocks": _error("Write exactly one block 'system' and one block 'user'."),
    "practice-yaml-missing": _error("Write practice.yaml, or copy one: assent new DIR."),
}

CODES: dict[str, Code] = _BYTES | _YAML | _STEPS | _GATES | _DESIGN | _CARDS
