"""What the YAML may say: every key, its short forms, and the plain answer to a value that cannot be read."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from backlog_cli import model, terms
from backlog_cli.dates.values import Moment, Period
from backlog_cli.keys import JOB_KEYS, SHORT_FORMS, block_kinds
from backlog_cli.model import Closing, FileBlock, Job, LogEntry, Next, Settings, Shift
from backlog_cli.terms import Channel, LoanProduct, MovedDate, Policy, Precision, TalkKind, Topic
from tests.wording import DID_YOU_MEAN

BARE: dict[str, Any] = {"job": "HC-1041", "buyers": ["Chidi Okafor"], "sold_date": "2026-07-18", "stage": "framing"}

# The data dictionary, key by key.
DICTIONARY = {
    "BacklogFile": "version settings away local_items conflicts jobs",
    "Settings": "agent cadence_days worst_days reply_days firm_stage buffer_days pace days_off amendments "
    "check_in_days stages lead_days dates tracking_since git",
    "StageRow": "name days max_days say quiet",
    "AwayEntry": "from to cover buyers_told autoreply_set",
    "LocalItem": "title kind used",
    "LocalUse": "job date",
    "Job": " ".join(JOB_KEYS),
    "Buyer": "name phone email role",
    "Hold": "what since until",
    "Permit": "submitted issued number",
    "Closing": "contract internal told closed_date place time shifts",
    "Shift": "what from to known_date told_date told_how cause_kind cause ours owned_date together plan_b change written_date "
    "amendment_date by",
    "NeededBy": "date reason firm",
    "Lender": "name officer phone product status preapproved_date applied_date approved_date lock_expires lock_kind "
    "credit_docs_date appraisal papers",
    "Appraisal": "ordered done ok",
    "Paper": "what due done",
    "Deposit": "kind amount due paid by",
    "Selection": "item stage needed_date lead_days order_by decide_by decided status",
    "ChangeRequest": "what asked answer_by cost_told status by",
    "Contingency": "kind listed_date expires released_date notice_until status note",
    "EscalationClause": "cap told",
    "Realtor": "name phone wants_updates",
    "Contact": "channel when avoid time_zone local language response cadence_days worst_days",
    "Response": "days urgent_channel agreed_date",
    "BoughtFor": "text used_date",
    "HotButton": "text stage",
    "LogEntry": "at with how kind topic text said outcome mood photos video local_item minutes written_date "
    "reply_owed private by next",
    "Next": "what date agreed done",
    "Promise": "text by to made due needs done status cause_kind noted_by",
    "Issue": "id text wants side severity opened owner tried due reassured_date special_effort status noted_by",
    "Question": "ask of asked answered answer by",
    "Conflict": "key kept other at by from settled",
    "Appointment": "at minutes what where with purpose confirmed by",
    "Pin": "level reason until",
    "Snooze": "until reason",
    "Care": "done survey testimonial referral event warranty_items",
    "Survey": "expected score",
    "Referral": "asked names",
    "Event": "what date",
    "Cancellation": "date reason refund lesson door check_back done",
    **{kind.__name__: " ".join(kind._fields) for kind in block_kinds().values()},
}


def every_part() -> list[type[FileBlock]]:
    parts = [part for part in FileBlock.__subclasses__() if not issubclass(Job, part)]
    return sorted([*parts, Job], key=lambda part: part.__name__)


def a_job(**said: object) -> Job:
    return Job.model_validate({**BARE, **said})


def refused(**said: object) -> str:
    """The sentences with which a job that says this is refused."""
    with pytest.raises(ValidationError) as caught:
        a_job(**said)
    return "\n".join(error["msg"] for error in caught.value.errors())


# Keys and their descriptions


@pytest.mark.parametrize("part", every_part(), ids=lambda part: part.__name__)
def test_every_block_knows_exactly_the_keys_of_the_data_dictionary(part: type[FileBlock]) -> None:
    assert list(part.blocks()) == DICTIONARY[part.__name__].split()


@pytest.mark.parametrize("part", every_part(), ids=lambda part: part.__name__)
def test_an_attribute_bears_the_name_of_its_key(part: type[FileBlock]) -> None:
    assert {name: field.alias for name, field in part.model_fields.items() if field.alias} == {
        f"{key}_": key for key in part.blocks() if key in {"from", "with"}
    }


@pytest.mark.parametrize("part", every_part(), ids=lambda part: part.__name__)
def test_every_field_has_a_hover_text_of_whole_sentences(part: type[FileBlock]) -> None:
    for name, field in part.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
        assert "`" not in field.description, name


def test_no_key_is_a_word_that_yaml_takes_for_a_yes_or_a_no() -> None:
    keys = {key for part in every_part() for key in part.blocks()}
    assert not keys & {"on", "off", "yes", "no", "y", "n", "true", "false"}


def test_an_example_of_a_block_can_be_read_by_that_block() -> None:
    import yaml

    for part in every_part():
        if part.example and part not in (Job, Settings):
            (typed,) = yaml.load(part.example, Loader=yaml.BaseLoader).values()
            blocks = typed if isinstance(typed, list) else [typed]
            assert [part.model_validate(block).model_fields_set for block in blocks] != [set()], part


# Short forms


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"buyers": "Chidi Okafor"}, {"buyers": [{"name": "Chidi Okafor"}]}),
        ({"buyers": ["A Day", "B Day"]}, {"buyers": [{"name": "A Day"}, {"name": "B Day"}]}),
        ({"buyers": {"name": "A Day", "phone": "+15550100"}}, {"buyers": [{"name": "A Day", "phone": "+15550100"}]}),
        (
            {"closing": "2027-03-19"},
            {"closing": {"contract": "2027-03-19", "internal": "2027-03-19", "told": "2027-03-19"}},
        ),
        ({"contact": "text"}, {"contact": {"channel": "text"}}),
        ({"lender": "Birchline"}, {"lender": {"name": "Birchline"}}),
        ({"hold": "weather"}, {"hold": {"what": "weather"}}),
        ({"escalation": "Priya Dole"}, {"escalation": {"name": "Priya Dole"}}),
        ({"pin": "red"}, {"pin": {"level": "red"}}),
        ({"snooze": "2026-12-01"}, {"snooze": {"until": "2026-12-01"}}),
        ({"realtor": "Sol Whitaker"}, {"realtor": {"name": "Sol Whitaker"}}),
        ({"needed_by": "2026-12-31"}, {"needed_by": {"date": "2026-12-31"}}),
        ({"care": {"survey": "2026-11-30"}}, {"care": {"survey": {"expected": "2026-11-30"}}}),
        ({"care": {"event": "housewarming"}}, {"care": {"event": {"what": "housewarming"}}}),
        ({"care": {"done": "day-2"}}, {"care": {"done": ["day-2"]}}),
        ({"care": {"done": ["2", "month-6"]}}, {"care": {"done": ["day-2", "day-180"]}}),
        ({"lender": {"appraisal": "2026-10-20"}}, {"lender": {"appraisal": {"done": "2026-10-20"}}}),
        ({"lender": {"papers": "pay stubs"}}, {"lender": {"papers": [{"what": "pay stubs"}]}}),
        ({"escalation_clause": "true"}, {"escalation_clause": {"cap": None}}),
        ({"bought_for": "the creek"}, {"bought_for": [{"text": "the creek"}]}),
        ({"bought_for": ["the creek", {"text": "the school"}]}, {"bought_for": [{"text": "the creek"}, {"text": "the school"}]}),
        ({"hot_buttons": "the pool"}, {"hot_buttons": [{"text": "the pool"}]}),
        ({"promises": "photos"}, {"promises": [{"text": "photos"}]}),
        ({"issues": ["leak"]}, {"issues": [{"text": "leak"}]}),
        ({"questions": ["which wall"]}, {"questions": [{"ask": "which wall"}]}),
        ({"selections": "cabinets"}, {"selections": [{"item": "cabinets"}]}),
        ({"change_requests": "sink"}, {"change_requests": [{"what": "sink"}]}),
        ({"contingencies": "home-to-sell"}, {"contingencies": [{"kind": "home-to-sell"}]}),
        ({"log": {"at": "2026-11-19"}}, {"log": [{"at": "2026-11-19"}]}),
        ({"log": "2026-11-19 called her"}, {"log": [{"at": "2026-11-19", "how": "phone", "text": "called her"}]}),
        ({"log": ["called her"]}, {"log": [{"how": "phone", "text": "called her"}]}),
        ({"log": [{"with": "A Day"}]}, {"log": [{"with": ["A Day"]}]}),
        ({"log": [{"topic": "rate"}]}, {"log": [{"topic": ["rate"]}]}),
        ({"log": [{"next": "call her"}]}, {"log": [{"next": {"what": "call her"}}]}),
        ({"log": [{"next": "none"}]}, {"log": [{"next": {"what": "none"}}]}),
        ({"contact": {"avoid": "text"}}, {"contact": {"avoid": ["text"]}}),
        ({"interests": "bass fishing"}, {"interests": ["bass fishing"]}),
        ({"expectations": "cost"}, {"expectations": ["cost"]}),
        ({"closing": {"shifts": {"to": "2027-01-15"}}}, {"closing": {"shifts": [{"to": "2027-01-15"}]}}),
        # What is empty says nothing.
        ({"lender": None}, {}),
        ({"lender": {}}, {}),
        ({"lot": ""}, {"lot": None}),
        ({"closing": {"shifts": None}}, {"closing": {"shifts": []}}),
        ({"log": None, "interests": None, "stages": None}, {}),
        ({"escalation_clause": "false"}, {"escalation_clause": None}),
        ({"stages": {"framing": None}}, {"stages": {}}),
    ],
)
def test_a_short_form_means_what_its_long_form_means(short: dict[str, object], long: dict[str, object]) -> None:
    assert a_job(**short) == a_job(**long)


@pytest.mark.parametrize("part", [part for part in every_part() if part.short_form], ids=lambda part: part.__name__)
def test_the_editor_widens_a_short_form_to_keys_that_the_block_knows(part: type[FileBlock]) -> None:
    assert set(SHORT_FORMS[part.short_form]) <= set(part.blocks())


def test_every_short_form_that_can_be_widened_is_read() -> None:
    assert {part.short_form for part in every_part()} - {""} == set(SHORT_FORMS) - {"escalation_clause"}


@pytest.mark.parametrize("said", ["true", "True", "yes", True])
def test_an_escalation_clause_can_be_just_there(said: object) -> None:
    assert a_job(escalation_clause=said).escalation_clause == model.EscalationClause()


@pytest.mark.parametrize("said", ["false", "no", False, None, ""])
def test_an_escalation_clause_can_be_denied(said: object) -> None:
    assert a_job(escalation_clause=said).escalation_clause is None


@pytest.mark.parametrize(
    ("said", "is_none"),
    [
        ("none", True),
        ("None", True),
        ("none - they want a rest", True),
        ("none: parted as friends", True),
        ("none of the windows came, ask Hal", False),
        ("nonesuch", False),
        ("call", False),
    ],
)
def test_next_none_is_an_agreed_nothing(said: str, is_none: bool) -> None:
    assert Next.model_validate(said).is_none is is_none


def test_an_amendment_written_as_empty_is_told_from_one_left_out() -> None:
    written = Shift.model_validate({"to": "2027-01-15", "amendment_date": None})
    left_out = Shift.model_validate({"to": "2027-01-15"})
    assert "amendment_date" in written.model_fields_set
    assert "amendment_date" not in left_out.model_fields_set
    assert written.amendment_date is left_out.amendment_date is None


def test_a_shift_that_does_not_say_what_it_moves_moves_the_closing() -> None:
    assert [Shift.model_validate({"what": said}).what for said in (None, "", "orientation")] == [
        MovedDate.CLOSING,
        MovedDate.CLOSING,
        MovedDate.ORIENTATION,
    ]
    assert Shift().what is MovedDate.CLOSING


def test_what_is_left_out_is_none_or_empty() -> None:
    job = a_job()
    required = {"job", "buyers", "sold_date", "stage"}
    assert {value for name, value in job if name not in required and not isinstance(value, dict)} == {None, ()}
    assert job.stages == {}


def test_an_empty_entry_keeps_its_place_in_the_list() -> None:
    log = a_job(log=[None, {"at": "2026-11-19"}, {}]).log
    assert [entry.at is not None for entry in log] == [False, True, False]


def test_a_job_can_be_built_from_real_values() -> None:
    job = Job(
        job="1",
        buyers=(model.Buyer(name="A Day"),),
        sold_date=date(2026, 7, 18),
        stage="framing",
        price=400_000,
        orientation_date=Moment(date(2026, 12, 1), "10:00"),
        closing=Closing(
            told=Period("2027-03", date(2027, 3, 1), date(2027, 3, 31), Precision.MONTH), shifts=(Shift(from_=date(2026, 1, 2)),)
        ),
        log=(LogEntry(at=Moment(date(2026, 7, 19)), with_=("A Day",), how=Channel.PHONE, private=True),),
    )
    assert job.closing is not None
    assert job.closing.shifts[0].from_ == date(2026, 1, 2)
    assert job.log[0].with_ == ("A Day",)
    assert job.price == 400_000


# Text stays text


@pytest.mark.parametrize(
    "typed", ["012", "1_000", "12:30", "0x1F", "4.10", "+15550100", "No", "On", "Null", "~", "=", "[lot 5]", "{x}"]
)
def test_text_is_what_was_typed(typed: str) -> None:
    job = a_job(lot=typed, buyers=[{"name": typed, "phone": typed}], interests=[typed])
    assert (job.lot, job.buyers[0].name, job.buyers[0].phone, job.interests) == (typed, typed, typed, (typed,))


@pytest.mark.parametrize("typed", [" a ", "a\n", "\n a\n\n", "a\r\n"])
def test_the_outer_blanks_of_a_text_say_nothing(typed: str) -> None:
    job = a_job(lot=typed, buyers=[{"name": typed}], interests=[typed], notes=[typed])
    assert (job.lot, job.buyers[0].name, job.interests, job.notes) == ("a", "a", ("a",), ("a",))


@pytest.mark.parametrize("number", ["HC-1041", "1041", "012", "No", "12/3", "ü-1", "1 b"])
def test_a_job_number_is_text(number: str) -> None:
    assert a_job(job=number).job == number


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("-1041", 'cannot begin with "-"'),
        ("  ", "the job number is empty"),
        ("", "the job number is empty"),
        (None, "the job number is empty"),
        ("10\t41", "invisible character"),
        ("10\x1b[31m", "invisible character"),
        ("10\u202e41", "invisible character"),
        ("10\n41", "invisible character"),
        (" 1041", "begins or ends with a blank"),
        (["1041"], "a list found where plain text is meant"),
        ({"a": "b"}, "a group of keys found where plain text is meant"),
    ],
)
def test_a_job_number_that_cannot_be_typed_is_refused(number: object, why: str) -> None:
    assert why in refused(job=number)


# Days, moments, told periods


@pytest.mark.parametrize("typed", ["2026-06-01", "2026-6-1", " 2026-06-01 ", date(2026, 6, 1)])
def test_a_day_has_one_meaning(typed: object) -> None:
    assert a_job(start_date=typed).start_date == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0", "is a number, not a date"),
        ("86400", "is a number, not a date"),
        ("1764028800", "is a number, not a date"),
        ("20261120", "write 2026-11-20"),
        ("2026-02-30", "there's no Feb 30"),
        ("2026-13-01", f"{DID_YOU_MEAN} 2026-01-13?"),
        ("13/14/26", "there is no day 13/14/26"),
        ("June 1st", "has no year"),
        ("26-06-01", "two-digit year"),
        ("0206-06-01", "outside 2000 to 2100"),
        ("9999-06-01", "outside 2000 to 2100"),
        (date(1999, 12, 31), "years run from 2000 to 2100"),
        ("2026-06-01 10:00", "time of day"),
        ("soon", "not a date"),
        (["2026-06-01"], "a list found where one day is meant"),
        ({"a": "b"}, "a group of keys found where one day is meant"),
        (True, "found where one day is meant"),
        (20261120, "found where one day is meant"),
        (datetime(2026, 6, 1, 10, 0), "found where one day is meant"),
    ],
)
def test_what_is_no_day_is_refused_with_the_way_to_write_it(typed: object, why: str) -> None:
    sentence = refused(start_date=typed)
    assert why in sentence
    assert " - " in sentence


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("2026-12-01", None),
        ("2026-12-01 10:00", "10:00"),
        ("2026-12-01T9:05", "09:05"),
        (date(2026, 12, 1), None),
        (datetime(2026, 12, 1, 10), "10:00"),
    ],
)
def test_a_moment_is_a_day_with_or_without_its_time(typed: object, clock: str | None) -> None:
    for key in ("precon_date", "predrywall_date", "qa_date", "orientation_date"):
        assert getattr(a_job(**{key: typed}), key) == Moment(date(2026, 12, 1), clock)
    assert LogEntry.model_validate({"at": typed}).at == Moment(date(2026, 12, 1), clock)


@pytest.mark.parametrize(
    ("typed", "precision", "end"),
    [
        ("2026-12-11", Precision.DAY, date(2026, 12, 11)),
        ("2027-W12", Precision.WEEK, date(2027, 3, 28)),
        ("2027-03", Precision.MONTH, date(2027, 3, 31)),
        ("2027-Q2", Precision.QUARTER, date(2027, 6, 30)),
        (date(2026, 12, 11), Precision.DAY, date(2026, 12, 11)),
    ],
)
def test_a_told_date_says_its_own_precision(typed: object, precision: Precision, end: date) -> None:
    told = Closing.model_validate({"told": typed}).told
    assert told is not None
    assert (told.precision, told.end) == (precision, end)


def test_a_closing_in_one_date_has_to_be_a_day() -> None:
    assert "write the day, or closing: {told: 2027-03}" in refused(closing="2027-03")
    assert "there's no Feb 30" in refused(closing="2027-02-30")


def test_a_closing_with_a_wrong_date_is_refused_once() -> None:
    assert len(refused(closing="2027-02-30").splitlines()) == 1


@pytest.mark.parametrize(("typed", "clock"), [("9:05", "09:05"), ("17:30", "17:30"), ("", None)])
def test_a_closing_time_is_a_time_of_day(typed: str, clock: str | None) -> None:
    assert Closing.model_validate({"time": typed}).time == clock


def test_a_closing_time_in_other_words_is_refused() -> None:
    assert "24 hours" in refused(closing={"time": "17pm"})


# Numbers, money, yes and no


@pytest.mark.parametrize(
    ("typed", "dollars"),
    [
        ("8000", 8000),
        ("8,000", 8000),
        ("$8,000", 8000),
        ("$ 8000.00", 8000),
        (8000, 8000),
        ("8k", 8000),
        ("8.5k", 8500),
        ("$8.5K", 8500),
        ("1.2m", 1_200_000),
        ("450 thousand", 450_000),
        ("8000 dollars", 8000),
        ("USD 8,000", 8000),
        ("$400k", 400_000),
        ("TBD", None),
        ("0", 0),
        ("", None),
    ],
)
def test_money_is_whole_dollars(typed: object, dollars: int | None) -> None:
    assert a_job(price=typed).price == dollars


@pytest.mark.parametrize(
    "typed",
    ["8kk", "8.1234k", "8000.50", "1,20", "-5", "8 000", "1_00", "٣", "1e5", "12345678901", True, ["1"], {"a": "b"}, 1.5],
)
def test_what_is_no_amount_is_refused(typed: object) -> None:
    assert refused(price=typed)


@pytest.mark.parametrize("typed", ["7 days", "1_00", "3.5", "-1", "true", "", "0"])
def test_a_cadence_is_a_number_of_days(typed: str) -> None:
    if typed == "":
        assert a_job(contact={"cadence_days": typed}).contact == model.Contact()
        return
    assert "write" in refused(contact={"cadence_days": typed})


@pytest.mark.parametrize(
    ("typed", "flag"),
    [
        ("true", True),
        ("FALSE", False),
        ("yes", True),
        ("No", False),
        (True, True),
        (None, None),
        ("", None),
        ("y", True),
        ("X", True),
        ("N", False),
        ("not yet", False),
        ("on", True),
        ("TBD", None),
    ],
)
def test_yes_and_no_are_understood(typed: object, flag: bool | None) -> None:
    assert LogEntry.model_validate({"private": typed}).private is flag


@pytest.mark.parametrize("typed", ["1", "maybe", "sure", 1, 0, ["true"]])
def test_other_words_are_neither_yes_nor_no(typed: object) -> None:
    assert "write true or false" in refused(needed_by={"firm": typed})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026-11-01", date(2026, 11, 1)), ("yes", True), ("false", False), (None, None)],
)
def test_what_was_done_may_be_a_day_or_a_yes(typed: object, meant: object) -> None:
    assert a_job(insurance_bound=typed).insurance_bound == meant


@pytest.mark.parametrize(
    ("typed", "why"), [("soon", "write it as 2026-07-18, or true"), ("2026-13-01", f"{DID_YOU_MEAN} 2026-01-13?"), ([], None)]
)
def test_what_was_done_is_not_said_in_other_words(typed: object, why: str | None) -> None:
    if why is None:
        assert a_job(utilities_moved=typed).utilities_moved is None
        return
    assert why in refused(utilities_moved=typed)


def test_a_number_with_too_many_digits_is_called_too_large() -> None:
    assert '"99999999999" is too large a number' in refused(buffer_days="99999999999")


@pytest.mark.parametrize(
    ("typed", "meant"), [("$1,200", 1200), ("1200", 1200), ("2026-11-01", date(2026, 11, 1)), ("yes", True), ("", None)]
)
def test_a_told_cost_is_an_amount_a_day_or_a_yes(typed: str, meant: object) -> None:
    assert a_job(change_requests={"what": "sink", "cost_told": typed}).change_requests[0].cost_told == meant


@pytest.mark.parametrize("typed", ["1.2", "1", 1.2, "0.8"])
def test_a_pace_is_a_factor(typed: object) -> None:
    assert Settings.model_validate({"pace": typed}).pace == float(str(typed))


@pytest.mark.parametrize("typed", ["fast", "1,2", "0", "0.05", "11", "nan", "inf", "1e1", "-1"])
def test_a_pace_that_cannot_be_right_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"pace": typed})


@pytest.mark.parametrize("typed", ["11", "95", "9/5", "11/10"])
def test_a_survey_score_is_out_of_ten(typed: str) -> None:
    assert "such as" in refused(care={"survey": {"score": typed}})


@pytest.mark.parametrize("typed", ["day two", "week-2", "-2", "day-", "2026-01-01"])
def test_a_check_in_is_named_by_its_day(typed: str) -> None:
    assert "write day-2" in refused(care={"done": [typed]})


# Closed vocabularies


@pytest.mark.parametrize(
    "words",
    [
        words
        for words in vars(terms).values()
        if isinstance(words, type) and issubclass(words, StrEnum) and words not in (StrEnum, terms.GitUse)
    ],  # `git: off` says what it says
    ids=lambda words: words.__name__,
)
def test_a_vocabulary_holds_words_that_yaml_reads_as_text(words: type[StrEnum]) -> None:
    assert all(word.value not in {"on", "off", "yes", "no", "null"} for word in words)


@pytest.mark.parametrize("typed", ["group-text", "Group Text", "group_text", "GROUP-TEXT", Channel.GROUP_TEXT])
def test_a_word_of_a_vocabulary_forgives_case_and_hyphens(typed: str) -> None:
    assert LogEntry.model_validate({"how": typed}).how is Channel.GROUP_TEXT


def test_words_become_the_terms_of_the_trade() -> None:
    entry = LogEntry.model_validate({"kind": "bad-news", "topic": ["rate", "money"]})
    assert entry.kind is TalkKind.BAD_NEWS
    assert entry.topic == (Topic.RATE, Topic.MONEY)
    lender = a_job(lender={"product": "conv-30"}).lender
    assert lender is not None
    assert lender.product is LoanProduct.CONV_30


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"personality": "drivr"}, '"drivr" is not a personality - try driver, '),
        ({"log": [{"how": "fone"}]}, "try phone, "),
        ({"log": [{"mood": "meh"}]}, '"meh" is not a mood - try '),
        ({"closing": {"shifts": [{"cause_kind": "wether"}]}}, "try weather, "),
        ({"pin": "green"}, "try red or amber"),
        ({"origin": ["spec"]}, "a list is not an origin"),
        ({"stage": "framming"}, 'there\'s no stage "framming" - try framing, '),
        ({"stage": "gazebo"}, 'there\'s no stage "gazebo" - try '),
        ({"buyers": []}, "no buyer is named"),
        ({"buyers": None}, "no buyer is named"),
        ({"buyers": [{"name": ""}]}, "the name is empty"),
        ({"lender": ["Birchline"]}, "write it as lender: {name: Birchline"),
        ({"permit": "soon"}, "write it as permit: {submitted: 2026-08-03"),
        ({"log": [["called her"]]}, "write it as log: [{at: 2026-11-19"),
        ({"stages": "framing"}, "write it as stages: {framing: 2026-11-12}"),
        ({"stages": {"framing": "x"}}, '"x" is not a date'),
        ({"address": {"street": "x"}}, "in quotes if it holds : or [ or {"),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_one_that_is(said: dict[str, object], answer: str) -> None:
    assert answer in refused(**said)


@pytest.mark.parametrize("typed", ["Dry In", "dry_in", "DRY-IN"])
def test_a_stage_forgives_case_and_hyphens(typed: str) -> None:
    assert a_job(stage=typed).stage == "dry-in"
    assert a_job(stages={typed: "2026-11-02"}).stages == {"dry-in": date(2026, 11, 2)}


def test_stages_are_those_of_the_settings() -> None:
    own = Settings.model_validate({"stages": ["slab", {"name": "Block", "days": "9"}]})
    assert own.stage_names() == ("slab", "Block", "closed", "cancelled")
    job = Job.model_validate({**BARE, "stage": "block"}, context={"stages": own.stage_names()})
    assert job.stage == "Block"
    with pytest.raises(ValidationError, match="there's no stage"):
        Job.model_validate({**BARE, "stage": "framing"}, context={"stages": own.stage_names()})


# The settings as a policy


def test_settings_left_out_are_the_defaults() -> None:
    assert Settings().policy() == Policy()
    assert Settings.model_validate({}).stage_names()[-2:] == ("closed", "cancelled")


def test_settings_become_the_policy() -> None:
    policy = Settings.model_validate(
        {
            "agent": "Renata Vance", "cadence_days": "5", "worst_days": "10", "reply_days": "0", "firm_stage": "trim",
            "buffer_days": "14", "pace": "1.2", "days_off": ["2026-12-24"], "amendments": "true", "check_in_days": ["3", "day-9"],
            "lead_days": {"windows": "42"},
        }
    ).policy()  # fmt: skip
    assert policy == Policy(
        agent="Renata Vance", cadence_days=5, worst_days=10, reply_days=0, firm_stage="trim", buffer_days=14, pace=1.2,
        days_off=(date(2026, 12, 24),), amendments=True, check_in_days=(3, 9), lead_days=(("windows", 42),),
    )  # fmt: skip


def test_no_check_ins_is_a_choice_too() -> None:
    assert Settings.model_validate({"check_in_days": []}).policy().check_in_days == ()
    assert Settings.model_validate({"check_in_days": None}).policy().check_in_days == Policy().check_in_days


def test_a_row_of_ones_own_stages_takes_what_it_leaves_out_from_the_usual_stage_of_that_name() -> None:
    slab = {"name": "slab", "days": "10", "max_days": "12", "say": "Concrete.", "quiet": "yes"}
    table = Settings.model_validate({"stages": ["permitting", {"name": "framing", "days": "30"}, slab]}).policy().stages
    assert [(row.name, row.days, row.max_days, row.quiet) for row in table] == [
        ("permitting", 35, 60, True),
        ("framing", 30, 45, False),
        ("slab", 10, 12, True),
        ("closed", 365, 365, False),
    ]
    assert table[0].say
    assert table[2].say == "Concrete."


# Whatever is typed

_SCALARS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        ["2026-11-19", "2026-13-45", "true", "none", "{x}", "day-2", "framing", "phone", "1,200", "-", "\x00", "²", "०"]
    ),
)
_TREES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6
)


@st.composite
def _odd_jobs(draw: st.DrawFn) -> dict[str, object]:
    keys = draw(st.lists(st.sampled_from(list(Job.blocks())), max_size=6, unique=True))
    said: dict[str, object] = dict(BARE)
    for key in keys:
        block = Job.blocks()[key]
        inner = st.dictionaries(st.sampled_from(list(block.blocks())), _TREES, max_size=4) if block else _TREES
        said[key] = draw(st.one_of(_TREES, inner, st.lists(inner, max_size=2)))
    return said


@settings(max_examples=150, deadline=None)
@given(_odd_jobs())
def test_whatever_is_typed_is_read_or_answered_in_our_own_words(said: dict[str, object]) -> None:
    try:
        job = Job.model_validate(said)
    except ValidationError as error:
        assert {problem["type"] for problem in error.errors()} <= {"refused", "missing"}
    else:
        assert job == Job.model_validate(said)
