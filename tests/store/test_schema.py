"""The schema that editors read: it takes what is read without a warning, and refuses each value that `check` calls an error."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backlog_cli import model
from backlog_cli.errors import BacklogError
from backlog_cli.fields import fields_in, is_table
from backlog_cli.keys import KEY_SYNONYMS, key_names
from backlog_cli.store.checks.sensitive_numbers import private_number_kind, private_number_pattern
from backlog_cli.store.load import load
from backlog_cli.store.schema.document import file_schema
from backlog_cli.terms import NO_VALUE_WORDS, STAGE_SYNONYMS, SYNONYMS, DateOrder, GitUse, synonyms_of, word_of
from tests.sampling import one_in

if TYPE_CHECKING:
    from enum import StrEnum

TESTS = Path(__file__).parent.parent
HOME: dict[str, Any] = {"job": "1", "buyers": ["Kim Lee"], "sold_date": "2000-01-01", "stage": "framing"}


class Bare(str):
    """A value that stands in the file without quotes."""

    __slots__ = ()


# What an editor that follows YAML 1.2 makes of a text


def editor_value(text: str) -> Any:
    """The text as plain data, as YAML 1.2 has it."""

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own name

    node = yaml.compose(text, Loader=Loader)
    return None if node is None else _node_value(node)


def _node_value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _plain_value(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_node_value(item) for item in node.value]
    pairs = [(key.value, _node_value(value)) for key, value in node.value]
    taken = [one for key, value in pairs if key == "<<" for one in (value if isinstance(value, list) else [value])]
    merged: dict[str, Any] = {}
    for one in reversed(taken):
        merged |= one
    return merged | {key: value for key, value in pairs if key != "<<"}


def _plain_value(text: str) -> Any:
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    return float(text) if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text) else text


@cache
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    schema = file_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def refusals(text: str) -> list[str]:
    """What the schema refuses in a text, by path."""
    found = validator().iter_errors(editor_value(text))
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.validator}" for error in found]


def verdict(text: str) -> tuple[bool, bool]:
    """Whether `check` calls something in the text an error, and whether it says anything at all."""
    try:
        loaded = load(text.encode(), "backlog.yaml")
    except BacklogError:
        return True, True
    return bool(loaded.errors), bool(loaded.problems)


def written(value: object) -> str:
    """A value as a text of YAML on one line."""
    if isinstance(value, Bare):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# Files


def assert_alike(texts: Iterable[bytes]) -> int:
    """Assert that the schema takes what `check` is silent on and refuses what it calls an error; return how many it takes."""
    taken = 0
    for text in texts:
        shown = text.decode("utf-8-sig")
        (is_error, is_told), found = verdict(shown), refusals(shown)
        assert not (found and not is_told), (shown[:200], found)
        assert not (is_error and not found), shown[:200]
        taken += not found
    return taken


@one_in(2, "step", [3, 1], ids=["a third", "all"])
def test_every_layout_that_reads_without_a_warning_is_taken(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    spec = spec_from_file_location("layouts", TESTS / "store" / "test_layouts.py")
    assert spec is not None
    assert spec.loader is not None
    layouts = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "layouts", layouts)
    spec.loader.exec_module(layouts)
    texts = [layout.text if isinstance(layout.text, bytes) else layout.text.encode() for layout in layouts.LAYOUTS[::step]]
    files = [path.read_bytes() for path in (*TESTS.glob("data/**/*.yaml"), TESTS.parent / "sample_backlog.yaml")]
    assert assert_alike([*texts, *(data for data in files[::step] if len(data) < 16_000)]) > 15 // step
    # Most of the layouts leave out what a home has to have: with that filled in, all the others are taken, too.
    assert sum(map(is_taken_when_filled_in, texts)) > 50 // step


def is_taken_when_filled_in(text: bytes) -> bool:
    try:
        loaded = load(text, "backlog.yaml")
    except BacklogError:
        return False
    if not all("missing" in problem.what for problem in loaded.problems):
        return False
    data = editor_value(text.decode("utf-8-sig"))
    for home in data["jobs"]:
        home |= {key: value for key, value in HOME.items() if not home.get(key)}
    assert [error.message[:200] for error in validator().iter_errors(data)] == []
    return True


@pytest.mark.sweep
def test_every_honest_backlog_is_taken() -> None:
    assert assert_alike(path.read_bytes() for path in TESTS.glob("data/honest_*.yaml")) == 3


def home(**keys: object) -> str:
    return written({"jobs": [HOME | keys]})


READ_IN_SILENCE = (
        "", "# nothing\n", "jobs:\n", "settings:\njobs: []\n", "version: 1\njobs: []\n", "away: []\njobs: []\n",
    "settings: {stages: TBD}\njobs: []\n",
        home(price=Bare("425_000")), home(price=Bare("425000")), home(price="$8,000"), home(price=Bare("8.5k")),
        home(price=Bare("0000425000")), home(care={"done": Bare("00030")}),
        home(lot=Bare("012")), home(lot=Bare("12/5")), home(lot=Bare("no")), home(lot=Bare("true")), home(lot="12"),
        home(x_zip=Bare("01234"), x_pets=[{"cat": 2}]), home(closing=Bare("3/12/09")), home(closing={"told": Bare("Q2 2009")}),
        home(contingencies={"kind": "sale", "status": Bare("Released")}), home(escalation_clause=Bare("no")),
        home(insurance_bound=Bare("yes")), home(utilities_moved=Bare("true")), home(closing="TBD", lot="n/a", log="none"),
        home(lender="Birchline", contact="txt", pin="red", realtor={"name": "Sol", "wants_updates": Bare("No")}),
        home(log=["2026-11-20 called about it", {"2026-11-21": "texted"}, {"at": "11/19/26 5:30 pm", "how": "Phone Calls"}]),
        home(notes=["a", "b"]), home(stages={"framing": "2026-11-12", "slab": "Jun 1 2026"}),
        written({"settings": {"stages": ["a", {"name": "b", "days": 3}], "firm_stage": "a"}, "jobs": [HOME | {"stage": "b"}]}),
        written({"jobs": [{"Job Number": 7, "customer": "Kim Lee", "Date-Sold": "6/1/26", "phase": "Sheet Rock"}]}),
        written({"settings": {"check_in_days": ["day-2", Bare("30")], "pace": Bare("1.25"), "git": Bare("no")}, "jobs": []}),

)  # fmt: skip


def test_what_is_read_without_a_warning_is_taken() -> None:
    for text in READ_IN_SILENCE:
        assert (verdict(text), refusals(text)) == ((False, False), []), text


CALLED_ERRORS = (
        home(sold_date="2026-02-30"), home(sold_date="TBD"), home(closing="2027-03"), home(closing={"told": "2027-W54"}),
        home(stage="framming"), home(stage=None), home(contact="pigeon"), home(price="8000.50"), home(price=Bare("-5")),
        home(job=Bare("-5")), home(job=""), home(buyers=[]), home(buyers=[{"phone": "555"}]), home(lot=["1"]),
        home(notes={"a": "b"}),
        home(log=[{"at": "soon"}]), home(log=[["a"]]), home(lender=["Birchline"]), home(escalation_clause="maybe"),
        home(deposits=[{"amount": Bare("8,000")}]), home(care={"survey": {"score": Bare("11")}}), home(notes="ssn 123-45-6789"),
        written({"jobs": [{"job": "1", "buyers": "K"}]}), written({"jobs": ["a"]}), written({"jobs": {"job": "1"}}),
        "version: 2\njobs: []\n", "settings: {cadence_days: 0}\njobs: []\n", "settings: {firm_stage: attic}\njobs: []\n",
        "away: TBD\njobs: []\n", "away: {from: 2026-11-25}\njobs: []\n", "settings: 5\njobs: []\n", "- job: 1\n", "just words\n",

)  # fmt: skip


def test_what_check_calls_an_error_is_refused() -> None:
    for text in CALLED_ERRORS:
        assert verdict(text)[0], text
        assert refusals(text) != [], text


def test_a_key_that_nobody_knows_is_refused_and_her_own_is_not() -> None:
    assert refusals(home(lendr="Birchline")) != []
    assert refusals(home(lender={"name": "Birchline", "x_fax": "555"}, x_lendr="mine")) == []
    assert refusals("homes: []\njobs: []\n") == [": additionalProperties"]


def test_stages_of_her_own_are_taken_where_the_settings_have_some() -> None:
    def both(settings: object) -> tuple[bool, bool]:
        text = written({"settings": settings, "jobs": [HOME | {"stage": "attic"}]})
        return verdict(text)[0], refusals(text) != []

    assert both({"Stages": ["attic", "drywall"]}) == (False, False)
    assert both({"stages": []}) == both({"stages": "TBD"}) == both({}) == both(None) == (True, True)


# Every word for every value, and every name of every key


def typed_words() -> Iterator[tuple[type[StrEnum], str]]:
    for words in SYNONYMS:
        yield from ((words, typed) for word, others in synonyms_of(words).items() for typed in (word, *others))


def definition_takes(name: str, value: object) -> bool:
    schema = {"$ref": f"#/definitions/{name}", "definitions": validator().schema["definitions"]}
    return bool(validator().evolve(schema=schema).is_valid(value))


def test_every_word_that_agents_type_is_taken_and_suggested_only_if_documents_use_it() -> None:
    definitions = validator().schema["definitions"]
    for words, typed in typed_words():
        name = {"Level": "Level_red_amber", "GitUse": "git"}.get(words.__name__, words.__name__)
        if name not in definitions or (words.__name__ == "Level" and str(word_of(words, typed)) not in ("red", "amber")):
            continue
        for form in (
            typed,
            typed.upper(),
            f" {typed.replace(' ', '-')}",
            f"{typed.replace('-', '')}s" if len(typed) > 3 else typed,
        ):
            assert definition_takes(name, form), (name, form)
        if name != "Level_red_amber":
            assert next(way["enum"] for way in definitions[name]["anyOf"] if "enum" in way) == [str(word) for word in words]
        assert not definition_takes(name, f"{typed}x"), (name, typed)


def test_every_stage_that_agents_type_is_taken() -> None:
    for name, typed in STAGE_SYNONYMS.items():
        for word in (name, *(word.strip() for word in typed.split(","))):
            assert definition_takes("stage", word.title()), word


def test_every_name_of_a_key_is_that_key() -> None:
    blocks = {
        "jobs": "Job",
        "log": "LogEntry",
        "lender": "Lender",
        "settings": "Settings",
        "shifts": "Shift",
        "away": "AwayEntry",
    }
    for block, name in blocks.items():
        schema = validator().schema["definitions"][name]
        patterns = {pattern: value for pattern, value in schema["patternProperties"].items() if pattern != "^x_"}
        for typed, key in key_names(block).items():
            forms = {typed, typed.upper(), typed.replace("_", " "), f"{typed.replace('_', '-')} "} - {key}
            for form in forms if typed in KEY_SYNONYMS[block] or typed != key else ():
                found = [value for pattern, value in patterns.items() if re.search(pattern, form)]
                assert found == [schema["properties"][key]], (block, form)


def test_nothing_is_suggested_but_canonical_words() -> None:
    """A `type` that has boolean or null in it, an enum or a default would be offered by an editor."""

    def suggested(schema: Any) -> Iterator[object]:
        if isinstance(schema, list):
            for one in schema:
                yield from suggested(one)
        elif isinstance(schema, dict):
            yield from schema.get("enum", ())
            if set(schema.get("type", ())) & {"null"} or schema.get("type") == "null" or "default" in schema or "const" in schema:
                yield schema
            if "boolean" in schema.get("type", ()):
                yield "true or false"
            for key, inner in schema.items():
                if key not in ("not", "if"):
                    yield from suggested(inner)

    schema = {key: value for key, value in validator().schema.items() if key != "type"}  # an empty file is null
    known = {str(word) for words in SYNONYMS for word in words} | set(model.Settings().stage_names())
    known |= {str(word) for words in (GitUse, DateOrder) for word in words}
    assert set(suggested(schema)) - known == {"true or false", model.FILE_VERSION}


def test_every_key_is_explained_and_demands_have_no_place_there() -> None:
    schema = validator().schema
    for name, block in {"file": schema, **schema["definitions"]}.items():
        for key, value in block.get("properties", {}).items():
            assert value["description"].endswith("."), (name, key)
    assert re.findall(r"00\d-\d", json.dumps(schema)) == []


# Numbers that must never be kept


@pytest.mark.parametrize(
    "text",
    [
        "her ssn is 123-45-6789", "123 45 6789", "call 123-456-7890", "acct # 12345678", "Routing: 021000021", "FICO 710",
        "credit score was 680", "passport X1234567", "Driver's License no 1234567", "https://x.y/123-45-6789", "licensed 1234567",
        "APN 123-45-6789",
        "ssn-123-45-6789", "social is 123456789", "123.45.6789", "000-12-3456",
        "+1 555 123-45-6789", "see https://x.y then 123-45-6789", "social security 123456789", "lot 12-34-5678", "account 12 345",
    ],
)  # fmt: skip
def test_a_private_number_is_the_same_to_an_editor(text: str) -> None:
    assert bool(re.match(private_number_pattern(), text)) == bool(private_number_kind(text))


# Any value in any field


Put = Callable[[object], dict[str, object]]
REQUIRED: dict[type[model.FileBlock], dict[str, object]] = {
    model.Job: HOME,
    model.Buyer: {"name": "Kim Lee"},
    model.AwayEntry: {"from": "2000-01-01", "to": "2100-12-31"},
    model.StageRow: {"name": "framing"},
}


def spots(block: type[model.FileBlock], build: Put) -> Iterator[Put]:
    """A way to put a value into each field of a block, and of the blocks below it."""
    for key, field in fields_in(block).items():

        def put(value: object, key: str = key) -> dict[str, object]:
            return build({**REQUIRED.get(block, {}), key: value})

        yield put
        if is_table(field):
            yield lambda value, put=put: put({"framing": value})  # type: ignore[misc]
        if field.is_list:
            yield lambda value, put=put: put([value])  # type: ignore[misc]
        if field.block:
            below: Put = (lambda value, put=put: put([value])) if field.is_list else put  # type: ignore[misc]
            yield from spots(field.block, below)


SPOTS: list[Put] = [
    *spots(model.Job, lambda found: {"jobs": [found]}),
    *spots(model.Settings, lambda found: {"settings": found, "jobs": []}),
    *spots(model.AwayEntry, lambda found: {"away": [found], "jobs": []}),
    *spots(model.LocalItem, lambda found: {"local_items": [found], "jobs": []}),
    *spots(model.Conflict, lambda found: {"conflicts": [found], "jobs": []}),
    *(lambda found, key=key: {key: found, "jobs": []} for key in ("version", "settings", "away", "local_items", "conflicts")),
]
WORDS = [*(typed for _, typed in typed_words()), *STAGE_SYNONYMS, *NO_VALUE_WORDS, *model.FLAGS]
MONTH_WORDS = ("Jan", "February", "mar", "APRIL", "Jun", "Sept", "September", "Dec")
DATE_FORMS = (
    "{y}-{m}-{d}", "{m}/{d}/{y}", "{d}.{m}.{y}", "{m}-{d}-{y}", "{w} {d} {y}", "{d} {w} {y}", "{d}-{w}-{y}", "{w} {d}th, {y}",
    "{d}st of {w} {y}", "Fri {m}/{d}/{y}", "Tuesday, {w} {d} {y}", "{y}/{m}/{d}", "{y} {w} {d}", "{w}{d} {y}", "{m}/{d}",
    "{w} {d}", "{y}-W{d}", "{y}-{m}", "{y}-Q{m}", "{w} {y}", "Q{m} {y}", "Q{m},", "{m}/{y}", "{y}{m}{d}", "{y} Q{m}",
    "{y}-{m}-{d} 00:00:00",
)  # fmt: skip
CLOCK_FORMS = ("{h}:{m:02}", "{h}:{m:02} pm", "{h}pm", "{h} am", "{h}p", "{h}:{m}", "{h}:{m:02}:00", "{h} p.m.", "{h} P", "{h}")
NUMBER_FORMS = (
    "{n}", "{n:,}", "{n:_}", "${n:,}", "{n}.5", "{n}.00", "{n}k", "{n} K", "{n}/10", "{n} out of 10", "{n} days", "day-{n}",
    "month {n}", "USD {n}", "{n:,} dollars", "{n}m", "8.55555k", "{n}%", "0{n}", "-{n}",
)  # fmt: skip
TEXTS = (
    "meh", "call: he said", "???!", "émigré", "a # b", "[x", "x" * 100, " ", "        ", "\t", "line\nbreak", "-5", "- x", "x ",
    "@@", "&a", "!x", "12:99", "next tuesday", "\u202ex", "HC-1041", "0012", "true", "null", "~", "yes", "No",
    "her ssn is 123-45-6789", "acct 12345678", "+1 555 123-45-6789", "fico 710",
)  # fmt: skip
OTHERS: tuple[object, ...] = (
    None, [], {}, ["a"], [["a"]], {"x": "1"}, {"x_a": "1"}, [None], [""], ["TBD"], [{}], {"name": "Q"}, {"text": "y"},
    ["2026-11-20 called"], [[]],
)  # fmt: skip


def any_value(chance: random.Random) -> object:
    def some_date() -> str:
        year = chance.choice(("2026", "2027", "2028", "26", "28", "2100", "1999", "2101", "'26"))
        month, day = (chance.choice(("{}", "{:02}")).format(chance.randint(0, most)) for most in (13, 32))
        return chance.choice(DATE_FORMS).format(y=year, m=month, d=day, w=chance.choice(MONTH_WORDS))

    def some_clock() -> str:
        return chance.choice(CLOCK_FORMS).format(h=chance.randint(0, 26), m=chance.randint(0, 70))

    def some_word() -> str:
        word = chance.choice(WORDS)
        forms = (
            word,
            word.upper(),
            word.replace(" ", "-"),
            word.replace(" ", ""),
            f"{word}s",
            f" {word} ",
            f"{word}x",
            word[:-1],
        )
        return chance.choice(forms)

    def some_number() -> str:
        number = chance.choice((0, 1, 7, 9, 10, 11, 30, 365, 3650, 3651, 425000, 999_999_999, 10**9))
        return chance.choice(NUMBER_FORMS).format(n=number)

    kinds: tuple[Callable[[], object], ...] = (
        some_date,
        lambda: some_date() + chance.choice((" ", ", ", " at ", "T")) + some_clock(),
        some_clock,
        some_word,
        some_word,
        some_number,
        lambda: chance.choice(TEXTS),
        lambda: chance.choice(OTHERS),
    )
    value = chance.choice(kinds)()
    # A number in another notation is the same number to an editor.
    is_plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9$.]([A-Za-z0-9 $./'+()%_-]*[A-Za-z0-9.)%])?", value)
    return Bare(value) if is_plain and chance.random() < 0.6 else value


def differences(seed: int, count: int) -> list[str]:
    """Values in fields of which `check` and the schema say different things, among so many."""
    chance, found = random.Random(seed), []
    for _ in range(count):
        text = written(chance.choice(SPOTS)(any_value(chance)))
        try:
            editor_value(text)
        except yaml.YAMLError:
            continue  # what no editor can read has no schema
        (is_error, is_told), refused = verdict(text), bool(refusals(text))
        if (refused and not is_told) or (is_error and not refused):
            found.append(f"{'an error' if is_error else 'no word'} for check, {'refused' if refused else 'taken'}: {text}")
    return found


def test_any_value_is_refused_if_check_calls_it_an_error_and_taken_if_it_says_nothing() -> None:
    assert differences(seed=11, count=200) == []


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(8))
def test_any_value_of_many(seed: int) -> None:
    assert differences(seed, count=4_000) == []
