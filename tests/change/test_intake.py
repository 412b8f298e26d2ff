"""What code finds in a change request before anybody speaks of it."""

from zoneinfo import ZoneInfo

from assent.change import examine, raised
from assent.records import ChangeRequest, Register, Weight

KNOWN = Register(governed=True, exists=True, signs=("criticality",))
WHOLE = ChangeRequest(
    record="ticketing",
    asks="Set the on-call group to tram-night",
    requester="Hana",
    reason="A new rota.",
    impact="none",
    window="2026-12-01T18:00Z/2026-12-01T18:30Z",
    raised="2026-11-24T09:00:00Z",
    plan="One line.",
    rollback="Set it back.",
    rollback_by="the platform team",
    validation="Read the record.",
    communication="The rota.",
    contacts="Hana",
)


def examined(register: Register = KNOWN, **changes):
    request = WHOLE.model_copy(update=changes)
    return examine(request, register, zones=ZoneInfo, home="Europe/London", notice_hours=72)


def codes(examination, weight: Weight) -> list[str]:
    return [r.code for r in examination.remarks if r.weight is weight]


def test_a_whole_request_proceeds_without_a_remark() -> None:
    assert examined().remarks == ()


def test_a_record_that_does_not_exist_goes_back() -> None:
    unknown = Register(governed=True, exists=False)

    assert codes(examined(unknown), Weight.sends_back) == ["record-unknown"]


def test_a_change_with_no_governed_target_proceeds_and_says_nothing_is_written() -> None:
    examination = examined(Register(governed=False))

    assert examination.sent_back == ()
    assert "target-ungoverned" in codes(examination, Weight.shown)


def test_two_changes_in_one_are_told_apart() -> None:
    examination = examined(
        asks="Add reviewer-3 to production, and set criticality to high", window=WHOLE.window
    )

    assert examination.asks == ("Add reviewer-3 to production", "set criticality to high")
    assert "changes-several" in codes(examination, Weight.shown)
    assert codes(examination, Weight.raises) == ["criticality-touched"]


def test_an_and_inside_one_change_is_no_second_change() -> None:
    assert len(examined(asks="Set the name to Bus and Ferry").asks) == 1


def test_short_notice_raises_the_tier() -> None:
    examination = examined(raised="2026-12-01T15:00:00Z")

    assert codes(examination, Weight.raises) == ["notice-short"]
    assert "3 hours; 72" in examination.high[0].message


def test_no_rollback_raises_the_tier_and_on_a_critical_record_goes_back() -> None:
    critical = Register(governed=True, exists=True, critical=True)

    assert codes(examined(rollback="N/A"), Weight.raises) == ["rollback-missing"]
    assert codes(examined(critical, rollback="n/a (supplier)"), Weight.sends_back) == [
        "rollback-missing"
    ]


def test_a_rollback_that_only_others_may_run_raises_the_tier() -> None:
    examination = examined(rollback="AMI restore, needs a platform approver", rollback_by="")

    assert codes(examination, Weight.raises) == ["rollback-nobody"]


def test_a_request_that_asks_nothing_goes_back() -> None:
    assert "change-missing" in codes(examined(asks=""), Weight.sends_back)


def test_what_is_not_said_is_listed_in_one_remark() -> None:
    (remark,) = [r for r in examined(contacts="", plan="").remarks if r.code == "fields-missing"]

    assert "its steps" in remark.message
    assert "whom to call" in remark.message


def test_rules_raise_a_tier_and_never_lower_it() -> None:
    short = examined(raised="2026-12-01T15:00:00Z")

    assert raised("low", short.remarks)[0] == "high"
    assert raised("high", examined().remarks)[0] == "high"
    assert raised("low", examined().remarks) == ("low", ())
