"""What a person reads about a gate: who may decide, who may not, and what to type."""

import os
import pwd

from assent.cli.place import Place
from assent.cli.waiting import free_seats, proposals
from assent.runner import Runner


def hold(here, person: str, roles: str, accounts: str = "") -> None:
    """Give a person other roles in practice.yaml."""
    path = here / "practice.yaml"
    rows = path.read_text().splitlines()
    kept = [row for row in rows if person not in row]
    row = f"  - {{id: {person}, name: {person}, roles: [{roles}], accounts: [{accounts}]}}"
    path.write_text("\n".join([*kept, ""]).replace("people:", f"people:\n{row}"))


def test_an_empty_seat_is_said_plainly(call, here, waiting) -> None:
    hold(here, "anders-holm", "writer")

    said = call("inbox")

    assert "blocked       nobody may fill editor: no person in practice.yaml holds" in said.out
    assert "assent inbox" not in said.out


def test_a_requester_cannot_fill_the_seat_and_may_withdraw(call, here, waiting) -> None:
    hold(here, "anders-holm", "writer")
    hold(here, "mira-castellane", "writer, editor")

    said = call("review", waiting["run"])

    assert "nobody may fill editor: mira-castellane requested this" in said.out
    commands = [line for line in said.out.splitlines() if line.startswith("  assent decide")]
    assert [command.split()[3] for command in commands] == ["withdraw"]


def test_the_inbox_of_a_person_holds_what_they_may_decide(call) -> None:
    mine = call("inbox", "--as", "anders-holm")
    hers = call("inbox", "--as", "mira-castellane")

    assert "note-final.md: approval wanted" in mine.out
    assert "Nothing waits for Mira Castellane (mira-castellane)." in hers.out
    assert "1 waiting for others: assent inbox --all" in hers.out


def test_who_is_logged_in_need_not_say_who_acts(call, here, waiting) -> None:
    hold(here, "anders-holm", "editor", accounts=pwd.getpwuid(os.getuid()).pw_name)

    shown = call("review", waiting["packet"])
    said = call("decide", waiting["packet"], "approve", "--reason", "Clear.")

    assert f"assent decide {waiting['packet']} approve --reason '…'" in shown.out
    assert "identity  os-account" in said.out


def test_a_finished_command_is_one_that_works(call, here, waiting) -> None:
    with Runner.open(here) as runner:
        (one,) = runner.inbox()
        made = proposals(one, Place(), runner.organisation, None)
        (seat,) = free_seats(one, runner.organisation)

    words = made[0].command.replace("…", "Clear.").replace("'", "").split()[1:]

    assert seat.sentence == "Anders Holm (anders-holm) as editor"
    assert call(*words).code == 0


def test_what_was_decided_and_not_resumed_is_not_forgotten(call, waiting) -> None:
    call("decide", waiting["packet"], "approve", "--reason", "Clear.", "--as", "anders-holm")

    said = call("inbox", "--all")

    assert f"{waiting['run']}: it was decided and can go on" in said.out
    assert f"assent resume {waiting['run']}" in said.out


def test_a_closed_gate_shows_its_decisions_and_offers_none(call, waiting) -> None:
    call("decide", waiting["packet"], "reject", "--reason", "Not this year.", "--as", "anders-holm")

    said = call("review", waiting["packet"])

    assert "Anders Holm as editor: reject, " in said.out
    assert "This gate takes no more decisions: rejected." in said.out
    assert "assent decide" not in said.out.partition("# Where it stands now")[2]


def test_a_rejected_run_ends_with_its_own_exit_code(call, waiting) -> None:
    decided = ("decide", waiting["packet"], "reject", "--reason", "No.", "--as", "anders-holm")

    said = call(*decided, "--resume")

    assert said.code == 4
    assert "status     rejected" in said.out
    assert call("resume", waiting["run"]).code == 4
