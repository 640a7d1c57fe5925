"""What a file has lost of what commands wrote: table by table, with what was written by hand told apart."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from backlog_cli.rules.change import ABSENT, Append, Change, Put, Unquoted
from backlog_cli.rules.recovery.lost_entries import find_lost_changes, values_before


def talk(text: str | None, at: str = "2026-06-04", how: str = "text") -> dict[str, Any]:
    return {"at": at, "how": how, **({"text": text} if text else {})}


def log(text: str | None, at: str = "2026-06-04", job: str = "A", how: str = "text") -> Change:
    return Change(job, (Append(("log",), talk(text, at, how)),), f"logged {text}")


def put(*path: str | int, value: object, job: str = "A") -> Change:
    return Change(job, (Put(path, value),), f"set {path}")


class Diary:
    """A file and the commands that wrote to it, as the journal keeps them."""

    def __init__(self, *jobs: dict[str, Any]) -> None:
        self.data: dict[str, Any] = {"jobs": list(jobs) or [{"job": "A", "stage": "x", "log": []}, {"job": "B"}]}
        self.texts = [deepcopy(self.data)]
        self.written: list[Any] = []

    def write(self, *changes: Change) -> None:
        was = json.loads(json.dumps(values_before(self.data, changes)))
        self.written.append((len(self.written) + 1, changes, tuple(tuple(one) for one in was)))
        self.data = made(self.data, changes)
        self.texts.append(deepcopy(self.data))

    def job(self, number: str = "A") -> dict[str, Any]:
        return next(job for job in self.data["jobs"] if job["job"] == number)

    def lost(self, *, known: frozenset[int] = frozenset()) -> dict[int, tuple[Change, ...]]:
        return find_lost_changes(self.data, self.written, known=known)

    def recovered(self) -> dict[str, Any]:
        changes = tuple(change for parts in self.lost().values() for change in parts)
        return made(self.data, changes)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, Unquoted) else value


def made(data: dict[str, Any], changes: tuple[Change, ...]) -> dict[str, Any]:
    """The data with the changes made, by a second hand."""
    data = deepcopy(data)
    for change in changes:
        for intent in change.intents:
            target: Any = data if change.job is None else next(job for job in data["jobs"] if job["job"] == change.job)
            for step in intent.path[:-1]:
                target = target[step] if isinstance(step, int) else target.setdefault(step, {})
            last: Any = intent.path[-1]
            if isinstance(intent, Append):
                target.setdefault(last, []).append(plain(intent.value))
            else:
                target[last] = plain(intent.value)
    return data


def a_day() -> Diary:
    diary = Diary()
    diary.write(log("one"), log("one", job="B"))
    diary.write(put("stage", value="y"))
    diary.write(Change("A", (Append(("promises",), {"text": "paint", "due": Unquoted("2026-06-05"), "status": "open"}),), ""))
    diary.write(put("promises", 0, "status", value="kept"))
    diary.write(put("stage", value="z"))
    diary.write(Change(None, (Append(("jobs",), {"job": "N", "stage": "new"}),), ""))
    diary.write(log("two", job="N"), put("stage", value="old", job="N"))
    diary.write(
        Change(
            "A",
            (Put(("closing", "internal"), Unquoted("2026-07-01")), Append(("closing", "shifts"), {"from": "1", "to": "2"})),
            "",
        )
    )
    diary.write(put("closing", "shifts", 0, "told_date", value=Unquoted("2026-06-04")), log("told", job="B"))
    diary.write(log("one"))
    return diary


def test_a_file_that_holds_all_has_lost_nothing() -> None:
    assert a_day().lost() == {}


@pytest.mark.parametrize("since", range(10))
def test_an_older_copy_is_made_whole_from_any_moment_on(since: int) -> None:
    diary = a_day()
    whole = diary.data
    diary.data = deepcopy(diary.texts[since])
    assert list(diary.lost()) == list(range(since + 1, 11))
    assert diary.recovered() == whole


@pytest.mark.parametrize("since", range(10))
def test_entries_made_by_hand_in_the_older_copy_change_no_place(since: int) -> None:
    diary = a_day()
    whole = deepcopy(diary.data)
    diary.data = deepcopy(diary.texts[since])
    by_hand = {"from": "8", "to": "9"}
    for data in (whole, diary.data):
        closing = data["jobs"][0].setdefault("closing", {})
        closing.setdefault("shifts", []).insert(0, by_hand)
        data["jobs"][0]["x_own"] = "mine"
    assert diary.recovered() == whole


def test_jobs_in_another_order_are_the_same_jobs() -> None:
    diary = a_day()
    diary.data["jobs"].reverse()
    assert diary.lost() == {}


CORRECTED: list[dict[str, Any]] = [
    {"text": "called about the rooff"},
    {"at": "2026-06-03"},
    {"how": "phone"},
    {"mood": "happy"},
]


@pytest.mark.parametrize("edit", CORRECTED, ids=lambda edit: next(iter(edit)))
def test_a_corrected_talk_is_no_loss(edit: dict[str, Any]) -> None:
    diary = Diary()
    diary.write(log("called about the roof"))
    diary.job()["log"][0].update(edit)
    assert diary.lost() == {}


def test_a_long_note_with_words_changed_is_the_same_note() -> None:
    words = [f"word{n}" for n in range(200)]
    diary = Diary()
    diary.write(log(" ".join(words)))
    diary.job()["log"][0]["text"] = " ".join(["other", *words[30:]])
    assert diary.lost() == {}
    diary.job()["log"][0]["text"] = " ".join(f"new{n}" for n in range(200))
    assert list(diary.lost()) == [1]


def test_a_talk_of_the_same_minute_is_the_same_talk_whatever_its_words() -> None:
    diary = Diary()
    diary.write(log("one", at="2026-06-04 09:02"))
    diary.job()["log"][0]["text"] = "all other words altogether"
    assert diary.lost() == {}


def test_another_talk_of_the_same_day_is_not_taken_for_the_lost_one() -> None:
    diary = Diary()
    diary.write(log("windows are late"))
    diary.data = deepcopy(diary.texts[0])
    diary.job()["log"].append(talk("asked for her plan"))
    assert list(diary.lost()) == [1]


def test_an_older_talk_with_the_same_words_is_not_taken_for_the_lost_one() -> None:
    diary = Diary({"job": "A", "log": [talk("left word", "2026-05-01"), talk("left word", "2026-06-04")]})
    diary.write(log("left word"))
    diary.data = deepcopy(diary.texts[0])
    assert list(diary.lost()) == [1]


def test_of_two_equal_talks_one_answers_for_one() -> None:
    diary = Diary()
    diary.write(log("same"))
    diary.write(log("same"))
    diary.data = deepcopy(diary.texts[1])
    assert list(diary.lost()) == [2]


def test_talks_without_words_are_known_by_day_and_channel() -> None:
    diary = Diary()
    diary.write(log(None))
    diary.job()["log"][0]["mood"] = "happy"
    assert diary.lost() == {}
    diary.job()["log"][0]["how"] = "phone"
    assert diary.lost() == {}
    diary.job()["log"][0]["at"] = "2026-06-03"
    assert list(diary.lost()) == [1]


def test_a_value_set_back_by_hand_is_no_loss_while_newer_writes_are_there() -> None:
    diary = Diary()
    diary.write(put("stage", value="y"))
    diary.write(log("one"))
    diary.job()["stage"] = "x"
    assert diary.lost() == {}
    assert list(diary.lost(known=frozenset((1,)))) == [1]


def test_a_value_that_is_neither_was_set_by_hand() -> None:
    diary = Diary()
    diary.write(put("stage", value="y"))
    diary.job()["stage"] = "w"
    assert diary.lost() == {}


def test_some_values_of_a_command_set_back_are_no_older_copy() -> None:
    diary = Diary()
    diary.write(Change("A", (Put(("stage",), "y"), Put(("stage_since",), Unquoted("2026-06-04"))), ""))
    diary.job()["stage"] = "x"
    assert diary.lost() == {}
    del diary.job()["stage_since"]
    assert list(diary.lost()) == [1]


def test_a_value_that_came_back_to_what_it_was_by_commands_is_no_loss() -> None:
    diary = Diary()
    for value in ("y", "x", "y", "x"):
        diary.write(put("stage", value=value))
    assert diary.lost() == {}
    diary.data = deepcopy(diary.texts[3])
    assert list(diary.lost()) == [4]


def test_a_stage_that_went_there_and_back_is_lost_with_the_days_that_tell_of_it() -> None:
    diary = Diary({"job": "A", "stage": "x", "stage_since": "2026-05-01"})
    for stage in ("y", "x"):
        intents = (
            Put(("stage",), stage),
            Put(("stage_since",), Unquoted("2026-06-04")),
            Put(("stages", stage), Unquoted("2026-06-04")),
        )
        diary.write(Change("A", intents, ""))
    diary.data = deepcopy(diary.texts[0])
    assert list(diary.lost()) == [1, 2]
    assert diary.recovered() == diary.texts[-1]
    diary.data = deepcopy(diary.texts[1])
    assert list(diary.lost()) == [2]
    assert diary.recovered() == diary.texts[-1]


def test_of_two_moves_alike_each_gets_its_own_telling_back() -> None:
    move = {"known_date": "2026-06-01", "cause": "rain", "told_date": None}
    moves = [{"from": "1", "to": "2", **move}, {"from": "2", "to": "3", **move}]
    diary = Diary({"job": "A", "closing": {"shifts": moves}})
    told = [
        Put(("closing", "shifts", n, key), value) for n in (0, 1) for key, value in (("told_date", "today"), ("told_how", "text"))
    ]
    diary.write(Change("A", tuple(told), ""))
    diary.data = deepcopy(diary.texts[0])
    assert diary.recovered() == diary.texts[-1]
    diary.data["jobs"][0]["closing"]["shifts"].reverse()
    assert diary.recovered()["jobs"][0]["closing"]["shifts"] == diary.texts[-1]["jobs"][0]["closing"]["shifts"][::-1]


def promised(text: str) -> Change:
    return Change("A", (Append(("promises",), {"text": text, "due": Unquoted("2026-06-05"), "status": "open"}),), "")


def test_a_promise_kept_and_made_anew_in_the_same_words_is_the_older_one_in_an_older_copy() -> None:
    diary = Diary()
    diary.write(promised("paint"))
    diary.write(put("promises", 0, "status", value="kept"))
    diary.write(put("stage", value="y"))
    diary.write(promised("paint"))
    diary.data = deepcopy(diary.texts[1])
    assert list(diary.lost()) == [2, 3, 4]
    assert diary.recovered() == diary.texts[-1]


def test_what_a_command_found_is_what_stood_there_before_any_of_its_edits() -> None:
    older = {"jobs": [{"job": "A", "promises": [{"text": "paint", "status": "open"}]}]}
    changes = (promised("paint"), put("promises", 0, "status", value="kept"))
    found = [{"text": "paint", "status": "open"}]
    assert values_before(older, changes)[0] == ([ABSENT, found],)


def test_a_date_alone_says_what_the_block_it_stands_for_would_say() -> None:
    older = {"jobs": [{"job": "A", "closing": "2026-09-01"}]}
    block = {"contract": "2026-09-01", "internal": "2026-09-08", "told": "2026-09-01"}
    newer = {"jobs": [{"job": "A", "closing": block}]}
    moved, told = put("closing", "internal", value=Unquoted("2026-09-08")), put("closing", "told", value="2026-Q3")
    assert values_before(older, (moved,)) == [(["2026-09-01", ABSENT],)]
    assert values_before(older, (moved, told)) == [(["2026-09-01", ABSENT],), (["2026-09-01", ABSENT],)]
    written = [(1, (moved,), tuple(values_before(older, (moved,)))), (2, (told,), tuple(values_before(newer, (told,))))]
    assert list(find_lost_changes(older, written)) == [1, 2]
    assert find_lost_changes(newer, written[:1]) == {}


def test_a_command_that_set_what_was_there_already_can_lose_nothing() -> None:
    diary = Diary()
    diary.write(put("stage", value="x"))
    assert diary.lost() == {}


def test_a_home_taken_out_by_hand_is_no_loss() -> None:
    diary = a_day()
    diary.data["jobs"] = [job for job in diary.data["jobs"] if job["job"] != "A"]
    assert diary.lost() == {}


def test_a_home_that_was_added_and_taken_out_is_no_loss_while_newer_writes_are_there() -> None:
    diary = a_day()
    diary.data["jobs"] = [job for job in diary.data["jobs"] if job["job"] != "N"]
    assert diary.lost() == {}


def test_a_home_that_was_added_and_renumbered_is_no_loss() -> None:
    diary = Diary()
    diary.write(Change(None, (Append(("jobs",), {"job": "N", "lot": "1", "buyers": ["Kit Moe"]}),), ""))
    diary.write(log("two", job="N"))
    diary.job("N")["job"] = "M"
    assert diary.lost() == {}


def test_two_homes_of_one_number_are_left_alone() -> None:
    diary = Diary()
    diary.write(log("one"))
    diary.data["jobs"] = [{"job": "A"}, {"job": "A"}]
    assert diary.lost() == {}


def test_settings_and_other_lists_at_the_top_are_looked_after_too() -> None:
    diary = Diary()
    diary.write(Change(None, (Put(("settings", "agent"), "Renata"), Append(("away",), {"from": "1", "to": "2"})), ""))
    assert diary.lost() == {}
    diary.data = deepcopy(diary.texts[0])
    assert diary.recovered() == diary.texts[1]


def test_plain_words_in_a_list_may_be_corrected() -> None:
    diary = Diary()
    diary.write(Change("A", (Append(("interests",), "bass fishing"),), ""))
    diary.job()["interests"] = ["bass fishng"]
    assert diary.lost() == {}
    diary.job()["interests"] = ["chess"]
    assert list(diary.lost()) == [1]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {},
        {"jobs": None},
        {"jobs": "x"},
        {"jobs": [None, "x", {"job": ["A"]}]},
        {"jobs": [{"job": "A", "log": "x", "closing": []}]},
    ],
)
def test_no_shape_of_the_file_is_too_odd(data: Any) -> None:
    diary = a_day()
    for change in (change for _, changes, _ in diary.written for change in changes):
        values_before(data, (change,))
    find_lost_changes(data, diary.written)
    find_lost_changes(data, [(1, (log("one"),), ()), (2, (log("one"), log("two")), (([ABSENT, []],),))])


def test_a_single_entry_where_a_list_is_meant_is_a_list_of_one() -> None:
    diary = Diary({"job": "A", "log": talk("by hand")})
    was = values_before(diary.data, (log("by hand"),))
    assert was == [([ABSENT, [talk("by hand")]],)]
