"""What the agent's YAML may say: one model for each block of the file, with the short forms she may type instead."""

from __future__ import annotations

import re
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from backlog_cli.dates.file_dates import MONTH_FIRST, file_clock, file_date, file_moment, file_period, leading_moment
from backlog_cli.dates.values import FIRST_YEAR, LAST_YEAR, Moment, Period
from backlog_cli.keys import JOB_KEYS, OWN_PREFIX, SHORT_FORMS, Blocks, Key, block_kinds, declarations
from backlog_cli.terms import (
    CANCELLED,
    CLOSED,
    DEFAULT_STAGES,
    BuyerRole,
    CancelReason,
    CauseKind,
    Channel,
    ContingencyKind,
    ContingencyStatus,
    DateOrder,
    Deadline,
    DepositKind,
    Door,
    Expectation,
    GitUse,
    HoldCause,
    IssueStatus,
    Level,
    LoanProduct,
    LoanStatus,
    LockKind,
    Mood,
    MovedDate,
    Origin,
    Outcome,
    Party,
    Personality,
    Policy,
    PromiseStatus,
    QuestionTarget,
    RequestStatus,
    SelectionStatus,
    Severity,
    Side,
    Stage,
    TalkKind,
    Testimonial,
    Topic,
    and_list,
    is_no_value,
    nearest_words,
    stage_of,
    word_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FILE_VERSION = 1

# ---------------------------------------------------------------------------------------------------------------------
# From what was typed to what it means. Every scalar of the file arrives as text (or None); commands and tests may pass
# the real thing. Each converter takes one meaning only, and says in plain words what it wanted when it got another.


def conversion_error(sentence: str) -> PydanticCustomError:
    """Return the error a converter raises: `sentence` reaches the agent word for word, braces and all."""
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def quote_value(value: object) -> str:
    """Return what was found, short enough to be in a sentence."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    text = " ".join(str(value).split())
    return f'"{text}"' if len(text) <= 40 else f'"{text[:37]}..."'


def _advice(word: object, known: Iterable[str]) -> str:
    """The words most like one that is not among those that are known: three at the most."""
    words = list(known)
    near = nearest_words(word, words) if isinstance(word, str) else words
    return f"try {and_list(near, 'or')}" if len(near) == len(words) else f"try {', '.join(near)} ..."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "framing"?`, or nothing when no known word is near."""
    near = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def _is_blank(value: object) -> bool:
    """Whether nothing is there: no value, blank text or a word that says so (`TBD`), or an empty list or block."""
    return value is None or (
        is_no_value(value) if isinstance(value, str) else isinstance(value, list | tuple | dict) and not value
    )


def _scalar_text(value: object, wanted: str) -> str:
    """`value` as one scalar's text without outer blanks."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return str(value)
    raise conversion_error(f"{quote_value(value)} found where {wanted} is meant")


def _text(value: object) -> str | None:
    """`value` as text without outer blanks: a line break that a text of several lines gains or loses says nothing."""
    if isinstance(value, str):
        return None if is_no_value(value) else value.strip()
    if _is_blank(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list | tuple | dict):
        raise conversion_error(
            f"{quote_value(value)} found where plain text is meant - write it on one line, in quotes if it holds : or [ or {{"
        )
    raise conversion_error(f"{quote_value(value)} found where plain text is meant")


def _next_text(value: object) -> str | None:
    """A step's words; `none` is a word here: that nothing was agreed."""
    return str(value).strip() if _is_none_word(value) else _text(value)


def _is_none_word(value: object) -> bool:
    return isinstance(value, str) and value.strip().casefold() == "none"


def _name(value: object) -> str:
    text = _text(value)
    if text is None:
        raise conversion_error("the name is empty - write it out, such as name: Chidi Okafor")
    return text


def _job_number(value: object) -> str:
    text = value if isinstance(value, str) else _text(value)
    if text is None or _is_blank(text):
        raise conversion_error("the job number is empty - give the home its number, such as job: HC-1041")
    if text.startswith("-"):
        raise conversion_error(
            'a job number cannot begin with "-" (commands would take it for an option) - put a letter or a digit first'
        )
    if any(not mark.isprintable() for mark in text):
        raise conversion_error(
            "the job number holds a line break, a tab or another invisible character - type it again on one line"
        )
    if text != text.strip():
        raise conversion_error("the job number begins or ends with a blank - take the blank out of the quotes")
    return text


def _check_year(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise conversion_error(
            f"the year {day.year:04} cannot be right - years run from {FIRST_YEAR} to {LAST_YEAR}, as in 2026-07-18"
        )
    return day


def _order(info: ValidationInfo | None) -> str:
    """What comes first in `3/12/26`, as the file's settings have it, passed as context."""
    context = info.context if info is not None else None
    order: str = context.get("dates", MONTH_FIRST) if isinstance(context, dict) else MONTH_FIRST
    return order


def _day(value: object, info: ValidationInfo | None) -> date | None:
    if isinstance(value, str):
        try:
            return file_date(value, _order(info))
        except ValueError as error:
            if is_no_value(value):
                return None
            raise conversion_error(str(error)) from None
    if _is_blank(value):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return _check_year(value)
    raise conversion_error(f"{quote_value(value)} found where one day is meant - write it as 2026-07-18")


def _needed_day(value: object, info: ValidationInfo | None) -> date:
    day = _day(value, info)
    if day is None:
        raise conversion_error("the date is empty - write it as 2026-07-18")
    return day


def _moment(value: object, info: ValidationInfo | None) -> Moment | None:
    if isinstance(value, Moment):
        return value
    if _is_blank(value):
        return None
    if isinstance(value, datetime):
        return Moment(_check_year(value.date()), f"{value:%H:%M}")
    if isinstance(value, date):
        return Moment(_check_year(value))
    if isinstance(value, str):
        try:
            return file_moment(value, _order(info))
        except ValueError as error:
            raise conversion_error(str(error)) from None
    raise conversion_error(f"{quote_value(value)} found where a day is meant - write it as 2026-12-01 or 2026-12-01 10:00")


def _period(value: object, info: ValidationInfo | None) -> Period | None:
    if isinstance(value, Period):
        return value
    if _is_blank(value):
        return None
    if isinstance(value, str | date):
        try:
            return file_period(value if isinstance(value, str) else value.isoformat(), _order(info))
        except ValueError as error:
            raise conversion_error(str(error)) from None
    raise conversion_error(
        f"{quote_value(value)} found where a told date is meant - write 2026-12-11, 2027-W12, 2027-03 or 2027-Q2"
    )


def _clock(value: object) -> str | None:
    if _is_blank(value):
        return None
    try:
        return file_clock(_scalar_text(value, "a time of day"))
    except PydanticCustomError:
        raise
    except ValueError as error:
        raise conversion_error(str(error)) from None


def _whole(text: str) -> int | None:
    """Plain digits, thousands marked by commas or underlines or not; None when it is anything else.

    Zeros in front count for nothing, as for an editor, to which `007` is a 7.
    """
    if re.fullmatch(r"0*[0-9]{1,9}|[0-9]{1,3}([,_][0-9]{3}){1,2}", text):
        return int(text.replace(",", "").replace("_", ""))
    return None


def _without_zeros(text: str) -> str:
    """`7.0`, as spreadsheets write a whole number, without what is behind its point."""
    return re.sub(r"\.0+$", "", text)


def _count(value: object) -> int | None:
    if _is_blank(value):
        return None
    text = _scalar_text(value, "a number")
    number = _whole(_without_zeros(text))
    if number is None:
        why = "is too large a number" if re.fullmatch(r"[0-9,]{10,}", text) else "is not a whole number"
        raise conversion_error(f"{quote_value(value)} {why} - write a few digits only, such as 7")
    return number


def _span(value: object) -> int | None:
    days = _count(value)
    if days is not None and not 1 <= days <= 3650:
        raise conversion_error(f"{days} days cannot be right - write a number from 1 to 3650, such as 7")
    return days


def _score(value: object) -> int | None:
    score = _count(re.sub(r" ?(/|out of) ?10$", "", value) if isinstance(value, str) else value)
    if score is not None and score > 10:
        raise conversion_error(f"a survey score of {score} cannot be right - write it out of 10, such as 8")
    return score


def _dollars(value: object) -> int | None:
    if _is_blank(value):
        return None
    text = _scalar_text(value, "an amount")
    bare = re.sub(r"(?i)^(usd|us\$|\$)|(usd|dollars|\$)$", "", text).strip()
    number = _whole(re.sub(r"\.0*$", "", bare))
    number = _thousands(bare) if number is None else number
    if number is None:
        raise conversion_error(f"{quote_value(value)} is not an amount in whole dollars - write 8000, 8,000, $8,000 or 8.5k")
    return number


def _thousands(text: str) -> int | None:
    """`8.5k` and `1.2m` in whole dollars; None when it is anything else."""
    found = re.fullmatch(r"(?i)([0-9]{1,4})(?:\.([0-9]{1,6}))? ?(k|m|mil|thousand|million)", text)
    if found is None:
        return None
    size, part = (3 if found[3].lower() in ("k", "thousand") else 6), found[2] or ""
    return int(found[1] + part.ljust(size, "0")) if len(part) <= size else None


def _pace(value: object) -> float | None:
    if _is_blank(value):
        return None
    text = _scalar_text(value, "a number")
    if not re.fullmatch(r"0*[0-9]{1,2}(\.[0-9]*)?|\.[0-9]+", text):
        raise conversion_error(
            f"{quote_value(value)} is not a pace - write a number such as 1.2 (1.0 is the usual speed, 1.5 half as slow again)"
        )
    pace = float(text)
    if not 0.1 <= pace <= 10:
        raise conversion_error(f"a pace of {text} cannot be right - write a number from 0.1 to 10, such as 1.2")
    return pace


FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "x", "on", "yep", "done", "\u2713", "\u2714"), True),
    **dict.fromkeys(("false", "no", "n", "off", "nope", "not yet"), False),
}


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if _is_blank(value):
        return None
    if isinstance(value, str):
        flag = FLAGS.get(value.strip().casefold())
        if flag is not None:
            return flag
    raise conversion_error(f"{quote_value(value)} is neither yes nor no - write true or false")


def _day_or_flag(value: object, info: ValidationInfo | None) -> date | bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in FLAGS:
        return FLAGS[value.strip().casefold()]
    if isinstance(value, str) and not is_no_value(value) and not re.search("[0-9]", value):
        raise conversion_error(f"{quote_value(value)} is neither a day nor a yes or no - write it as 2026-07-18, or true")
    return _day(value, info)


def _told_cost(value: object, info: ValidationInfo | None) -> date | bool | int | None:
    if isinstance(value, str) and value.strip().casefold() not in FLAGS and not _is_date(value, info):
        return _dollars(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _dollars(value)
    return _day_or_flag(value, info)


def _is_date(text: str, info: ValidationInfo | None) -> bool:
    try:
        file_date(text, _order(info))
    except ValueError:
        return "-" in text or "/" in text
    return True


def _vocabulary_converter(what: str, words: type[StrEnum], only: tuple[str, ...] = ()) -> Callable[[object], Any]:
    """A converter that takes the words of one closed vocabulary, and what agents type for them; case and hyphens forgiven."""
    usual = {word.value: word for word in words if not only or word.value in only}

    def choice(value: object) -> StrEnum | None:
        if isinstance(value, str):
            found = usual.get(value) or word_of(words, value)
            if found is not None and found.value in usual:
                return found
        if _is_blank(value):
            return None
        article = "an" if what[0] in "aeio" else "a"
        raise conversion_error(f"{quote_value(value)} is not {article} {what} - {_advice(value, usual)}")

    return choice


_CONVERT_GIT = _vocabulary_converter("use of git", GitUse)


def _git_use(value: object) -> GitUse | None:
    """`git: no` and `git: yes` say it as well."""
    flag = value if isinstance(value, bool) else FLAGS.get(value.strip().casefold()) if isinstance(value, str) else None
    found: GitUse | None = _CONVERT_GIT(value) if flag is None else GitUse.COMMIT if flag else GitUse.OFF
    return found


def _as_list(value: object) -> object:
    """A single thing where a list is meant is a list of one; nothing is an empty list."""
    if isinstance(value, list | tuple):
        return value
    return () if _is_blank(value) else (value,)


def _topic(value: object) -> str | None:
    """A topic that has clocks and counts, or any other word as typed."""
    text = _text(value)
    return None if text is None else word_of(Topic, text) or text


def _drop_blanks(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """The items of a list without the blank ones."""
    return tuple(item for item in items if item is not None) if None in items else items


def _check_in_day(value: object) -> int | None:
    """`day-30`, `30` or `month-6` as a number of days after closing."""
    if _is_blank(value):
        return None
    text = _without_zeros(_scalar_text(value, "a check-in day").casefold())
    found = re.fullmatch(r"(?:(day|month)[-_ ]?)?0*([0-9]{1,4})", text)
    if found is None:
        raise conversion_error(f"{quote_value(value)} is not a check-in day - write day-2, day-30 or month-6")
    return int(found[2]) * (30 if found[1] == "month" else 1)


def _stage_names(info: ValidationInfo) -> tuple[str, ...] | None:
    """The stages of the file's settings, passed as context; None when they cannot be read, and then any name will do."""
    names: tuple[str, ...] | None = info.context.get("stages") if isinstance(info.context, dict) else _DEFAULT_NAMES
    return names


def _stage_word(value: object, info: ValidationInfo) -> str | None:
    """A stage's name as the settings spell it; any other text as typed (the loader warns of it)."""
    text = _text(value)
    if text is None:
        return None
    names = _stage_names(info) or ()
    return stage_of(text, names) or text


def _stage(value: object, info: ValidationInfo) -> str | None:
    text = _stage_word(value, info)
    names = _stage_names(info)
    if text is not None and names is not None and text not in names:
        raise conversion_error(f"there's no stage {quote_value(text)} - {_advice(text, names)}")
    return text


def _table_converter(example: str) -> Callable[[object], object]:
    """A check that a value is a small table of the agent's own keys; rows without a value are left out."""

    def table(value: object) -> object:
        if _is_blank(value):
            return {}
        if not isinstance(value, dict):
            raise conversion_error(f"{quote_value(value)} found where a small table is meant - write it as {example}")
        return {key: typed for key, typed in value.items() if not _is_blank(typed)}

    return table


def _normalize_stage_keys(entered: dict[str, date], info: ValidationInfo) -> dict[str, date]:
    return {_stage_word(key, info) or key: day for key, day in entered.items()}


def _require_buyer(value: object) -> object:
    if _is_blank(value):
        raise conversion_error("no buyer is named - write who bought the home, such as buyers: [Chidi Okafor, Amara Okafor]")
    return value


# ---------------------------------------------------------------------------------------------------------------------
# The kinds of value.

T = TypeVar("T")
PAST = "past"  # marks a day on which something was done; every other day of the file looks ahead


class ValueKind(StrEnum):
    """What a value is, for the schema that editors read; its converter says the same in code."""

    TEXT = "text"
    NAME = "name"
    JOB_NUMBER = "job_number"
    DAY = "day"
    NEEDED_DAY = "needed_day"
    MOMENT = "moment"
    PERIOD = "period"
    CLOCK = "clock"
    COUNT = "count"
    SPAN = "span"
    SCORE = "score"
    DOLLARS = "dollars"
    PACE = "pace"
    FLAG = "flag"
    DAY_OR_FLAG = "day_or_flag"
    TOLD_COST = "told_cost"
    CHECK_IN = "check_in"
    STAGE = "stage"
    GIT = "git"
    TOPIC = "topic"


class WordKind(NamedTuple):
    """A value that is one of the words of a closed list, or one of some of them."""

    words: type[StrEnum]
    only: tuple[str, ...] = ()


Many = Annotated[tuple[T, ...], BeforeValidator(_as_list)]  # blocks: an empty one keeps its place in the list
Items = Annotated[tuple[T, ...], BeforeValidator(_as_list), AfterValidator(_drop_blanks)]  # values: an empty one is passed over

Text = Annotated[str | None, PlainValidator(_text), ValueKind.TEXT]
NextText = Annotated[str | None, PlainValidator(_next_text), ValueKind.TEXT]
Texts = Items[Annotated[str, PlainValidator(_text), ValueKind.TEXT]]
Name = Annotated[str, PlainValidator(_name), ValueKind.NAME]
JobNumber = Annotated[str, PlainValidator(_job_number), ValueKind.JOB_NUMBER]
Day = Annotated[date | None, PlainValidator(_day), ValueKind.DAY]
PastDay = Annotated[Day, PAST]
NeededDay = Annotated[date, PlainValidator(_needed_day), ValueKind.NEEDED_DAY]
Days = Items[Annotated[date, PlainValidator(_day), ValueKind.DAY]]
DayAndTime = Annotated[Moment | None, PlainValidator(_moment), ValueKind.MOMENT]
ToldPeriod = Annotated[Period | None, PlainValidator(_period), ValueKind.PERIOD]
Clock = Annotated[str | None, PlainValidator(_clock), ValueKind.CLOCK]
Count = Annotated[int | None, PlainValidator(_count), ValueKind.COUNT]
NeededCount = Annotated[int, PlainValidator(_count), ValueKind.COUNT]
Span = Annotated[int | None, PlainValidator(_span), ValueKind.SPAN]
Score = Annotated[int | None, PlainValidator(_score), ValueKind.SCORE]
Dollars = Annotated[int | None, PlainValidator(_dollars), ValueKind.DOLLARS]
Pace = Annotated[float | None, PlainValidator(_pace), ValueKind.PACE]
Flag = Annotated[bool | None, PlainValidator(_flag), ValueKind.FLAG]
DayOrFlag = Annotated[date | bool | None, PlainValidator(_day_or_flag), ValueKind.DAY_OR_FLAG]
PastDayOrFlag = Annotated[DayOrFlag, PAST]
ToldCost = Annotated[date | bool | int | None, PlainValidator(_told_cost), ValueKind.TOLD_COST]
CheckIns = Items[Annotated[int, PlainValidator(_check_in_day), ValueKind.CHECK_IN]]
StageName = Annotated[str | None, PlainValidator(_stage), ValueKind.STAGE]
StageWord = Annotated[str | None, PlainValidator(_stage_word), ValueKind.TEXT]
StageDays = Annotated[
    dict[str, NeededDay],
    BeforeValidator(_table_converter("stages: {framing: 2026-11-12}")),
    AfterValidator(_normalize_stage_keys),
]
LeadDays = Annotated[dict[str, NeededCount], BeforeValidator(_table_converter("lead_days: {windows: 42}"))]

_PINS = (Level.RED.value, Level.AMBER.value)
ChannelField = Annotated[Channel | None, PlainValidator(_vocabulary_converter("way to reach people", Channel)), WordKind(Channel)]
KindField = Annotated[
    TalkKind | None, PlainValidator(_vocabulary_converter("kind of conversation", TalkKind)), WordKind(TalkKind)
]
OutcomeField = Annotated[Outcome | None, PlainValidator(_vocabulary_converter("outcome", Outcome)), WordKind(Outcome)]
MoodField = Annotated[Mood | None, PlainValidator(_vocabulary_converter("mood", Mood)), WordKind(Mood)]
Topics = Items[Annotated[str, PlainValidator(_topic), ValueKind.TOPIC]]
CauseField = Annotated[CauseKind | None, PlainValidator(_vocabulary_converter("kind of cause", CauseKind)), WordKind(CauseKind)]
PartyField = Annotated[Party | None, PlainValidator(_vocabulary_converter("party that promises", Party)), WordKind(Party)]
AskedField = Annotated[
    QuestionTarget | None, PlainValidator(_vocabulary_converter("person to ask", QuestionTarget)), WordKind(QuestionTarget)
]
SeverityField = Annotated[Severity | None, PlainValidator(_vocabulary_converter("severity", Severity)), WordKind(Severity)]
RoleField = Annotated[BuyerRole | None, PlainValidator(_vocabulary_converter("role of a buyer", BuyerRole)), WordKind(BuyerRole)]
OriginField = Annotated[Origin | None, PlainValidator(_vocabulary_converter("origin of a home", Origin)), WordKind(Origin)]
HoldCauseField = Annotated[
    HoldCause | None, PlainValidator(_vocabulary_converter("reason to wait", HoldCause)), WordKind(HoldCause)
]
DeadlineField = Annotated[
    Deadline | None, PlainValidator(_vocabulary_converter("reason for a needed-by day", Deadline)), WordKind(Deadline)
]
LoanProductField = Annotated[
    LoanProduct | None, PlainValidator(_vocabulary_converter("loan product", LoanProduct)), WordKind(LoanProduct)
]
LoanStatusField = Annotated[
    LoanStatus | None, PlainValidator(_vocabulary_converter("loan status", LoanStatus)), WordKind(LoanStatus)
]
LockKindField = Annotated[
    LockKind | None, PlainValidator(_vocabulary_converter("kind of rate lock", LockKind)), WordKind(LockKind)
]
DepositKindField = Annotated[
    DepositKind | None, PlainValidator(_vocabulary_converter("kind of deposit", DepositKind)), WordKind(DepositKind)
]
SelectionStatusField = Annotated[
    SelectionStatus | None,
    PlainValidator(_vocabulary_converter("status of a selection", SelectionStatus)),
    WordKind(SelectionStatus),
]
RequestStatusField = Annotated[
    RequestStatus | None,
    PlainValidator(_vocabulary_converter("status of a change request", RequestStatus)),
    WordKind(RequestStatus),
]
ContingencyKindField = Annotated[
    ContingencyKind | None,
    PlainValidator(_vocabulary_converter("kind of contingency", ContingencyKind)),
    WordKind(ContingencyKind),
]
ContingencyStatusField = Annotated[
    ContingencyStatus | None,
    PlainValidator(_vocabulary_converter("status of a contingency", ContingencyStatus)),
    WordKind(ContingencyStatus),
]
Expectations = Items[
    Annotated[Expectation, PlainValidator(_vocabulary_converter("expectation", Expectation)), WordKind(Expectation)]
]
PersonalityField = Annotated[
    Personality | None, PlainValidator(_vocabulary_converter("personality", Personality)), WordKind(Personality)
]
PromiseStatusField = Annotated[
    PromiseStatus | None, PlainValidator(_vocabulary_converter("status of a promise", PromiseStatus)), WordKind(PromiseStatus)
]
SideField = Annotated[Side | None, PlainValidator(_vocabulary_converter("side of an issue", Side)), WordKind(Side)]
IssueStatusField = Annotated[
    IssueStatus | None, PlainValidator(_vocabulary_converter("status of an issue", IssueStatus)), WordKind(IssueStatus)
]
PinField = Annotated[Level | None, PlainValidator(_vocabulary_converter("pin", Level, _PINS)), WordKind(Level, _PINS)]
TestimonialField = Annotated[
    Testimonial | None, PlainValidator(_vocabulary_converter("state of a testimonial", Testimonial)), WordKind(Testimonial)
]
CancelReasonField = Annotated[
    CancelReason | None,
    PlainValidator(_vocabulary_converter("reason for a cancellation", CancelReason)),
    WordKind(CancelReason),
]
DateOrderField = Annotated[
    DateOrder | None, PlainValidator(_vocabulary_converter("order of a date", DateOrder)), WordKind(DateOrder)
]
GitField = Annotated[GitUse | None, PlainValidator(_git_use), ValueKind.GIT]
DoorField = Annotated[Door | None, PlainValidator(_vocabulary_converter("state of the door", Door)), WordKind(Door)]


def _moved_date(value: object) -> MovedDate:
    found: MovedDate | None = _CONVERT_MOVED(value)
    return found or MovedDate.CLOSING


_CONVERT_MOVED = _vocabulary_converter("date that moves", MovedDate)
MovedField = Annotated[MovedDate, PlainValidator(_moved_date), WordKind(MovedDate)]

# ---------------------------------------------------------------------------------------------------------------------
# The blocks of the file, from the small to the whole.


class FileBlock(BaseModel):
    """One block of the file. Keys left out are None or empty; unknown keys are passed over (the loader tells of them)."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True, defer_build=True)

    short_form: ClassVar[str] = ""  # the key in SHORT_FORMS under which one scalar may stand for the whole block
    example: ClassVar[str] = ""  # how the block looks on one line

    @model_validator(mode="before")
    @classmethod
    def _opened(cls, data: object, info: ValidationInfo) -> object:
        if isinstance(data, cls):
            return data
        if isinstance(data, dict):
            # An empty block says nothing, as if it had been left out; an empty value may say something (amendment_date).
            blocks = _block_keys(cls)
            silent = [key for key, value in data.items() if value == {} or (key in blocks and _is_silent(key, value))]
            return {key: value for key, value in data.items() if key not in silent} if silent else data
        if _is_blank(data) and not (cls.short_form == "next" and _is_none_word(data)):
            return {}
        if isinstance(data, list | tuple):
            raise conversion_error(f"a list found where one block of keys is meant - write it as {cls.example}")
        return cls._from_scalar(data, info)

    @classmethod
    def blocks(cls) -> dict[str, type[FileBlock] | None]:
        """Every key this block knows, as the file spells it, with the kind of block that is under it (None for a value)."""
        return {field.alias or name: _block_type_in(field.annotation) for name, field in cls.model_fields.items()}

    @classmethod
    def declared(cls) -> list[tuple[str, Any, str]]:
        """Return every key as the file spells it, with the kind of its value and what documents say of it."""
        return [
            (field.alias or name, _whole_kind(field.annotation, field.metadata), field.description or "")
            for name, field in cls.model_fields.items()
        ]

    @classmethod
    def is_past(cls, key: str) -> bool:
        """Return whether `key`, as the file spells it, holds a day on which something was done."""
        return any(PAST in field.metadata for name, field in cls.model_fields.items() if key in (name, field.alias))

    @classmethod
    def _from_scalar(cls, data: object, info: ValidationInfo) -> dict[str, object]:  # noqa: ARG003 - dates ask for it
        """The long form of a short form (`lender: Birchline`)."""
        keys = SHORT_FORMS.get(cls.short_form, ())
        if not keys:
            raise conversion_error(f"{quote_value(data)} found where a block of keys is meant - write it as {cls.example}")
        return dict.fromkeys(keys, data)


def _whole_kind(annotation: Any, metadata: Iterable[Any]) -> Any:
    """The annotation of a field with all that reads and checks its value."""
    parts = (annotation, *metadata)
    return Annotated[parts] if len(parts) > 1 else annotation


def read_value(kind: Any, value: object, *, stages: Iterable[str] | None = None, dates: str = MONTH_FIRST) -> Any:
    """Return what `value`, as the file would hold it, means as a value of that kind. Raise ValueError with a plain sentence.

    `dates` (a DateOrder) says what comes first in `3/12/26`.
    """
    names = _DEFAULT_NAMES if stages is None else tuple(stages)
    try:
        return _adapter(kind).validate_python(value, context={"stages": names, "dates": dates})
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"]) from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """What reads values of a kind; made once, since a spreadsheet has many of one kind."""
    return TypeAdapter(kind)


@cache
def _block_keys(kind: type[FileBlock]) -> frozenset[str]:
    """The keys under which there is another block."""
    return frozenset(key for key, block in kind.blocks().items() if block is not None)


def _is_silent(key: str, value: object) -> bool:
    """Whether a word that says nothing stands where a block is meant; `next: none` says something."""
    return isinstance(value, str) and is_no_value(value) and not (key == "next" and _is_none_word(value))


def _block_type_in(annotation: object) -> type[FileBlock] | None:
    """The kind of block inside `Lender | None` or `tuple[Shift, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, FileBlock):
        return annotation
    return next(filter(None, map(_block_type_in, get_args(annotation))), None)


class Buyer(FileBlock):
    """One of the people who bought the home (001-1a)."""

    short_form: ClassVar[str] = "buyers"
    example: ClassVar[str] = "buyers: [{name: Chidi Okafor, phone: 555-0177}]"

    name: Name = Field(description="The buyer's full name, as you would write it on an envelope: Chidi Okafor.")
    phone: Text = Field(None, description="The number to call or text, exactly as you dial it.")
    email: Text = Field(None, description="The buyer's email address.")
    role: RoleField = Field(None, description="buyer, co-buyer or decision-maker (who has the last word).")


class Hold(FileBlock):
    """Why a home waits, and since when."""

    short_form: ClassVar[str] = "hold"
    example: ClassVar[str] = "hold: {what: weather, since: 2026-11-16}"

    what: HoldCauseField = Field(None, description="What the home is waiting for: weather, permit, buyer or other.")
    since: PastDay = Field(None, description="The day the hold began. Days on hold don't count against the stage.")
    until: Day = Field(None, description="The day the hold ended or will end.")


class Permit(FileBlock):
    """The building permit."""

    example: ClassVar[str] = "permit: {submitted: 2026-08-03, issued: 2026-09-14}"

    submitted: PastDay = Field(None, description="The day the drawings went to the town.")
    issued: PastDay = Field(None, description="The day the permit was granted.")
    number: Text = Field(None, description="The permit's number, as printed on it.")


class Shift(FileBlock):
    """One date that moved: when you knew, when you told, why, and the plan (000-7, 001-3)."""

    example: ClassVar[str] = "shifts: [{from: 2026-12-11, to: 2027-01-15, known_date: 2026-11-21, cause_kind: inspection}]"

    what: MovedField = Field(
        MovedDate.CLOSING, description="Which date moved: closing (when left out), orientation, precon or start."
    )
    from_: Day = Field(None, alias="from", description="The date before it moved.")
    to: Day = Field(None, description="The date it moved to.")
    known_date: PastDay = Field(None, description="The day you found out. From that day on the buyers need to be told.")
    told_date: PastDay = Field(None, description="The day the buyers were told. Empty means: not yet.")
    told_how: ChannelField = Field(None, description="How they were told: phone, in-person, video, text ...")
    cause_kind: CauseField = Field(
        None, description="The kind of cause, for your own count: weather, permit, inspection, material, labor ..."
    )
    cause: Text = Field(None, description="The cause in words the buyers may hear: windows came two weeks late.")
    ours: Flag = Field(None, description="true when it was our mistake and we say so.")
    owned_date: PastDay = Field(None, description="The day we told the buyers it was our mistake.")
    together: Text = Field(None, description="How you'll get through it together: a walk of the house every week.")
    plan_b: Text = Field(None, description="What happens if it moves again: a month-to-month lease.")
    change: Text = Field(None, description="What you'll do differently from now on.")
    written_date: PastDay = Field(None, description="The day it was put in writing.")
    amendment_date: PastDay = Field(
        None, description="The day the contract amendment was signed. Written down but empty: one is needed and not signed yet."
    )
    by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Closing(FileBlock):
    """The four closing dates: in the contract, in our own forecast, as told, and the real one (002-4)."""

    short_form: ClassVar[str] = "closing"
    example: ClassVar[str] = "closing: {contract: 2027-03-19, internal: 2027-03-12, told: 2027-03}"

    contract: Day = Field(None, description="The closing day in the contract.")
    internal: Day = Field(None, description="The day the builder is really working toward. Buyers never see it.")
    told: ToldPeriod = Field(
        None,
        description="What you told the buyers, no more exact than you said it: 2026-12-11, 2027-W12, 2027-03 or 2027-Q2.",
    )
    closed_date: PastDay = Field(None, description="The day it closed.")
    place: Text = Field(None, description="Where the papers are signed.")
    time: Clock = Field(None, description='The time of the signing, in quotes: "10:30".')
    shifts: Many[Shift] = Field((), description="Every time a date moved, oldest first. Only add to it.")

    @classmethod
    def _from_scalar(cls, data: object, info: ValidationInfo) -> dict[str, object]:
        try:
            day = _day(data, info)
        except PydanticCustomError as error:
            try:
                told = _period(data, info)
            except PydanticCustomError:
                raise error from None
            raise conversion_error(
                f"one date alone is the contract, the forecast and what was told, so it has to be a day, not {told}"
                f" - write the day, or closing: {{told: {told}}}"
            ) from None
        return super()._from_scalar(day, info)


class NeededBy(FileBlock):
    """The day the buyers' own life needs the home (002-6)."""

    short_form: ClassVar[str] = "needed_by"
    example: ClassVar[str] = "needed_by: {date: 2026-12-31, reason: lease, firm: true}"

    date: Day = Field(None, description="The day they must be in.")
    reason: DeadlineField = Field(None, description="Why: lease, school, sale, job, birth or other.")
    firm: Flag = Field(None, description="true when that day can't move.")


class Appraisal(FileBlock):
    """The lender's appraisal of the home."""

    short_form: ClassVar[str] = "appraisal"
    example: ClassVar[str] = "appraisal: {ordered: 2026-10-01, done: 2026-10-20, ok: true}"

    ordered: PastDay = Field(None, description="The day it was ordered.")
    done: PastDayOrFlag = Field(None, description="The day it came in, or true.")
    ok: Flag = Field(None, description="true when the value covers the price.")


class Paper(FileBlock):
    """One paper the lender waits for."""

    short_form: ClassVar[str] = "papers"
    example: ClassVar[str] = "papers: [{what: pay stubs, due: 2026-12-01}]"

    what: Text = Field(None, description="Which paper: two pay stubs.")
    due: Day = Field(None, description="The day the lender needs it.")
    done: PastDayOrFlag = Field(None, description="The day the lender got it, or true.")


class Lender(FileBlock):
    """The loan behind the sale (001-1d, 000-3)."""

    short_form: ClassVar[str] = "lender"
    example: ClassVar[str] = "lender: {name: Birchline, product: fha, status: applied}"

    name: Text = Field(None, description="The lender's name.")
    officer: Text = Field(None, description="The loan officer.")
    phone: Text = Field(None, description="The loan officer's number.")
    product: LoanProductField = Field(None, description="The loan: conv-30, conv-15, fha, va, usda, arm, cash or other.")
    status: LoanStatusField = Field(
        None,
        description="How far it is: none, pre-approved, applied, appraisal, conditional, ctc (clear to close), "
        "cd-acknowledged, funded; n/a for cash.",
    )
    preapproved_date: PastDay = Field(None, description="The day of the pre-approval.")
    applied_date: PastDay = Field(None, description="The day they applied for the loan.")
    approved_date: PastDay = Field(None, description="The day of the approval.")
    lock_expires: Day = Field(None, description="The last day of the rate lock.")
    lock_kind: LockKindField = Field(None, description="The lock: short, extended or float-down.")
    credit_docs_date: PastDay = Field(None, description="The date on the credit papers; they are good for four months.")
    appraisal: Appraisal | None = Field(None, description="The lender's appraisal: ordered, done, ok.")
    papers: Many[Paper] = Field((), description="Papers the lender is waiting for.")


class Deposit(FileBlock):
    """Money the buyers pay before closing (001-1b)."""

    example: ClassVar[str] = "deposits: [{kind: options, amount: 11400, due: 2026-11-24}]"

    kind: DepositKindField = Field(None, description="earnest, second, options or change.")
    amount: Dollars = Field(None, description="Whole dollars: 8000.")
    due: Day = Field(None, description="The day it is due.")
    paid: PastDayOrFlag = Field(None, description="The day it was paid, or true. Empty means: not yet.")
    by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Selection(FileBlock):
    """A choice the buyers have to make, and by when (002-5)."""

    short_form: ClassVar[str] = "selections"
    example: ClassVar[str] = "selections: [{item: cabinets, decide_by: 2026-12-09, status: open}]"

    item: Text = Field(None, description="What they have to choose: cabinets.")
    stage: StageWord = Field(None, description="The stage that needs it on site: trim.")
    needed_date: Day = Field(None, description="The day it is needed on site.")
    lead_days: Count = Field(None, description="Days from order to delivery.")
    order_by: Day = Field(None, description="The last day to order it.")
    decide_by: Day = Field(None, description="The last day for the buyers to choose.")
    decided: PastDay = Field(None, description="The day they decided.")
    status: SelectionStatusField = Field(None, description="open, appointment, decided, late or changed.")


class ChangeRequest(FileBlock):
    """A change the buyers asked for after signing."""

    short_form: ClassVar[str] = "change_requests"
    example: ClassVar[str] = "change_requests: [{what: second sink, asked: 2026-11-02, answer_by: 2026-11-20}]"

    what: Text = Field(None, description="What they would like changed.")
    asked: PastDay = Field(None, description="The day they asked.")
    answer_by: Day = Field(None, description="The day the answer is due.")
    cost_told: ToldCost = Field(None, description="The price they were told, the day they were told it, or true.")
    status: RequestStatusField = Field(None, description="open, answered or declined.")
    by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Contingency(FileBlock):
    """Something that can still undo the sale (001-1d)."""

    short_form: ClassVar[str] = "contingencies"
    example: ClassVar[str] = "contingencies: [{kind: home-to-sell, expires: 2026-11-30, status: open}]"

    kind: ContingencyKindField = Field(
        None, description="home-to-sell, home-to-close, financing, appraisal, inspection or hoa-review."
    )
    listed_date: PastDay = Field(None, description="The day their old home went on the market.")
    expires: Day = Field(None, description="The last day of the contingency.")
    released_date: PastDay = Field(None, description="The day it was lifted.")
    notice_until: Day = Field(None, description="The day a kick-out notice runs out.")
    status: ContingencyStatusField = Field(None, description="open, released, waived, expired or kick-out.")
    note: Text = Field(None, description="Where it is now: two showings last week.")


class EscalationClause(FileBlock):
    """The clause that lets the price follow the cost of material (000-9). `escalation_clause: true` is enough."""

    example: ClassVar[str] = "escalation_clause: {cap: 3%, told: 2026-05-30}"

    cap: Text = Field(None, description="The most it may add: 3% or $10,000.")
    told: DayOrFlag = Field(None, description="The day it was explained to the buyers, or true.")


class Realtor(FileBlock):
    """The buyers' agent (001-1d)."""

    short_form: ClassVar[str] = "realtor"
    example: ClassVar[str] = "realtor: {name: Sol Whitaker, wants_updates: true}"

    name: Text = Field(None, description="The Realtor's name.")
    phone: Text = Field(None, description="The Realtor's number.")
    wants_updates: Flag = Field(None, description="true when the Realtor wants to hear each update too.")


class Response(FileBlock):
    """How fast you answer, as agreed with these buyers (003-4)."""

    example: ClassVar[str] = "response: {days: 2, urgent_channel: text, agreed_date: 2026-06-01}"

    days: Count = Field(None, description="Days you have to answer their mail or call.")
    urgent_channel: ChannelField = Field(None, description="How they reach you when it can't wait.")
    agreed_date: PastDay = Field(None, description="The day you agreed on it.")


class Contact(FileBlock):
    """How and when these buyers like to be reached (001-4)."""

    short_form: ClassVar[str] = "contact"
    example: ClassVar[str] = "contact: {channel: phone, when: after 17:00, local: true}"

    channel: ChannelField = Field(None, description="phone, text, group-text, email, video, in-person, portal or mail.")
    when: Text = Field(None, description="When they like to hear from you: evenings, Saturday, before 09:00.")
    avoid: Texts = Field((), description="What they don't want: text.")
    time_zone: Text = Field(None, description="Their time zone when it is not yours: Pacific.")
    local: Flag = Field(None, description="true when they can come by in person.")
    language: Text = Field(None, description="The language they like to speak.")
    response: Response | None = Field(None, description="How fast you agreed to answer.")
    cadence_days: Span = Field(None, description="Days between updates for these buyers, if not the usual.")
    worst_days: Span = Field(None, description="Days without an update before these buyers count as left in silence.")


class BoughtFor(FileBlock):
    """One of the little reasons they bought (001-9a). Private."""

    short_form: ClassVar[str] = "bought_for"
    example: ClassVar[str] = "bought_for: [{text: creek-side yard for a fire pit, used_date: 2026-11-19}]"

    text: Text = Field(None, description="The reason: creek-side yard for a fire pit.")
    used_date: PastDay = Field(None, description="The day you last reminded them of it.")


class HotButton(FileBlock):
    """What makes the family light up, and the stage in which it appears (001-9b). Private."""

    short_form: ClassVar[str] = "hot_buttons"
    example: ClassVar[str] = "hot_buttons: [{text: the pool, stage: finals}]"

    text: Text = Field(None, description="What it is: the pool.")
    stage: StageWord = Field(None, description="The stage when there's something to show.")


class Next(FileBlock):
    """What you agreed to do next (004-12). `next: none` says that nothing was agreed on purpose, and replaces an older step."""

    short_form: ClassVar[str] = "next"
    example: ClassVar[str] = "next: {what: video of second floor, date: 2026-11-26, agreed: true}"

    what: NextText = Field(None, description="The next step: video of second floor. Or none, with a reason if you like.")
    date: Day = Field(None, description="The day of the next step.")
    agreed: Flag = Field(None, description="false when they didn't say yes to it.")
    done: PastDayOrFlag = Field(None, description="The day it was done, or true.")

    @property
    def is_none(self) -> bool:
        """Whether it says that there is no next step: `none`, or `none` with a reason behind it (004-13)."""
        return self.what is not None and bool(re.fullmatch(r"(?is)\s*none\s*([-–:;,.(].*)?", self.what))


_SPOKEN = {
    Channel.PHONE: ("called", "phoned", "rang", "call", "phone"),
    Channel.TEXT: ("texted", "text", "sms"),
    Channel.EMAIL: ("emailed", "e-mailed", "email"),
    Channel.VIDEO: ("facetimed", "zoomed", "facetime", "zoom"),
    Channel.IN_PERSON: ("met", "visited"),
    Channel.MAIL: ("mailed",),
}


def is_dated_key(key: str) -> bool:
    """Return whether a key of a conversation is its day."""
    if not key[:1].isdigit():
        return False
    try:
        file_moment(key)
    except ValueError:
        return False
    return True


def spoken_channel(text: str) -> Channel | None:
    """Return the channel that a text names with its first word: `called about the slab`."""
    word = text.partition(" ")[0].rstrip(":,;.").casefold()
    return next((channel for channel, verbs in _SPOKEN.items() if word in verbs), None)


class LogEntry(FileBlock):
    """One conversation (001-2a)."""

    short_form: ClassVar[str] = "log"
    example: ClassVar[str] = "log: [{at: 2026-11-19, with: [Chidi Okafor], how: phone, text: talked about paint}]"

    at: DayAndTime = Field(None, description="The day, with the time if you like: 2026-11-19 or 2026-11-19 17:30.")
    with_: Texts = Field((), alias="with", description="Who took part, by full name; all buyers when left out.")
    how: ChannelField = Field(None, description="phone, text, group-text, email, video, in-person, portal or mail.")
    kind: KindField = Field(
        None,
        description="update, non-update (nothing new), bad-news, check-in, inbound, attempt, internal, appointment.",
    )
    topic: Topics = Field(
        (),
        description="rate, date, construction, selections, money, contingency, warranty, personal, community, paperwork, "
        "or a word of your own.",
    )
    text: Text = Field(None, description="What was said, in your words.")
    said: Text = Field(None, description="What they said, in their own words.")
    outcome: OutcomeField = Field(None, description="reached, sent, voicemail, no-answer or bounced.")
    mood: MoodField = Field(None, description="How they felt: delighted, happy, neutral, worried or upset.")
    photos: Texts = Field((), description="What the photos show, or where you keep them.")
    video: Text = Field(None, description="The link to the video.")
    local_item: Text = Field(None, description="The local tip you passed on, by its title.")
    minutes: Count = Field(None, description="How long it took, in minutes.")
    written_date: PastDay = Field(None, description="The day you followed it up in writing.")
    reply_owed: Flag = Field(None, description="false when their message needs no answer.")
    private: Flag = Field(None, description="true keeps it out of everything you share.")
    by: Text = Field(None, description="Who had the conversation, if it wasn't you.")
    next: Next | None = Field(None, description="What you agreed to do next, or none.")

    @model_validator(mode="before")
    @classmethod
    def _dated(cls, data: object, info: ValidationInfo) -> object:
        """Take the day, and how it was, from a text that begins with them: `2026-11-20 called about the slab`."""
        if isinstance(data, str):
            data = {} if is_no_value(data) else {"text": data}
        if not isinstance(data, dict) or not _is_blank(data.get("at")):
            return data
        key = next((key for key, value in data.items() if is_dated_key(key) and isinstance(value, str)), None)
        if key is not None:  # `- 2026-11-20: called about the slab`, of which YAML makes a key and a value
            data = {**{name: value for name, value in data.items() if name != key}, "text": f"{key} {data[key]}"}
        if not isinstance(data.get("text"), str):
            return data
        at, text = leading_moment(data["text"], _order(info))
        if at is not None:
            data = {**data, "at": at, "text": text}
        how = spoken_channel(text)
        return {**data, "how": how} if how is not None and _is_blank(data.get("how")) else data


class Promise(FileBlock):
    """Something promised, by you or to you (004-1, 003-3)."""

    short_form: ClassVar[str] = "promises"
    example: ClassVar[str] = "promises: [{text: rough-in photos, by: me, due: 2026-11-20}]"

    text: Text = Field(None, description="What was promised: rough-in photos.")
    by: PartyField = Field(None, description="Who promised: me (when left out), builder, lender or buyer.")
    to: Text = Field(None, description="To whom: buyers.")
    made: PastDay = Field(None, description="The day of the promise.")
    due: Day = Field(None, description="The day it is due.")
    needs: Text = Field(None, description="Who has to come through for it to be kept: Hal Moreno.")
    done: PastDayOrFlag = Field(None, description="The day it was kept, or true.")
    status: PromiseStatusField = Field(None, description="open, kept, late, broken or withdrawn.")
    cause_kind: CauseField = Field(None, description="Why it was late or broken: weather, material, labor ...")
    noted_by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Issue(FileBlock):
    """Something that has to be fixed, and what they want (003-8)."""

    short_form: ClassVar[str] = "issues"
    example: ClassVar[str] = "issues: [{id: 1, text: outlets on wrong wall, wants: moved, owner: Hal Moreno, due: 2026-11-25}]"

    id: Text = Field(None, description="Its number within this home: 1.")
    text: Text = Field(None, description="What is wrong: kitchen outlets on wrong wall.")
    wants: Text = Field(None, description="What they expect: moved before insulation.")
    side: SideField = Field(None, description="Whose concern it is: buyer or builder.")
    severity: SeverityField = Field(None, description="low, medium or high.")
    opened: PastDay = Field(None, description="The day it came up.")
    owner: Text = Field(None, description="Who gets it fixed.")
    tried: Text = Field(None, description="What was tried before it came to you.")
    due: Day = Field(None, description="The day it should be fixed.")
    reassured_date: PastDay = Field(None, description="The day you last told them it's being worked on.")
    special_effort: Flag = Field(None, description="true when it took more than the usual way of working.")
    status: IssueStatusField = Field(None, description="open or resolved.")
    noted_by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Question(FileBlock):
    """One open question, in either direction (004-2, 004-3)."""

    short_form: ClassVar[str] = "questions"
    example: ClassVar[str] = "questions: [{ask: which wall is the thermostat on, of: superintendent, asked: 2026-11-19}]"

    ask: Text = Field(None, description="The question.")
    of: AskedField = Field(None, description="Who can answer: superintendent, lender, design or buyer.")
    asked: PastDay = Field(None, description="The day it was asked.")
    answered: PastDay = Field(None, description="The day the answer came.")
    answer: Text = Field(None, description="The answer.")
    by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Appointment(FileBlock):
    """A meeting with its time and purpose (004-16, 004-17)."""

    example: ClassVar[str] = "appointments: [{at: 2026-12-01 10:00, minutes: 45, what: frame walk, where: on site}]"

    at: DayAndTime = Field(None, description="Day and time: 2026-12-01 10:00.")
    minutes: Count = Field(None, description="How long it takes, in minutes.")
    what: Text = Field(None, description="What it is: frame walk.")
    where: Text = Field(None, description="Where you meet.")
    with_: Texts = Field((), alias="with", description="Who comes.")
    purpose: Text = Field(None, description="What you want to get done.")
    confirmed: DayOrFlag = Field(None, description="true, or the day they said yes.")
    by: Text = Field(None, description="Who noted it, if it wasn't you.")


class Conflict(FileBlock):
    """What two copies of the file said about one thing, until somebody settles it."""

    example: ClassVar[str] = "conflicts: [{key: closing, kept: 2026-12-18, other: 2026-12-11, at: 2026-11-30}]"

    key: Text = Field(None, description="The field, by the name that set takes: closing, lender.lock_expires, promises.2.due.")
    kept: Text = Field(None, description="What stayed in the file.")
    other: Text = Field(None, description="What one of the two copies said instead.")
    at: PastDay = Field(None, description="The day the two copies were brought together.")
    by: Text = Field(None, description="Who wrote that, if it wasn't you.")
    from_: Text = Field(None, alias="from", description="The name of the other copy: backlog 2.yaml.")
    settled: PastDayOrFlag = Field(None, description="The day it was settled, or true.")


class Pin(FileBlock):
    """A colour you set by hand (001-2f)."""

    short_form: ClassVar[str] = "pin"
    example: ClassVar[str] = "pin: {level: red, reason: wedding in March, until: 2026-12-15}"

    level: PinField = Field(None, description="red or amber.")
    reason: Text = Field(None, description="Why it is pinned.")
    until: Day = Field(None, description="The day the pin comes off.")


class Snooze(FileBlock):
    """Out of the focus list until a day; the colour stays."""

    short_form: ClassVar[str] = "snooze"
    example: ClassVar[str] = "snooze: {until: 2026-12-01, reason: on their honeymoon}"

    until: Day = Field(None, description="The day it comes back.")
    reason: Text = Field(None, description="Why it can wait.")


class Survey(FileBlock):
    """The builder's survey after closing (001-10b)."""

    short_form: ClassVar[str] = "survey"
    example: ClassVar[str] = "survey: {expected: 2026-11-30, score: 9}"

    expected: Day = Field(None, description="The day it lands in their inbox.")
    score: Score = Field(None, description="Their score out of 10.")


class Referral(FileBlock):
    """Friends they sent you (001-10c)."""

    example: ClassVar[str] = "referral: {asked: true, names: [Jo Park]}"

    asked: PastDayOrFlag = Field(None, description="true, or the day you asked.")
    names: Texts = Field((), description="The names they gave you.")


class Event(FileBlock):
    """The welcome party or another feast after closing (001-10d)."""

    short_form: ClassVar[str] = "event"
    example: ClassVar[str] = "event: {what: housewarming, date: 2026-12-05}"

    what: Text = Field(None, description="What it is: housewarming.")
    date: Day = Field(None, description="The day.")


class Care(FileBlock):
    """What happens after closing (001-10)."""

    example: ClassVar[str] = "care: {done: [day-2, day-7], survey: {expected: 2026-11-30}}"

    done: CheckIns = Field((), description="Check-ins already made, by their day: day-2, day-7, day-30, month-6.")
    survey: Survey | None = Field(None, description="The builder's survey: expected, score.")
    testimonial: TestimonialField = Field(None, description="not-asked, asked or received.")
    referral: Referral | None = Field(None, description="Whether you asked for friends' names, and the names.")
    event: Event | None = Field(None, description="A party to stop by: what, date.")
    warranty_items: Texts = Field((), description="What the warranty crew still has to fix.")


class Cancellation(FileBlock):
    """A sale that was lost, the lesson and the open door (004-23, 004-24)."""

    example: ClassVar[str] = "cancelled: {date: 2026-09-15, reason: rate, door: open, check_back: 2027-03-01}"

    date: Day = Field(None, description="The day they cancelled.")
    reason: CancelReasonField = Field(
        None, description="rate, income, home-unsold, delay, remorse, better-deal, relocation, lender or other."
    )
    refund: Text = Field(None, description="What they got back: full, half, $4,000.")
    lesson: Text = Field(None, description="What you learned from it.")
    door: DoorField = Field(None, description="open when they may come back, else closed.")
    check_back: Day = Field(None, description="The day to ask how they are.")
    done: PastDayOrFlag = Field(None, description="The day you checked back, or true.")


def _escalation_clause(value: object) -> object:
    """`escalation_clause: true` is the clause with nothing more to say; `false` is not a clause."""
    if isinstance(value, bool) or (isinstance(value, str) and value.strip().casefold() in FLAGS):
        return EscalationClause() if _flag(value) else None
    return None if _is_blank(value) else value


_DECLARED: dict[object, Any] = {str | None: Text, date | None: Day, int | None: Count, bool | None: Flag}


def _field(kind: Any, key: Key) -> tuple[Any, Any]:
    """What Pydantic has to know of one key of `keys.py`: the type and the default."""
    return (PastDay if key.is_past else _DECLARED[kind]), Field(None, description=key.says)


def _part(name: str, key: Key) -> type[FileBlock]:
    """The model of one block of `keys.py`."""
    kind = block_kinds()[name]
    fields: dict[str, Any] = {field: _field(*found) for field, found in declarations(kind).items()}
    part = create_model(kind.__name__, __base__=FileBlock, __doc__=kind.__doc__, __module__=__name__, **fields)
    part.short_form, part.example = (name if name in SHORT_FORMS else ""), key.example
    return part


def _blocks() -> type[FileBlock]:
    """A model of all the blocks of `keys.py`, each under its key."""
    fields: dict[str, Any] = {
        name: (_part(name, key) | None, Field(None, description=key.says)) for name, (_, key) in declarations(Blocks).items()
    }
    return create_model("DeclaredBlocks", __base__=FileBlock, __module__=__name__, **fields)


if TYPE_CHECKING:
    DeclaredBlocks = FileBlock
else:
    DeclaredBlocks = _blocks()


class Job(DeclaredBlocks):
    """One sold home and the people waiting for it (001-0). Only job and buyers have to be there."""

    model_config = ConfigDict(extra="allow")  # her own keys are kept

    example: ClassVar[str] = "{job: HC-1041, buyers: [Chidi Okafor], sold_date: 2026-07-18, stage: framing}"

    _number: str = PrivateAttr("")

    job: JobNumber = Field(description="The job number: HC-1041. Only one open home can have it; an ended sale frees it.")
    buyers: Annotated[Many[Buyer], BeforeValidator(_require_buyer)] = Field(
        description="Who bought the home: a name, a list of names, or each with name, phone, email and role."
    )
    community: Text = Field(None, description="The community: Heron Creek.")
    lot: Text = Field(None, description='The lot, in quotes if it begins with a zero or #: "12".')
    block: Text = Field(None, description="The block.")
    address: Text = Field(None, description="The street address: 118 Heron Creek Ln.")
    plan: Text = Field(None, description="The floor plan: Alder B.")
    elevation: Text = Field(None, description="The elevation.")
    swing: Text = Field(None, description="The garage side: left or right.")
    price: Dollars = Field(None, description="The price in whole dollars. Private.")
    options_total: Dollars = Field(None, description="All options in whole dollars. Private.")
    origin: OriginField = Field(None, description="to-be-built, spec or model.")
    sold_date: PastDay = Field(None, description="The day the buyers signed: 2026-07-18.")
    accepted_date: PastDay = Field(None, description="The day the builder signed.")

    stage: StageName = Field(None, description="Where the home is today, as somebody saw it: framing.")
    stage_since: PastDay = Field(None, description="The day it entered this stage.")
    stage_seen: PastDay = Field(None, description="The day you last looked at it on site.")
    stages: StageDays = Field(
        default_factory=dict, description="The day each stage began: {foundation: 2026-10-19, framing: 2026-11-12}."
    )
    superintendent: Text = Field(None, description="The superintendent building it.")
    cover: Text = Field(None, description="Who looks after these buyers when you are away, if not the usual person.")
    hold: Hold | None = Field(None, description="Why the home is on hold: weather, permit, buyer or other, with since and until.")

    permit: Permit | None = Field(None, description="The building permit: submitted, issued, number.")
    released_date: PastDay = Field(None, description="The day the home was released to start.")
    start_date: Day = Field(None, description="The day work on the lot starts.")
    precon_date: DayAndTime = Field(None, description="The pre-construction meeting: 2026-10-15, or with its time.")
    predrywall_date: DayAndTime = Field(None, description="The walk before drywall: 2026-12-01 10:00.")
    qa_date: DayAndTime = Field(None, description="Our own quality walk.")
    orientation_date: DayAndTime = Field(None, description="The orientation: 2026-12-01 10:00.")

    closing: Closing | None = Field(
        None, description="The closing: one day, or contract, internal, told, closed_date, place, time, shifts."
    )
    title_contact: Text = Field(None, description="The person at the title company.")
    needed_by: NeededBy | None = Field(None, description="The day they need to be in the home: a day, or date, reason, firm.")
    buffer_days: Count = Field(None, description="Days to keep between the forecast and what you tell buyers, for this home.")

    lender: Lender | None = Field(
        None, description="The loan: the lender's name, or name, product, status, lock_expires and more."
    )
    insurance_bound: DayOrFlag = Field(None, description="The day their home insurance was bound, or true.")
    utilities_moved: DayOrFlag = Field(None, description="The day the utilities were put in their name, or true.")

    deposits: Many[Deposit] = Field((), description="Money due before closing: kind, amount, due, paid.")
    selections: Many[Selection] = Field((), description="Choices the buyers have to make: item, decide_by, status.")
    change_requests: Many[ChangeRequest] = Field((), description="Changes they asked for: what, asked, answer_by, status.")
    contingencies: Many[Contingency] = Field((), description="What can still undo the sale: kind, expires, status.")
    escalation_clause: Annotated[EscalationClause | None, BeforeValidator(_escalation_clause)] = Field(
        None, description="true when the price can go up with material costs, or its cap and the day you told them."
    )
    included: Texts = Field((), description="What's included and easy to forget: refrigerator.")
    realtor: Realtor | None = Field(None, description="Their Realtor: the name, or name, phone, wants_updates.")

    contact: Contact | None = Field(
        None, description="How they like to be reached: a channel, or channel, when, avoid, local and more."
    )
    expectations: Expectations = Field(
        (), description="What you talked through up front: cost, delay, contact, escalation, site-visit, changes."
    )

    personality: PersonalityField = Field(None, description="driver, relator, analytic or socializer. Private.")
    interests: Texts = Field((), description="What they love to do: bass fishing. Private.")
    milestones: Texts = Field((), description="Days that matter to them: anniversary in May. Private.")
    bought_for: Many[BoughtFor] = Field((), description="The little reasons they bought. Private.")
    hot_buttons: Many[HotButton] = Field((), description="What makes the family light up, and the stage that shows it. Private.")
    after_closing_work: Texts = Field((), description="Work they plan themselves after closing: garage outlets. Private.")
    worries: Texts = Field((), description="What's worrying them, so you can bring it up first: new job in March. Private.")

    log: Many[LogEntry] = Field((), description="Every conversation, oldest first.")
    promises: Many[Promise] = Field((), description="What was promised, by you or to you.")
    issues: Many[Issue] = Field((), description="Problems that have to be fixed.")
    questions: Many[Question] = Field((), description="Open questions.")
    appointments: Many[Appointment] = Field((), description="Meetings with their time.")
    conflicts: Many[Conflict] = Field((), description="Where two copies of the file disagreed: key, kept, other, at, settled.")

    pin: Pin | None = Field(None, description="A color set by hand: red or amber, with reason and until.")
    snooze: Snooze | None = Field(None, description="Out of the focus list until this day.")
    care: Care | None = Field(None, description="After closing: done, survey, testimonial, referral, event, warranty_items.")
    cancelled: Cancellation | None = Field(
        None, description="The lost sale: date, reason, refund, lesson, door, check_back, done."
    )
    notes: Texts = Field((), description="Anything else, in your own words: one text or a list. Private.")

    @property
    def own(self) -> dict[str, object]:
        """Her own keys, which nobody judges, as the file has them."""
        return {key: value for key, value in (self.model_extra or {}).items() if key.startswith(OWN_PREFIX)}

    @property
    def number_in_file(self) -> str:
        """The job number, where `job` is what tells this home from others of the same number."""
        return self._number or self.job

    def named(self, name: str) -> Job:
        """Return the job under the name that tells it from the other homes of its number."""
        job = self.model_copy(update={"job": name})
        job._number = self.number_in_file
        return job


# In the order of the file, wherever a key was declared.
Job.__pydantic_fields__ = dict(sorted(Job.__pydantic_fields__.items(), key=lambda field: JOB_KEYS.index(field[0])))


class StageRow(FileBlock):
    """One stage of your own table, in building order."""

    example: ClassVar[str] = "stages: [{name: framing, days: 18, max_days: 30, say: Walls and roof go up.}]"

    name: Name = Field(description="The stage's name, as written in each job's stage.")
    days: Count = Field(None, description="How many calendar days it usually takes.")
    max_days: Count = Field(None, description="How many it takes when it goes slowly.")
    say: Text = Field(None, description="What to tell buyers about it: what happens and why it takes time.")
    quiet: Flag = Field(None, description="true when there's little to see and buyers' spirits drop.")

    @classmethod
    def _from_scalar(cls, data: object, info: ValidationInfo) -> dict[str, object]:  # noqa: ARG003 - dates ask for it
        return {"name": data}


class Settings(FileBlock):
    """How you work: the rhythm of updates, the stages, the lead times. Each has a default."""

    example: ClassVar[str] = "settings: {agent: Renata Vance, cadence_days: 7}"

    agent: Text = Field(None, description="Your name.")
    cadence_days: Span = Field(None, description="Days between updates: 7.")
    worst_days: Span = Field(None, description="Days without an update before a buyer counts as left in silence: 14.")
    reply_days: Count = Field(None, description="Days to answer a message: 1.")
    firm_stage: Text = Field(None, description="The stage from which you give buyers an exact closing day: drywall.")
    buffer_days: Count = Field(None, description="Days to keep between the forecast and what you tell buyers: 0.")
    pace: Pace = Field(None, description="How fast building goes here: 1.0 as usual, 1.4 slower.")
    days_off: Days = Field((), description="Days nobody works, besides weekends and federal holidays.")
    amendments: Flag = Field(None, description="true when every moved closing needs a signed amendment.")
    check_in_days: CheckIns | None = Field(None, description="Days after closing to check in: [2, 7, 30, 60, 180, 330].")
    stages: Many[StageRow] = Field((), description="Your own stages in building order, instead of the usual ones.")
    lead_days: LeadDays = Field(
        default_factory=dict, description="Days from order to delivery by item: {windows: 42, cabinets: 49}."
    )
    dates: DateOrderField = Field(None, description="mdy or dmy: what comes first in a date such as 3/12/26. mdy when left out.")
    tracking_since: PastDay = Field(
        None, description="The day you began this file. A home sold before it is judged from that day on, not from its sale."
    )
    git: GitField = Field(
        None, description="commit makes each write a commit where the file is in a git repository; off does not."
    )

    def stage_names(self) -> tuple[str, ...]:
        """Return every name a job's `stage` may have: the table's, then closed and cancelled."""
        names = tuple(row.name for row in self.stages) or _DEFAULT_NAMES
        return tuple(dict.fromkeys((*names, CLOSED, CANCELLED)))

    def policy(self) -> Policy:
        """Return the settings with every default filled in."""
        usual = Policy()
        return Policy(
            agent=self.agent,
            cadence_days=_value_or_default(self.cadence_days, usual.cadence_days),
            worst_days=_value_or_default(self.worst_days, usual.worst_days),
            reply_days=_value_or_default(self.reply_days, usual.reply_days),
            firm_stage=self.firm_stage or usual.firm_stage,
            buffer_days=_value_or_default(self.buffer_days, usual.buffer_days),
            pace=_value_or_default(self.pace, usual.pace),
            days_off=self.days_off,
            amendments=bool(self.amendments),
            check_in_days=_value_or_default(self.check_in_days, usual.check_in_days),
            stages=_stage_table(self.stages) or usual.stages,
            lead_days=tuple(self.lead_days.items()),
            dates=self.dates or usual.dates,
            tracking_since=self.tracking_since,
            git=self.git or usual.git,
        )


def _value_or_default(value: T | None, default: T) -> T:
    return default if value is None else value


def _stage_table(rows: tuple[StageRow, ...]) -> tuple[Stage, ...]:
    """The agent's own stages; what a row leaves out comes from the usual stage of that name. Closed always ends the line."""
    if not rows:
        return ()
    usual = {stage.name: stage for stage in DEFAULT_STAGES}
    table = []
    for row in rows:
        like = usual.get(row.name)
        days = _value_or_default(row.days, like.days if like else 14)
        most = _value_or_default(row.max_days, like.max_days if like and row.days is None else max(days, round(days * 1.5)))
        quiet = like is not None and like.quiet if row.quiet is None else row.quiet
        table.append(Stage(row.name, days, most, row.say or (like.say if like else ""), quiet))
    line = [stage for stage in table if stage.name != CANCELLED]
    return tuple(line) if any(stage.name == CLOSED for stage in line) else (*line, usual[CLOSED])


class AwayEntry(FileBlock):
    """Days you are away, and who fills in (001-6f)."""

    example: ClassVar[str] = "away: [{from: 2026-11-25, to: 2026-11-29, cover: Dana Reyes}]"

    from_: NeededDay = Field(alias="from", description="The first day away.")
    to: NeededDay = Field(description="The last day away.")
    cover: Text = Field(None, description="Who fills in.")
    buyers_told: Flag = Field(None, description="true once the buyers know.")
    autoreply_set: Flag = Field(None, description="true once the auto-reply is on.")


class LocalUse(FileBlock):
    """When a local tip went to which home."""

    example: ClassVar[str] = "used: [{job: HC-1041, date: 2026-11-02}]"

    job: Text = Field(None, description="The job number.")
    date: Day = Field(None, description="The day.")


class LocalItem(FileBlock):
    """A local tip to pass on in quiet weeks: a market, a trail, a bakery."""

    short_form: ClassVar[str] = "local_items"
    example: ClassVar[str] = "local_items: [{title: Saturday market on Main Street, kind: food}]"

    title: Text = Field(None, description="The tip: Saturday market on Main Street.")
    kind: Text = Field(None, description="What sort of tip it is: food, outdoors, school run.")
    used: Many[LocalUse] = Field((), description="Where it was used already: job and date.")


class BacklogFile(FileBlock):
    """The whole file."""

    version: Count = Field(None, description="The version of this layout: 1.")
    settings: Settings = Field(default_factory=Settings, description="How you work.")
    away: Many[AwayEntry] = Field((), description="Days you are away.")
    local_items: Many[LocalItem] = Field((), description="Local tips for quiet weeks.")
    conflicts: Many[Conflict] = Field((), description="Where two copies disagreed about the settings, absences or tips.")
    jobs: Many[Job] = Field((), description="Every home you sold, closed and cancelled ones too.")


_DEFAULT_NAMES = tuple(dict.fromkeys((*(stage.name for stage in DEFAULT_STAGES), CLOSED, CANCELLED)))
