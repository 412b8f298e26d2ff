"""What a run may search is fixed at launch: whole, bounded, and by digest."""

import os
from pathlib import Path

import pytest

from assent.errors import InputError
from assent.runner import material
from assent.runner.material import collect


def names(*folders: Path) -> list[str]:
    return list(collect("note", folders).files)


def refused(*folders: Path) -> str:
    with pytest.raises(InputError) as error:
        collect("note", folders)
    return str(error.value)


def test_files_are_named_by_folder_and_path_in_order(folder) -> None:
    assert names(folder) == ["harbour/data/fleet.json", "harbour/policy.md"]


def test_what_is_no_text_is_left_out_and_named(folder) -> None:
    (folder / "map.png").write_bytes(b"\x89PNG\x00")
    (folder / ".secret").write_text("x")
    os.mkfifo(folder / "pipe.md")

    found = collect("note", [folder])

    assert list(found.files) == ["harbour/data/fleet.json", "harbour/policy.md"]
    assert sorted(found.left_out) == ["harbour/map.png", "harbour/pipe.md"]


def test_lines_keep_their_numbers(folder) -> None:
    (folder / "policy.md").write_bytes(b"\xef\xbb\xbf\r\n\r\nthird")

    assert collect("note", [folder]).files["harbour/policy.md"] == b"\n\nthird"


@pytest.mark.parametrize("target", ["outside.md", "outside"])
def test_a_link_that_leaves_the_folder_is_refused(folder, target) -> None:
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside.md").write_text("secret")
    (folder / "link.md").symlink_to(folder.parent / target)

    assert "the link 'harbour/link.md' leaves the folder" in refused(folder)


def test_a_link_that_stays_inside_is_read(folder) -> None:
    (folder / "again.md").symlink_to("policy.md")

    assert "harbour/again.md" in names(folder)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"caf\xe9", "is not UTF-8 text (byte 3)"),
        ("a\nb \u202e c".encode(), "hides <U+202E> at line 2, column 3"),
        (b"a\x00", "hides <U+0000> at line 1, column 2"),
        (b"x" * (material.LARGEST_FILE + 1), "is larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_shown_as_it_is_is_refused(folder, content, why) -> None:
    (folder / "odd.txt").write_bytes(content)

    assert f"its material: 'harbour/odd.txt' {why}" in refused(folder)


def test_more_files_than_the_bound_are_refused(folder) -> None:
    for number in range(material.MOST_FILES):
        (folder / f"{number}.txt").write_text("x")

    assert f"has more than {material.MOST_FILES} files" in refused(folder)


def test_more_text_than_the_bound_is_refused(folder) -> None:
    for number in range(17):
        (folder / f"{number}.txt").write_bytes(b"x" * material.LARGEST_FILE)

    assert "holds more than 16 MiB" in refused(folder)


def test_two_folders_of_one_name_may_not_hold_the_same_file(folder, tmp_path) -> None:
    other = tmp_path / "other" / "harbour"
    other.mkdir(parents=True)
    (other / "policy.md").write_text("another")

    assert "there are two files 'harbour/policy.md'" in refused(folder, other)


def test_a_folder_without_text_is_refused(tmp_path) -> None:
    assert "holds no text file" in refused(tmp_path)
    assert "is no folder" in refused(tmp_path / "nowhere")
