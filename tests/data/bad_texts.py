"""Texts that cannot be read as a backlog: where each is wrong, and words that have to be said about it.

`THREATS` are known by their place (`line:column`), `WHOLE` are no such text at all, `HUGE` make any
reader slow that takes them one by one (each is made when it is asked for). The tests take this module by `runpy`.
"""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = "jobs:\n  - job: 1\n    stage: trim\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {k: v}\n" + "".join(
    f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 20)}]}}\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
ZIP = BytesIO()
with zipfile.ZipFile(ZIP, "w") as _archive:
    _archive.writestr("backlog.yaml", GOOD)

THREATS: dict[str, tuple[str | bytes, str, tuple[str, ...]]] = {
    "tab as indentation": (GOOD + "\tlot: 1\n", "4:1", ("tab at column 1", "spaces", r"\tlot: 1")),
    "tab behind blanks": (GOOD + "  \tlot: 1\n", "4:3", ("tab at column 3",)),
    "tab before a dash": ("jobs:\n\t- job: 1\n", "2:1", ("tab",)),
    "three columns": (GOOD + "   lot: 1\n", "4:4", ("indented by 3 spaces", "0, 2 or 4")),
    "one column": (GOOD + " lot: 1\n", "4:2", ("indented by 1 space,",)),
    "deeper than its key": (GOOD + "      lot: 1\n", "4:7", ("`stage` above", "line it up")),
    "no dash": ("jobs:\n  - job: 1\n  job: 2\n", "3:3", ("dash is missing",)),
    "a dash among keys": ("jobs:\n  - job: 1\n    log: x\n    - at: y\n", "4:5", ("dash",)),
    "no blank behind a dash": ("jobs:\n  -job: 1\n   lot: 2\n", "2:3", ("after this dash", "- key: value")),
    "no blank behind a colon": (GOOD + "    lot:12\n    plan: x\n", "4:5", ("after the colon", "lot: 12")),
    "no blank behind the last colon": (GOOD + "    lot:12\n", "4:5", ("after the colon",)),
    "no blank behind the only colon": ("jobs:none\n", "1:1", ("after the colon", "jobs: none")),
    "no colon": (GOOD + "    lot 12\n    plan: x\n", "4:5", ("no colon", "key: value")),
    "no key": (GOOD + "    : 12\n", "4:5", ("key is missing",)),
    "quote never closed": (GOOD + '    plan: "Alder\n    lot: 1\n', "4:11", ("never closed", 'put a "')),
    "single quote never closed": (GOOD + "    plan: 'Alder\n    lot: 1\n", "4:11", ("never closed", "put a '")),
    "quote closed too late": (GOOD + '    said: "I can\n    lot: "12"\n', "4:11", ("closed only on line 5",)),
    "text behind quotes": (GOOD + "    said: 'it's fine'\n", "4:15", ("after the closing quote", '"it\'s fine"')),
    "text behind quotes in brackets": ("jobs: [{job: 1, said: 'it's'}]\n", "1:27", ("after the closing quote",)),
    "colon in a value": (GOOD + "    note: call: 5pm\n", "4:15", ('note: "call: 5pm"',)),
    "colon in a value in brackets": ("jobs: [{job: 1, note: call: 5pm}]\n", "1:27", ('note: "call: 5pm"',)),
    "star": (GOOD + "    note: *urgent*\n", "4:11", ("star", 'note: "*urgent*"')),
    "ampersand": (GOOD + "    plan: & Sons\n", "4:11", ("ampersand", 'plan: "& Sons"')),
    "at sign": (GOOD + "    plan: @mike\n", "4:11", ("at sign", '"@mike"')),
    "percent": (GOOD + "    plan: %5 # c\n", "4:11", ("percent", '"%5"')),
    "backquote": (GOOD + "    plan: `x`\n", "4:11", ("backquote",)),
    "comma first": (GOOD + "    plan: , x\n", "4:11", ("comma", '", x"')),
    "a word with an exclamation mark": (GOOD + "    plan: !now go\n", "4:11", ("exclamation mark", '"!now go"')),
    "a type": (GOOD + "    plan: !!str 12\n", "4:11", ("type",)),
    "a type that would run code": (GOOD + '    plan: !!python/object/apply:os.system ["ls"]\n', "4:11", ("type",)),
    "a type behind a label": (GOOD + "    plan: &a !!set {a}\n", "4:14", ("type",)),
    "a type on a key": (GOOD + "    !!str plan: x\n", "4:5", ("type",)),
    "a pipe before text": (GOOD + "    plan: |text\n", "4:11", ("lines below", '"|text"')),
    "backslash": (GOOD + '    plan: "C:\\new\\home"\n', "4:18", ("backslash", "single quotes")),
    "list behind a key": (GOOD + "    log: - at: 1\n", "4:10", ("next line",)),
    "bracket never closed": (GOOD + "    with: [Ann, Bo\n    lot: 1\n", "4:11", ("not closed", "put a ]")),
    "brace never closed": ("jobs: [{job: 1, stage: trim]\n", "1:28", ("}",)),
    "bracket too many": (GOOD + "    with: [Ann]]\n", "4:16", ("belong here",)),
    "non-breaking space": (GOOD + "\u00a0   lot: 1\n", "4:1", ("non-breaking space (U+00A0)", "ordinary spaces")),
    "full-width space": (GOOD + "    \u3000lot: 1\n", "4:5", ("full-width space (U+3000)",)),
    "odd space in a value over two lines": (GOOD + "    note: a\n     \u2003b\n", "5:6", ("U+2003",)),
    "odd space behind a colon": (GOOD + "    lot:\u00a012\n    plan: x\n", "4:9", ("non-breaking space", "space is needed")),
    "second document": (GOOD + "---\njobs: []\n", "4:1", ("second document",)),
    "empty second document": (GOOD + "---\n", "4:1", ("second document",)),
    "below the end": (GOOD + "...\njobs: []\n", "5:1", ("`...`",)),
    "directive": ("%jobs\njobs: []\n", "1:1", ("percent",)),
    "another YAML": ("%YAML 3.0\n---\njobs: []\n", "1:1", ("another kind of YAML",)),
    "merge marks": (GOOD + "<<<<<<< HEAD\n    lot: 1\n=======\n    lot: 2\n>>>>>>> x\n", "4:1", ("merge",)),
    "list at the top": ("- job: 1\n", "1:1", ("begins with a list", "`jobs:`")),
    "words at the top": ("Dear Ann\n", "1:1", ("not a backlog",)),
    "jobs in a word": ("jobs: none yet\n", "1:7", ("not a list of homes",)),
    "jobs in braces": ("jobs: {job: 1}\n", "1:7", ("not a list of homes",)),
    "jobs elsewhere": ("a: &a []\njobs: *a\n", "2:7", ("not a list of homes",)),
    "a list as a top-level key": ("? [a]\n: b\n", "1:3", ("cannot be a key",)),
    "no top-level key": (": b\n", "1:1", ("key is missing",)),
    "labels upon labels": (BOMB, "", ("entries when written out",)),
    "merges upon merges": (MERGE_BOMB, "", ("entries when written out",)),
    "a label inside itself": ("a: &a [*a]\n", "1:8", ("inside what it points to",)),
    "brackets in brackets": ("a: " + "[" * 50_000, "1:", ("levels deep",)),
    "keys in keys": ("".join(f"{' ' * at}a:\n" for at in range(40)), "", ("levels deep",)),
    "unprintable": (GOOD + "    note: a\x1b[31mb\n", "4:12", ("U+001B", r"\x1b[31m")),
    "delete sign": (GOOD + "    note: a\x7f\n", "4:12", ("U+007F",)),
    "zero bytes in text": (GOOD + "    note: a\x00b\n", "4:12", ("U+0000",)),
    "BOM inside": (GOOD + "\ufeff    lot: 1\n", "4:1", ("U+FEFF",)),
    "Latin-1": (GOOD.encode() + b"    name: Caf\xe9\n", "4:14", ("0xe9", "UTF-8")),
    "cut in two": (GOOD.encode() + "    name: é".encode()[:-1], "4:11", ("0xc3",)),
}

WHOLE: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "UTF-16": (GOOD.encode("utf-16"), ("UTF-16", "UTF-8")),
    "UTF-16 without BOM": (GOOD.encode("utf-16-le"), ("UTF-16", "UTF-8")),
    "UTF-32": (GOOD.encode("utf-32"), ("UTF-32", "UTF-8")),
    "gzip": (gzip.compress(GOOD.encode()), ("gzip",)),
    "zip": (ZIP.getvalue(), ("zip",)),
    "PDF": (b"%PDF-1.7\n", ("PDF",)),
    "picture": (b"\x89PNG\r\n\x1a\n", ("picture",)),
    "old office document": (b"\xd0\xcf\x11\xe0\xa1\xb1", ("office",)),
    "web page": (b"\n <!DOCTYPE html>\n<html>", ("web page",)),
    "another web page": (b"<html lang=en>", ("web page",)),
    "power cut": (GOOD.encode() + b"\0" * 100, ("line 4", "power cut")),
    "all gone": (b"\0" * 4096, ("4096 empty bytes", "power cut")),
    "too large": (b"# " + b"x" * (32 * 1024 * 1024), ("32 MiB",)),
}

MOST = 32 * 1024 * 1024 - 1
ONE_HOME = "jobs:\n  - job: 1\n    buyers: Ann Lee\n    sold_date: 2026-01-01\n    stage: trim\n"
BAD_HOME = "  - job: {n}\n    buyers: Ann Lee\n    sold_date: soon\n    stage: nowhere\n"

HUGE: dict[str, Callable[[], bytes]] = {
    "nothing but line breaks": lambda: b"\n" * MOST,
    "nothing but blanks": lambda: b" " * MOST,
    "nothing but commas": lambda: b"," * MOST,
    "nothing but brackets": lambda: b"[" * MOST,
    "nothing but braces": lambda: b"{" * MOST,
    "nothing but dashes": lambda: b"- " * (MOST // 2),
    "nothing but questions": lambda: b"? " * (MOST // 2),
    "nothing but colons": lambda: b": " * (MOST // 16),
    "nothing but quotes": lambda: b'"' * MOST,
    "nothing but bad bytes": lambda: b"\xff" * MOST,
    "bad bytes on every line": lambda: b"\xff\n" * (MOST // 2),
    "unprintable signs": lambda: b"\x01\n" * 100_000,
    "tabs": lambda: b"jobs:\n" + b"\t- a\n" * 100_000,
    "millions of words": lambda: b"jobs:\n" + b"- a\n" * (MOST // 5),
    "millions of words in brackets": lambda: b"jobs: [" + b"a," * (MOST // 3) + b"]\n",
    "millions of nothings": lambda: b"jobs:\n" + b"- {}\n" * (MOST // 6),
    "a hundred thousand words": lambda: b"jobs:\n" + b"- abcde\n" * 100_000,
    "a hundred thousand words in brackets": lambda: b"jobs: [" + b"abcdefg," * 100_000 + b"]\n",
    "a hundred thousand nothings": lambda: b"jobs:\n" + b"- {}\n" * 100_000,
    "a hundred thousand conversations with nothing": (ONE_HOME + "    log:\n" + "      - {}\n" * 100_000).encode,
    "as many as a list takes": (ONE_HOME + "    log:\n" + "      - {}\n" * 4_999).encode,
    "a hundred thousand keys": (ONE_HOME + "".join(f"    stag{n}: a\n" for n in range(100_000))).encode,
    "as many keys as a home takes": (ONE_HOME + "".join(f"    stag{n}: a\n" for n in range(490))).encode,
    "a hundred thousand sections": lambda: "".join(f"jobs{n}: a\n" for n in range(100_000)).encode(),
    "one key again and again": (ONE_HOME + "    plan: Alder\n" * 100_000).encode,
    "one number again and again": (ONE_HOME + ONE_HOME.removeprefix("jobs:\n") * 15_000).encode,
    "fifteen thousand bad homes": ("jobs:\n" + "".join(BAD_HOME.format(n=n) for n in range(15_000))).encode,
    "a hundred thousand labels": ("x_a:\n" + "".join(f"- &a{n} b\n" for n in range(100_000))).encode,
    "a hundred thousand stars": lambda: b"x_b: &b Ann Lee\njobs:\n" + b"- *b\n" * 100_000,
    "a mark of a merge on every line": lambda: b"<<<<<<< a\n" * 100_000,
    "an odd blank on every line": lambda: "\u00a0a: b\n".encode() * 100_000,
    "a deep stair": lambda: "".join(f"{' ' * n}a:\n" for n in range(3_000)).encode(),
    "a star upon a star": BOMB.encode,
    "a merge upon a merge": MERGE_BOMB.encode,
}
