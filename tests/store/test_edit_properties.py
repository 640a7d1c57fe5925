"""Any layout, any edit, any text: the file says exactly what was meant and keeps every other byte, or it is left alone."""

from __future__ import annotations

import copy
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_cli.errors import BadFile, CannotEdit
from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.store.yaml.patch import apply_changes
from backlog_cli.store.yaml.source import read_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from backlog_cli.rules.change import Intent, Path

NASTY = (
    "plain words",
    ": #",
    "call: he said #1",
    "- x",
    "no",
    "Yes",
    "~",
    "null",
    "",
    "12:30",
    "0012",
    "1_000",
    "1.10",
    "+15551234567",
    "2026-02-30",
    "2026-06-12",
    "=",
    "<<",
    "[lot 5] [/b] :house:",
    "{a: b}",
    "it's \"so\" 'said'",
    '"',
    "'",
    "ends with a colon:",
    "a, b, [c",
    "question?",
    "*urgent*",
    "& Sons",
    "@mike",
    "%5",
    "!now",
    "`x`",
    "| bar",
    "> quote",
    "# not a comment",
    "--- three",
    "... dots",
    "back\\slash \\n",
    " leading blank",
    "trailing blank ",
    "\u00a0odd space",
    "tab\tinside",
    "\ttab first",
    "one\ntwo",
    "one\ntwo\n",
    "one\n\n\ntwo\n\n\n",
    "\nblank first",
    "  indented\nfirst line",
    "first\n    indented later\n  less",
    "trailing \nblanks \n",
    "# a\n# b",
    "- a\n- b",
    "key: value\nother: [",
    "---\n...",
    "\n",
    "\n\n",
    "\r\ndos\r\n",
    "lone\rreturn",
    "esc \x1b[31m bell \x07 nul \x00",
    "nel\x85ls\u2028ps\u2029",
    "\u202eright to left",
    "\ufeffbom",
    "\ufffe\uffff",
    "😀 astral 🏠",
    "e\u0301 कि 家",
    "\x7f\x9f",
    "x" * 5000,
    ("word " * 1000).strip(),
)

TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text("ab \n\t:#-'\"[]{},&*!|>%@`?\\~=<0123456789.\r\x85\u2028é😀", max_size=25),
)

# Layouts: the same few facts, written in any of the ways people write YAML.


class Scribe:
    """Writes data as YAML by hand, with a taste that changes from line to line."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.dash = random.choice((0, 2, 2, 4))
        self.step = random.choice((2, 2, 3, 4))
        self.gap = random.choice((2, 2, 2, 3, 4))
        self.flow = random.choice((0.0, 0.2, 0.6))
        self.comments = random.choice((0.0, 0.1, 0.3))
        self.count = 0

    def file(self, data: dict[str, object]) -> str:
        random = self.random
        lines = self.pairs(data, 0)
        if random.random() < 0.15:
            lines.insert(0, random.choice(("---", "--- # start", "%YAML 1.1\n---", "# top", "")))
        if random.random() < 0.15:
            lines.append(random.choice(("...", "# the end", "", "  # the end", "\n\n", "x_mine: 1")))
        newline = random.choice(("\n", "\n", "\n", "\r\n", "\r\n", "\r", "mixed"))
        text = "\n".join(lines) + random.choice(("\n", "\n", "\n", "", "\n\n", "\n  \n"))
        if newline == "mixed":
            return "".join(random.choice(("\n", "\r\n", "\n")) if sign == "\n" else sign for sign in text)
        return text.replace("\n", newline)

    def remark(self) -> str:
        self.count += 1
        return f"# remark {self.count}" + self.random.choice(("", ": x", " - y", " 'quote", ' "', " [", " {", " é😀", "   "))

    def between(self, indent: int) -> list[str]:
        """Comments and blank lines between two entries."""
        random, lines = self.random, []
        while random.random() < self.comments:
            kind = random.random()
            if kind < 0.4:
                lines.append(random.choice(("", "", "  ")))
            else:
                lines.append(" " * max(0, indent + random.choice((0, 0, 0, 2, 4, -2, -indent))) + self.remark())
        return lines

    def end(self) -> str:
        return f"{self.random.choice((' ', '  ', '   '))}{self.remark()}" if self.random.random() < self.comments else ""

    def pairs(self, data: dict[str, object], indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            name = self.random.choice((key, key, key, key, key, f'"{key}"', f"'{key}'"))
            colon = self.random.choice((":", ":", ":", ":", " :"))
            lines += self.between(indent)
            first, below = self.value(value, indent)
            lines += [" " * indent + name + colon + first, *below]
        return lines

    def value(self, value: object, indent: int) -> tuple[str, list[str]]:
        """What stands behind the colon, and the lines below."""
        random = self.random
        if isinstance(value, (dict, list)):
            anchor = f" &a{self.count}" if random.random() < 0.02 else ""
            if not value or random.random() < self.flow:
                return anchor + " " + self.flowing(value, indent) + self.end(), []
            head = anchor + self.end()
            if isinstance(value, dict):
                return head, self.pairs(value, indent + self.step)
            return head, self.items(value, indent + self.dash)
        return self.scalar(value, indent)

    def items(self, value: list[object], indent: int) -> list[str]:
        lines: list[str] = []
        for one in value:
            if random_blank := self.random.random() < self.comments / 2:
                lines += [""] * random_blank
            lines += self.between(indent)
            dash = " " * indent + "-" + " " * (self.gap - 1)
            if isinstance(one, dict) and one and self.random.random() >= self.flow:
                inner = self.pairs(one, indent + self.gap)
                if self.random.random() < 0.1:
                    lines += [" " * indent + "-" + self.end(), *inner]
                    continue
                while inner and inner[0].lstrip()[:1] in ("#", ""):
                    inner.pop(0)
                lines += [dash + inner[0].lstrip(" "), *inner[1:]]
            elif isinstance(one, (dict, list)):
                lines.append(dash + self.flowing(one, indent) + self.end())
            else:
                first, below = self.scalar(one, indent)
                lines += [dash + first.lstrip(" "), *below]
        return lines

    def scalar(self, value: object, indent: int) -> tuple[str, list[str]]:
        random = self.random
        if value is None:
            return random.choice(("", " ~", " null", " ")) + self.end(), []
        text = str(value)
        if "\n" in text or random.random() < 0.05:
            head = random.choice(("|", "|-", "|+", ">", ">-", "|2-", "|1")) + random.choice(("", "", " # head"))
            deep = " " * (indent + random.choice((1, 2, 4)))
            blank = random.choice((0, 0, 0, 1, 2))
            return f" {head}", [deep + line if line else "" for line in text.split("\n")] + [
                random.choice(("", "  ", deep))
            ] * blank
        return " " + self.word(text, in_flow=False, indent=indent) + self.end(), []

    def word(self, text: str, *, in_flow: bool, indent: int = 0) -> str:
        random = self.random
        kind = random.random()
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .-]*", text) and kind < 0.7:
            if not in_flow and " " in text and kind < 0.05:
                return text.replace(" ", "\n" + " " * (indent + 3), 1)
            return text
        if kind < 0.85:
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def flowing(self, value: object, indent: int) -> str:
        random = self.random
        pad = random.choice(("", "", " "))
        if isinstance(value, dict):
            inner = [f"{key}: {self.flowing(one, indent)}" if one is not None else self.bare(key) for key, one in value.items()]
            return self.bracketed("{", inner, "}", pad, indent)
        if isinstance(value, list):
            return self.bracketed("[", [self.flowing(one, indent) for one in value], "]", pad, indent)
        return "null" if value is None else self.word(str(value).replace("\n", " "), in_flow=True)

    def bare(self, key: str) -> str:
        return self.random.choice((f"{key}: null", f"{key}: ~", f"{key}:", f"{key}: ", key))

    def bracketed(self, opening: str, inner: list[str], closing: str, pad: str, indent: int) -> str:
        random = self.random
        if not inner:
            return opening + random.choice(("", " ")) + closing
        trailing = random.choice(("", "", "", ",", ", "))
        if random.random() < 0.25:
            deep = "\n" + " " * (indent + random.choice((1, 2, 4)))
            parts = [one + ("," if at < len(inner) - 1 else trailing) + self.end() for at, one in enumerate(inner)]
            return (
                opening
                + deep
                + deep.join(parts)
                + ("\n" + " " * (indent + 1) if self.comments or random.random() < 0.7 else "")
                + closing
            )
        return opening + pad + ", ".join(inner) + trailing + pad + closing


WORDS = ("Chidi Okafor", "framing", "41", "2027-03-19", "two words", "it's", "Lot #12", "a: b", "Inés", "no", "", "12:30")
LINES = ("first\nsecond", "first\n\nthird", "one\n  deeper\nback")


def some_file(random: Random) -> dict[str, object]:
    jobs: list[object] = [some_job(random, number) for number in range(random.choice((1, 1, 2, 3)))]
    data: dict[str, object] = {"jobs": jobs}
    if random.random() < 0.3:
        data = {"settings": {"agent": "Renata"}, **data}
    if random.random() < 0.3:
        data["away"] = random.choice((None, [], [{"from": "2026-11-25", "to": "2026-11-29"}]))
    return data


def some_job(random: Random, number: int) -> dict[str, object]:
    job: dict[str, object] = {"job": f"HC-{number}"}
    job["buyers"] = random.choice(
        ("Chidi Okafor", ["Chidi Okafor", "Amara"], {"name": "Chidi"}, [{"name": "Chidi", "phone": "555"}], None)
    )
    optional: dict[str, object] = {
        "lot": random.choice(WORDS),
        "stage": random.choice(("framing", None)),
        "closing": random.choice(
            (
                "2027-03-19",
                None,
                {"contract": "2027-03-19", "told": "2027-03"},
                {"shifts": [{"from": "2027-03-19", "to": "2027-04-02"}]},
            )
        ),
        "contact": random.choice(("text", {"channel": "text", "when": "any"}, {})),
        "bought_for": random.choice((["yard", "room"], ["yard", {"text": "room"}], "yard", [])),
        "rumor": random.choice(LINES),
        "log": random.choice((None, [], [entry(random)], [entry(random), entry(random)])),
        "promises": random.choice(([], [{"text": random.choice(WORDS), "due": "2026-12-01"}], None)),
        "x_more": random.choice((random.choice(WORDS), [random.choice(WORDS)], {"deep": {"deeper": [random.choice(WORDS)]}})),
    }
    keys = [key for key in optional if random.random() < 0.6]
    if random.random() < 0.3:
        random.shuffle(keys)
    return job | {key: optional[key] for key in keys}


def entry(random: Random) -> dict[str, object]:
    return {
        "at": "2026-11-19",
        "with": random.choice((["Chidi Okafor"], "Chidi Okafor")),
        "text": random.choice((*WORDS, *LINES)),
        **({"next": {"what": "call", "date": "2026-11-26"}} if random.random() < 0.5 else {}),
        **({"said": random.choice(LINES)} if random.random() < 0.3 else {}),
    }


# Edits, and what they mean on plain data.


def some_change(random: Random, text: str, other: str) -> Change:
    log = {
        "at": Unquoted("2026-11-23 10:00"),
        "with": ["Chidi Okafor", text[:40]],
        "how": "phone",
        "text": text,
        "next": {"what": other},
    }
    shift = {"from": Unquoted("2027-03-19"), "to": Unquoted("2027-04-02"), "told_date": None, "cause": text}
    intents: tuple[Intent, ...] = (
        Append(("log",), log),
        Append(("promises",), {"text": text, "due": Unquoted("2026-12-01")}),
        Append(("closing", "shifts"), shift),
        Append(("interests",), text),
        Append(("bought_for",), text),
        Append(("buyers",), random.choice((text, {"name": text, "phone": "555-0141"}))),
        Put(("lot",), text),
        Put(("stage",), "drywall"),
        Put(("rumor",), text),
        Put(("orientation_date",), Unquoted("2026-12-01 10:00")),
        Put(("closing", "internal"), Unquoted("2027-04-02")),
        Put(("closing", "told"), Unquoted("2027-04")),
        Put(("closing", "shifts", 0, "told_date"), Unquoted("2026-11-23")),
        Put(("contact", "when"), text),
        Put(("contact", "response", "days"), Unquoted("2")),
        Put(("bought_for", 0, "used_date"), Unquoted("2026-11-23")),
        Put(("log", 0, "written_date"), Unquoted("2026-11-23")),
        Put(("log", 0, "text"), text),
        Put(("log", 0, "next", "done"), Unquoted("2026-11-23")),
        Put(("promises", 0, "done"), None),
        Put(("promises", 0, "text"), text),
        Put(("x_more",), text),
        Put(("hold",), {"what": "weather", "since": Unquoted("2026-11-16")}),
    )
    if random.random() < 0.15:
        away = {"from": Unquoted("2026-12-24"), "to": Unquoted("2026-12-26"), "cover": text}
        job = {
            "job": "NEW-1",
            "buyers": [other, "Bo"],
            "sold_date": Unquoted("2026-11-23"),
            "closing": {"contract": Unquoted("2027-06-01")},
            "rumor": text,
        }
        tops = (
            Append(("jobs",), job),
            Append(("away",), away),
            Put(("settings", "cadence_days"), Unquoted("5")),
            Put(("settings", "agent"), text),
        )
        return Change(None, (random.choice(tops),), "")
    return Change("HC-0", tuple(random.sample(intents, random.choice((1, 1, 2, 3)))), "")


def meant(said: Mapping[str, object], change: Change) -> dict[str, object] | None:
    """The data as the change wants it; None when it asks for something that is not there."""
    data = copy.deepcopy(dict(said))
    base: object = data
    if change.job is not None:
        jobs = data["jobs"]
        assert isinstance(jobs, list)
        base = next((job for job in jobs if job["job"] == change.job), None)
        if base is None:
            return None
    for intent in change.intents:
        holder: dict[str | int, object] = {"": base}
        if not reach(holder, "", intent.path, intent, ""):
            return None
    return data


def reach(holder: dict[str | int, object], at: str | int, path: Path, intent: Intent, name: str) -> bool:
    here = holder[at]
    if not path:
        if isinstance(intent, Put):
            if isinstance(here, (dict, list)) and here and here != texts(intent.value):
                return False
            holder[at] = texts(intent.value)
            return True
        if here is None:
            here = []
        elif here == {}:
            return False
        elif not isinstance(here, list):
            here = [here]
        holder[at] = [*here, texts(intent.value)]
        return True
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if isinstance(here, dict) and here and step == 0:
            return reach(holder, at, rest, intent, name)
        if isinstance(here, str) and step == 0:
            if isinstance(intent, Put) and not rest:
                holder[at] = texts(intent.value)
                return True
            here = holder[at] = [here]
        if not isinstance(here, list) or step >= len(here):
            return False
        return reach(here, step, rest, intent, name)  # type: ignore[arg-type]
    if here is None:
        here = holder[at] = {}
    if isinstance(here, str):
        mains = SHORT_FORMS.get(name)
        if not mains:
            return False
        here = holder[at] = dict.fromkeys(mains, here)
    if not isinstance(here, dict):
        return False
    here.setdefault(step, None)
    return reach(here, step, rest, intent, step)


def texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [texts(one) for one in value]
    return None if value is None else str(value)


def remarks(text: str, data: object) -> list[str]:
    """The comments in their order, without what only looks like one inside a text."""
    said = str(data)
    return [one for one in re.findall(r"# (?:remark \d+|top|start|the end|head)", text) if not re.search(rf"{one}\b", said)]


def check(random: Random, text: str, other: str, *, is_pure: bool = False) -> str:
    """One layout, one edit, every promise. Says what became of it."""
    scribe = Scribe(random)
    layout = scribe.file(some_file(random))
    raw = random.choice((b"", b"", b"\xef\xbb\xbf")) + layout.encode()
    try:
        source = read_source(raw, "backlog.yaml", is_pure=is_pure)
    except BadFile:
        return "unreadable"
    change = some_change(random, text, other)
    if any(note.is_error for note in source.notes) or not isinstance(source.data.get("jobs"), list):
        return "unreadable"
    wanted = meant(source.data, change)
    try:
        after = apply_changes(source, [change])
    except CannotEdit as refusal:
        lines = r"To make the change by hand(, from the bottom up)?:\n." if wanted is not None else ""
        assert re.match(rf"backlog\.yaml:\d+: .*{lines}", refusal.message, re.DOTALL), refusal.message
        return "refused" if wanted is not None else "impossible"
    assert wanted is not None, (layout, change, after.decode())
    is_strict = is_pure or reads_alike(raw, source.data)
    again = read_source(after, "backlog.yaml", is_pure=is_strict)
    if layout.endswith(("\r", "\n")):
        assert again.data == wanted, (layout, change, after.decode())
    else:  # a text that the file ended in without a line break gets one: what is at its ends is no part of it
        assert without_outer_blanks(again.data) == without_outer_blanks(wanted), (layout, change, after.decode())
    new = set().union(*(texts_in(intent.value) for intent in change.intents)) - texts_in(source.data)
    new -= {"", "~", "null"}  # an old nothing may look the same; that these stay text is said by `wanted`
    assert not is_strict or not read_otherwise(again.text, new), (layout, change, after.decode())
    assert after.startswith(b"\xef\xbb\xbf") == raw.startswith(b"\xef\xbb\xbf")
    assert remarks(again.text, again.data) == remarks(layout, source.data), (layout, change, after.decode())
    assert not [note for note in again.notes if note.is_error], again.notes
    breaks = set(re.findall(r"\r\n|\n|\r", layout))
    assert not breaks or set(re.findall(r"\r\n|\n|\r", again.text)) <= breaks, (layout, change, after.decode())
    gone = lost_lines(re.split(r"\r\n|\n|\r", layout), re.split(r"\r\n|\n|\r", again.text))
    assert len(gone) <= touched(change, layout), (gone, layout, change, after.decode())
    return "edited"


def without_outer_blanks(value: object) -> object:
    """The same plain data with no blanks or line breaks at the ends of its texts."""
    if isinstance(value, dict):
        return {key: without_outer_blanks(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_outer_blanks(inner) for inner in value]
    return value.strip() if isinstance(value, str) else value


def texts_in(value: object) -> set[str]:
    """Every text of a value that is to stay text; a Bare is a day or a number."""
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(texts_in, value))
    return set() if value is None or isinstance(value, Unquoted) else {str(value)}


# What a YAML 1.2 reader takes for something else than text when it has no quotes.
CORE = (
    r"null|Null|NULL|~||true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def read_otherwise(text: str, words: set[str]) -> list[str]:
    """Which of these texts another YAML reader, of 1.1 or of 1.2, would take for a number, a day or a bool."""
    found = []
    resolver: Any = yaml.SafeLoader("")
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.ScalarEvent) and event.value in words and event.style is None:
            tag = resolver.resolve(yaml.ScalarNode, event.value, (True, False))
            if tag != "tag:yaml.org,2002:str" or re.fullmatch(CORE, event.value):
                found.append(event.value)
    return found


def reads_alike(raw: bytes, data: object) -> bool:
    """Whether the other parser, which is stricter, takes the file for the same."""
    try:
        return read_source(raw, "backlog.yaml", is_pure=True).data == data
    except BadFile:
        return False


def touched(change: Change, layout: str) -> int:
    """How many lines an edit may alter at most: one for each intent, more where the old value had several."""
    return sum(2 + (8 if "\n" in layout or "\r" in layout else 0) * isinstance(intent, Put) for intent in change.intents)


def lost_lines(before: list[str], after: list[str]) -> list[str]:
    """The lines that are no longer there."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [line for sort, start, end, *_ in matcher.get_opcodes() if sort in ("replace", "delete") for line in before[start:end]]


RANDOMS = st.randoms(use_true_random=False)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(RANDOMS, TEXTS, TEXTS)
def test_an_edit_says_exactly_what_was_meant_or_leaves_the_file_alone(random: Random, text: str, other: str) -> None:
    check(random, text, other)


@pytest.mark.sweep
@settings(max_examples=2500, deadline=None, suppress_health_check=list(HealthCheck))
@given(RANDOMS, TEXTS, TEXTS)
def test_thousands_of_edits_say_exactly_what_was_meant(random: Random, text: str, other: str) -> None:
    check(random, text, other)
