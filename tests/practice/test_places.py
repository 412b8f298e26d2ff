"""A practice is found, loaded, checked and copied; nothing outside it is touched."""

import os
from pathlib import Path

import pytest

from assent.errors import DocumentError, PlaceTakenError, PracticeNotFoundError
from assent.practice import find, load, new, organisation, shipped, sources, survey
from assent.reading import LARGEST


@pytest.fixture
def house(tmp_path: Path) -> Path:
    new(tmp_path / "house", minimal=True)
    return tmp_path / "house"


def codes(root: Path, *paths: Path) -> set[str]:
    return {finding.code for finding in survey(paths, root=root).findings}


def test_the_shipped_practice_loads_without_errors() -> None:
    practice = load(shipped())

    team = {"cm-practice-owner", "cm-manager", "cm-analyst", "cm-auditor", "platform-liaison"}
    cards = {role.id for role in practice.roles.values() if role.kind == "agent"}
    assert {"cm-policy", "interface-agreement"} <= set(practice.workflows)
    assert team | set(practice.organisation.groups["representatives"]) <= cards


def test_the_shipped_practice_is_found_from_anywhere(tmp_path: Path) -> None:
    assert find(tmp_path) == shipped()


def test_the_nearest_practice_above_is_found(house: Path) -> None:
    assert find(house / "agents") == house


def test_a_small_practice_has_two_roles_and_one_workflow(house: Path) -> None:
    practice = load(house)

    assert set(practice.roles) == {"writer", "editor"}
    assert [gate.id for gate in practice.workflows["note"].gates] == ["note-final"]
    assert "generic" in practice.templates


def test_a_new_practice_has_the_same_text_as_the_shipped_one(tmp_path: Path) -> None:
    new(tmp_path)

    assert sources(tmp_path) == sources(shipped())


def test_a_new_practice_overwrites_nothing(house: Path) -> None:
    (house / "practice.yaml").write_text("id: mine\n")

    with pytest.raises(PlaceTakenError, match=r"practice\.yaml"):
        new(house)
    assert (house / "practice.yaml").read_text() == "id: mine\n"


def test_a_place_without_a_practice_is_refused(tmp_path: Path) -> None:
    for act in (load, sources, organisation):
        with pytest.raises(PracticeNotFoundError, match="assent new"):
            act(tmp_path)


def test_the_organisation_is_read_alone(house: Path) -> None:
    (house / "graphs" / "broken.md").write_text("---\nid: [\n---\n")

    assert [person.id for person in organisation(house).people] == [
        "mira-castellane",
        "anders-holm",
    ]


def test_a_broken_document_stops_loading_and_says_where(house: Path) -> None:
    (house / "graphs" / "broken.md").write_text("---\nid: [\n---\n")

    with pytest.raises(DocumentError, match=r"graphs/broken\.md:3:1 yaml-syntax"):
        load(house)


def test_a_broken_organisation_is_refused(house: Path) -> None:
    (house / "practice.yaml").write_text("id: x\nid: y\n")

    with pytest.raises(DocumentError, match="yaml-duplicate-key"):
        organisation(house)


def test_a_link_that_leaves_the_practice_is_not_followed(house: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n")
    (house / "graphs" / "linked.md").symlink_to(tmp_path / "secret.md")

    with pytest.raises(DocumentError, match="file-outside"):
        load(house)
    with pytest.raises(DocumentError, match="file-outside"):
        sources(house)
    assert "file-outside" in codes(house)


def test_files_that_are_no_text_are_findings_of_a_check(house: Path) -> None:
    (house / "graphs" / "large.md").write_bytes(b"a" * (LARGEST + 1))
    (house / "graphs" / "binary.md").write_bytes(b"\x89PNG\x00")

    assert {"file-too-large", "file-binary"} <= codes(house)
    with pytest.raises(DocumentError, match="file-too-large"):
        sources(house)


def test_a_missing_file_and_a_device_are_findings(house: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert codes(house, tmp_path / "none.md") == {"file-unreadable"}
    assert codes(house, tmp_path / "pipe.md") == {"file-unreadable"}


def test_a_name_that_is_no_unicode_can_still_be_checked(house: Path, tmp_path: Path) -> None:
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md"))
    place.write_text("# T\n")

    assert survey([place], root=house).documents[0].path.endswith("\ufffd.md")


def test_a_check_names_the_place_as_it_was_asked_for(house: Path) -> None:
    paths = {document.path for document in survey([house]).documents}

    assert f"{house}/agents/editor.md" in paths
    assert "agents/editor.md" in {document.path for document in survey(root=house).documents}


def test_a_document_is_checked_against_the_practice_it_lies_in(house: Path) -> None:
    assert survey([house / "graphs" / "note.md"], root=shipped()).errors == ()


def test_a_folder_is_checked_whole_and_hidden_places_are_left_out(house: Path) -> None:
    (house / "notes" / ".hidden").mkdir(parents=True)
    (house / "notes" / "a.md").write_text("# A\n")
    (house / "notes" / ".hidden" / "b.md").write_text("# B\n")

    assert len(survey([house / "notes"]).documents) == 1


def test_a_check_reports_exactly_these_things(house: Path) -> None:
    report = survey([house / "graphs" / "note.md"]).plain()

    assert set(report) == {"documents", "findings"}
    (document,) = report["documents"]
    assert set(document) == {"path", "kind", "workflows", "patterns"}
    assert set(document["workflows"][0]) == {"id", "title", "stages", "steps"}
    assert document["workflows"][0]["steps"][4] == {
        "number": 5,
        "title": "Approve the note",
        "agents": ["writer"],
        "collaboration": "single",
        "reads": ["note-draft-v2.md"],
        "output": "note-final.md",
        "gate": {"id": "note-final", "kind": "approval", "seats": ["editor"]},
        "stage": "approval",
    }


def test_a_finding_reports_exactly_these_things(house: Path, tmp_path: Path) -> None:
    (finding,) = survey([tmp_path / "none.md"], root=house).plain()["findings"]

    assert list(finding) == ["code", "severity", "path", "line", "column", "message", "remedy"]
