"""What `where` finds out: which file and why, what this machine has, and what is wrong, each with its cure."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli import __version__
from backlog_cli.cli.shell_scripts import COMMAND_NAMES, installed_shells
from backlog_cli.errors import BacklogError, BadFile, NoFile, UsageError
from backlog_cli.terms import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.store.git.repository import Repository

_NOT_USED = " (not used: a link, or something that others can write to, is in its place)"
_NO_HOME = "none: no home folder is known"
_EDITOR_CURE = "name the one you like: export EDITOR=nano"
MOST_GONE = 5  # journals of gone files that are named one by one
_OWN_EXTRAS = ("test",)  # for whoever changes the program


class Trouble(NamedTuple):
    """Something that is not as it should be, and what to do about it."""

    what: str
    cure: str


OLD_SCHEMA = Trouble("What your editor knows of your file is from an older version", "backlog schema --install")


class Extra(NamedTuple):
    """An extra of the installation: what it needs, and what of that is not there."""

    name: str
    needs: tuple[str, ...]
    missing: tuple[str, ...]


class Checkup(NamedTuple):
    """All that was found: the facts for a script, a line each for the screen, and what is wrong."""

    facts: dict[str, object]
    lines: dict[str, str]
    troubles: tuple[Trouble, ...]
    backlog: Backlog | None = None


def check_up(context: AppContext) -> Checkup:
    """Look at the file, its folders and this installation. Nothing is changed."""
    file = _file(context)
    parts = (
        file,
        _drafts(context),
        _foreign(context),
        _git(context, file.backlog),
        _journal(context),
        _cache(context),
        _machine(context),
        _shells(),
        _packages(),
    )
    facts = {name: value for part in parts for name, value in part.facts.items()}
    lines = {name: value for part in parts for name, value in part.lines.items()}
    return Checkup(facts, lines, tuple(trouble for part in parts for trouble in part.troubles), file.backlog)


def _file(context: AppContext) -> Checkup:
    from backlog_cli.store.files import is_write_protected
    from backlog_cli.store.sync_files import sync_program
    from backlog_cli.workflows.copies import CopyState, copies_beside
    from backlog_cli.workflows.editor_schema import has_older_schema

    found = context.location
    path, is_there = str(found.path.absolute()), os.path.lexists(found.path)
    state, troubles, backlog = _file_state(context)
    is_writable = _is_writable(found.path)
    if is_write_protected(found.path):
        is_writable = False
        troubles.append(Trouble(f"{path} is write-protected", f"chmod u+w {shlex.quote(path)}"))
    elif not is_writable:
        cure = "ask whoever manages this computer, or keep the file in a folder of your own"
        troubles.append(Trouble(f"You may not write to {path}", cure))
    if has_older_schema(found.path):
        troubles.append(OLD_SCHEMA)
    program = sync_program(found.path)
    copies = copies_beside(context.session, (home.key.number for home in backlog.jobs)) if backlog else ()
    if names := ", ".join(copy.path.name for copy in copies if copy.state in (CopyState.MORE, CopyState.UNREADABLE)):
        troubles.append(Trouble(f"There's another copy of the file: {names}", "backlog check shows what only it holds"))
    facts: dict[str, object] = {"file": path, "why": found.why, "is_there": is_there, "state_of_file": state}
    facts |= {"is_writable": is_writable, "sync": program}
    lines = {"file": path, "why": found.why, "holds": state if is_writable else f"{state}; read only"}
    if program:
        lines["synced by"] = f"{program}: let it finish before you use another computer"
    return Checkup(facts, lines, tuple(troubles), backlog)


def _drafts(context: AppContext) -> Checkup:
    """Edits by hand that were saved and did not get into the file."""
    from backlog_cli.store.editing.drafts import find_drafts

    try:
        found = find_drafts(context.location.path, context.session.data(), os.environ)
    except BacklogError:
        found = []
    lost = "the text it started from is gone: copy what you need by hand"
    troubles = (
        Trouble(f"An edit you saved isn't in the file: {draft.path}", lost if draft.base is None else "backlog edit offers it")
        for draft in found
    )
    return Checkup({}, {}, tuple(troubles))


def _file_state(context: AppContext) -> tuple[str, list[Trouble], Backlog | None]:
    """In a few words whether the file can be read, and what it says if it can."""
    try:
        document = context.session.summaries()
    except NoFile:
        return "no file yet", [Trouble("There's no backlog file here yet", "backlog init makes one, --file names another")], None
    except BacklogError as error:
        why = error.message.splitlines()[0]
        cure = "backlog check shows the line" if isinstance(error, BadFile) else "see whose file it is, and who has it open"
        return f"can't be read: {why}", [Trouble("The file can't be read", cure)], None
    from backlog_cli.rules.backlog import is_clean, unreadable_lines

    backlog = document.backlog
    mistakes = f"{len(backlog.bad)} left out, {count_with_noun(backlog.warnings, 'warning')}"
    if unread := len(unreadable_lines(backlog)):
        mistakes += f", {unread} that can't be read"
    state = f"{count_with_noun(len(backlog.jobs), 'home')}, {mistakes}"
    troubles = [] if is_clean(backlog) else [Trouble(f"The file has mistakes: {mistakes}", "backlog check")]
    return state, troubles, backlog


def _is_writable(path: Path) -> bool:
    """Whether a new file can be put in its place, which is how it is written."""
    real = Path(os.path.realpath(path))
    return os.access(real.parent, os.W_OK) and (not real.exists() or os.access(real, os.W_OK))


def _foreign(context: AppContext) -> Checkup:
    """What was found where our own files would be and isn't ours alone (SAFETY 21)."""
    from backlog_cli.store.foreign_files import foreign_files

    found = foreign_files(context.location.path, os.environ)
    return Checkup({}, {}, tuple(Trouble(f"{left.path} isn't used: {left.why}", left.cure) for left in found))


def _git(context: AppContext, backlog: Backlog | None) -> Checkup:
    """The repository that the file is in, whether writes become commits there, and what git doesn't have yet."""
    from backlog_cli.store.git.program import GitError
    from backlog_cli.store.git.repository import find_repository
    from backlog_cli.store.paths import git_root
    from backlog_cli.terms import GitUse

    path = context.location.path
    is_on = backlog is not None and backlog.policy.git == GitUse.COMMIT
    if not is_on and git_root(path) is None:
        return Checkup({"git": None}, {}, ())
    try:
        repository = find_repository(path, os.environ)
        return _repository(repository, is_on=is_on)
    except GitError as error:
        why = error.message.removesuffix(".")
        troubles = (Trouble("Writes can't become commits", why),) if is_on else ()
        return Checkup({"git": None}, {} if is_on else {"git": f"not used: {why}"}, troubles)


def _repository(repository: Repository, *, is_on: bool) -> Checkup:
    """The same of the repository that was found. Raise GitError."""
    from backlog_cli.store.git.commits import commits_between
    from backlog_cli.store.git.merge_driver import driver_lines, is_installed
    from backlog_cli.store.git.program import GitError
    from backlog_cli.store.git.remote import NoRemote, remote_of

    has_driver, troubles = is_installed(repository), []
    shared, unsent = None, None
    try:
        branch = repository.require_quiet()
        remote = remote_of(repository, branch)
        shared, ours, theirs = remote.name, repository.commit_id("HEAD"), repository.commit_id(remote.seen)
        unsent = 0 if ours is None else len(commits_between(repository, theirs, ours))
        if is_on:
            repository.changed()
    except NoRemote:
        pass
    except GitError as error:
        troubles.append(Trouble("Git can't be used for the file just now", error.message.removesuffix(".")))
    if has_driver and not driver_lines(repository, program_words())[2].is_there:
        troubles.append(Trouble("Git would merge with another copy of this program", "backlog merge --install"))
    parts = [
        "each write is a commit" if is_on else "what you write is committed when you sync",
        "merged by meaning" if has_driver else "git merges line by line (backlog merge --install)",
        "no shared copy" if shared is None else f"shared copy {shared}",
        *([f"{count_with_noun(unsent, 'change')} to send: backlog sync"] if unsent else []),
    ]
    facts: dict[str, object] = {"repository": str(repository.top), "commits": is_on, "driver": has_driver}
    facts |= {"shared": shared, "unsent": unsent}
    return Checkup({"git": facts}, {"git": f"in {repository.top}: {', '.join(parts)}"}, tuple(troubles))


def _journal(context: AppContext) -> Checkup:
    from backlog_cli.store.files import open_journal
    from backlog_cli.store.journal.adoption import gone_journals, nameless_journals
    from backlog_cli.store.journal.status import has_transfer_mark
    from backlog_cli.store.paths import named_state_folder, state_folder

    folder, journal = state_folder(os.environ), open_journal(context.location.path, os.environ)
    if (folder is None or journal is None) and (named := named_state_folder(os.environ)) is not None:
        text = f"{named}{_NOT_USED}"
        facts: dict[str, object] = {"journal": text, "state": str(named), "undoable": 0, "gone_journals": []}
        return Checkup(facts, {"journal": text}, ())
    if folder is None or journal is None:
        trouble = Trouble("Nothing can be taken back: no home folder is known", "set HOME to your home folder")
        facts = {"journal": _NO_HOME, "state": None, "undoable": 0, "gone_journals": []}
        return Checkup(facts, {"journal": _NO_HOME}, (trouble,))
    undoable, damage = len(journal.load().to_undo()), journal.damage()
    troubles = []
    if journal.refused is not None:
        troubles.append(Trouble(f"The journal can't be read, so nothing can be taken back: {journal.folder}", "see who owns it"))
    elif not _can_be_made(journal.folder):
        troubles.append(
            Trouble(f"The journal can't be written: {journal.folder}", "make that folder yours, or set XDG_STATE_HOME")
        )
    if damage:
        what = f"The journal is damaged: {damage}, and undo skips it"
        troubles.append(Trouble(what, "nothing to do; backlog undo --dry-run shows what would be undone"))
    if has_transfer_mark(journal.folder):
        troubles.append(Trouble("A move to the archive was interrupted", "backlog archive finishes it"))
    health = "fine" if not troubles else "not fine"
    gone = gone_journals(folder)
    troubles += [
        Trouble(f"There's a journal for {one.file}, but that file is gone", "backlog where --forget-gone removes it")
        for one in gone[:MOST_GONE]
    ]
    if len(gone) > MOST_GONE:
        troubles.append(Trouble(f"{len(gone) - MOST_GONE} more journals of files that are gone", "backlog where --forget-gone"))
    troubles += [
        Trouble(f"A journal doesn't say which file it's of: {nameless}", "run backlog once on that file, or delete the folder")
        for nameless in nameless_journals(folder)[:MOST_GONE]
    ]
    held = f"{count_with_noun(undoable, 'command')} to take back" if undoable else "nothing to take back"
    line = f"{health}, {held}: {journal.folder}"
    facts = {"journal": str(journal.folder), "state": str(folder), "undoable": undoable}
    facts["gone_journals"] = [{"file": str(one.file), "journal": str(one.folder)} for one in gone]
    return Checkup(facts, {"journal": line}, tuple(troubles))


def _can_be_made(folder: Path) -> bool:
    """Whether a folder can be written to, or made where it is not there."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _cache(context: AppContext) -> Checkup:
    from backlog_cli.store.cache.storage import CacheFile
    from backlog_cli.store.paths import cache_folder

    folder = cache_folder(os.environ)
    if folder is None:
        return Checkup({"cache": _NO_HOME}, {"cache": _NO_HOME}, ())
    is_left_alone = CacheFile(context.location.path, os.environ).is_left_alone()
    text = f"{folder}{_NOT_USED if is_left_alone else ''}"
    cure = f"remove what's there: {folder}"
    troubles = (Trouble("The cache isn't used, so every command reads the whole file", cure),) if is_left_alone else ()
    return Checkup({"cache": text}, {"cache": text if is_left_alone else f"fine: {folder}"}, troubles)


def _machine(context: AppContext) -> Checkup:
    from backlog_cli.exchange.extras import install_line
    from backlog_cli.store.editing.editor import find_editor
    from backlog_cli.store.yaml.events import has_fast_parser
    from backlog_cli.views.screen import colour_decision

    screen, troubles = context.screen(), []
    if not (is_fast := has_fast_parser()):
        cure = install_line(("--force-reinstall", "pyyaml"))
        troubles.append(Trouble("libyaml is missing: reading takes about seven times longer", cure))
    _, why = colour_decision(context.color, os.environ, is_terminal=screen.is_terminal)  # type: ignore[arg-type]
    try:
        words = find_editor(os.environ, is_terminal=True)
        editor = shlex.join(words)
        if shutil.which(words[0]) is None:
            troubles.append(Trouble(f"backlog edit would open {editor}, which isn't on this computer", _EDITOR_CURE))
    except UsageError:
        editor = None
        troubles.append(Trouble("backlog edit has no editor to open", _EDITOR_CURE))
    parser = "fast (libyaml)" if is_fast else "slow (libyaml is missing: reading takes about seven times longer)"
    color = "yes" if screen.colour else "no"
    python = sys.version.split()[0]
    facts: dict[str, object] = {"parser": parser, "color": color, "color_why": why, "width": screen.width, "editor": editor}
    facts |= {"python": python, "version": __version__, "program": shlex.join(program_words())}
    lines = {
        "program": f"{__version__}, {shlex.join(program_words())}",
        "python": f"{python}, YAML parser {parser}" if is_fast else f"{python}, YAML parser slow",
        "color": f"{color}: {why}, {screen.width} columns",
        "editor": editor or "none",
    }
    return Checkup(facts, lines, tuple(troubles))


def _shells() -> Checkup:
    home = os.environ.get("HOME", "")
    shells = installed_shells(Path(home)) if home else {}
    old = [shell for shell, is_current in shells.items() if not is_current]
    troubles = tuple(
        Trouble(f"Tab completion in {shell} is from an older version", "backlog --install-completion") for shell in old
    )
    facts: dict[str, object] = {
        "completion": [{"shell": shell, "is_current": is_current} for shell, is_current in shells.items()]
    }
    return Checkup(facts, {"completion": ", ".join(shells) or "not set up: backlog --install-completion"}, troubles)


def _packages() -> Checkup:
    from backlog_cli.exchange.extras import install_line

    requirements = _requirements()
    versions = {name: version for name in requirements if (version := _version(name))}
    extras = _extras(requirements)
    installed = [extra.name for extra in extras if not extra.missing]
    lines = {"packages": ", ".join(f"{name} {version}" for name, version in versions.items())}
    lines["extras"] = ", ".join(installed) or "none"
    for extra in extras:
        if extra.missing and not (extra.name == "all" and len(extras) > 1):
            lines[f"no {extra.name}"] = install_line(extra.needs)
    facts: dict[str, object] = {
        "packages": [{"name": name, "version": version} for name, version in versions.items()],
        "extras": [{"name": extra.name, "is_installed": not extra.missing} for extra in extras],
    }
    return Checkup(facts, {name: value for name, value in lines.items() if value}, ())


def _requirements() -> dict[str, dict[str, str]]:
    """The packages that this installation names: for each the extras that ask for it, "" for the program itself, and the pin."""
    from importlib.metadata import PackageNotFoundError, requires

    from backlog_cli.exchange.extras import DISTRIBUTION

    try:
        pins = requires(DISTRIBUTION) or []
    except PackageNotFoundError:  # started from its sources
        return {}
    found: dict[str, dict[str, str]] = {}
    for pin in pins:
        wanted, _, marker = (part.strip() for part in pin.partition(";"))
        extra = re.search(r"extra *== *['\"]([\w-]+)['\"]", marker)
        name = re.split(r"[^\w.-]", wanted, maxsplit=1)[0].lower()
        if extra is None or extra[1] not in _OWN_EXTRAS:
            found.setdefault(name, {})[extra[1] if extra else ""] = wanted
    return found


def _extras(requirements: Mapping[str, Mapping[str, str]]) -> list[Extra]:
    names = sorted({extra for wanted in requirements.values() for extra in wanted if extra})
    found = []
    for extra in names:
        needs = {name: wanted[extra] for name, wanted in requirements.items() if extra in wanted}
        missing = tuple(name for name in needs if _version(name) is None)
        found.append(Extra(extra, tuple(needs.values()), missing))
    return found


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def program_words() -> tuple[str, ...]:
    """The words that start this program from anywhere, its path absolute."""
    started = Path(sys.argv[0]).absolute()
    places = (started, *(Path(sys.executable).with_name(name) for name in COMMAND_NAMES))
    found = next((place for place in places if place.stem in COMMAND_NAMES and place.is_file()), None)
    return (str(found),) if found else (sys.executable, "-m", "backlog_cli")
