"""Her file on the disk: found, read and replaced, so that at every instant it is the whole old text or the whole new one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shlex
import signal
import stat
import string
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.errors import BacklogError, BadFile, FileLocked, Interrupted, UsageError
from backlog_cli.store.disk import sync, sync_folder
from backlog_cli.store.file_contents import (
    changes_again,
    file_age,
    is_open_for_writing,
    open_regular_file,
    read_file,
    read_settled,
)
from backlog_cli.store.journal.entries import digest
from backlog_cli.store.journal.journal import PERMISSION_ERRNOS, Journal
from backlog_cli.store.journal.record import JournalWriter
from backlog_cli.store.name_swap import can_exchange, exchange
from backlog_cli.store.own_files import (
    SAFE_OPEN_FLAGS,
    STALE_SECONDS,
    make_own_folder,
    open_own_file,
    sweep_old_files,
    temp_name_start,
)
from backlog_cli.store.paths import error_cause, path_digest, real_path, state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

SCHEMA_NAME = "backlog.schema.json"  # beside her file, for her editor
LOCK_TIMEOUT = 10.0  # seconds
MAX_TRIES = 5
TEMP_DIGITS, TEMP_SUFFIX = 12, ".tmp"
SWAP_DIGITS = 12  # of the digest of each of the two texts, in the name of a file that changes places with hers
_MAX_NAME_BYTES = 200  # bytes; file systems end at 255
_PIECE = 1 << 20  # bytes that are compared at once
_SWAP_NAME = re.compile(rf"(\.~.+)\.[0-9a-f]{{{2 * SWAP_DIGITS}}}\.[0-9a-f]{{{TEMP_DIGITS}}}\.tmp", re.DOTALL)
RENAME_DELAYS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)  # seconds between tries where a virus scanner holds the file

IS_WINDOWS = os.name == "nt"
_SHARING_ERRORS = (5, 32, 33)  # access denied, sharing violation, lock violation
_LOCKS_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
_LINKS_UNSUPPORTED = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EMLINK, errno.EXDEV}
_FOLDER_SYNC_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}
# What asks a program to end: Ctrl-C, `kill`, a terminal that is closed.
_STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class SaveResult(NamedTuple):
    """One finished write. `warnings` are whole sentences about what the disk would not confirm."""

    before: bytes
    after: bytes
    warnings: tuple[str, ...] = ()


def create_file(path: Path, after: bytes, *, environ: Mapping[str, str] | None = None) -> SaveResult:
    """Make a file that is not there yet, 0600, whole or not at all; afterwards Ctrl-C and termination wait, as in `atomic_write`.

    Without `environ` no lock is taken, and none is left: for a file that no command writes again.
    Raise UsageError when something is already there, and FileLocked with the cause.
    """
    place = Path(os.path.realpath(path.absolute().parent)) / path.name
    try:
        with contextlib.nullcontext() if environ is None else hold_lock(place, environ):
            _sweep_beside(place)
            with block_signals():
                with temp_file(place, after, mode=0o600, owner=None) as temp:
                    _link_into_place(temp, place, path)
                hold_signals()
                return SaveResult(b"", after, tuple(sync_folder_or_warn(place.parent)))
    except OSError as error:
        raise FileLocked(f"{path} could not be made: {error_cause(error)}.") from None


def _link_into_place(temp: Path, place: Path, shown: Path) -> None:
    try:
        os.link(temp, place)  # unlike a rename, never lands on top of a file
    except FileExistsError:
        if not os.path.samefile(temp, place):
            raise UsageError(_exists_message(shown)) from None
    except OSError as error:
        if error.errno not in _LINKS_UNSUPPORTED:
            raise
        if os.path.lexists(place):
            raise UsageError(_exists_message(shown)) from None
        os.replace(temp, place)


def _exists_message(path: Path) -> str:
    return f"{path} already exists and wasn't touched. Name another with --file."


def open_journal(path: Path, environ: Mapping[str, str]) -> Journal | None:
    """The journal of the file behind `path`; None when no state folder is known."""
    folder = state_folder(environ)
    real = Path(os.path.realpath(path))
    return None if folder is None else Journal(folder / path_digest(real), lock_paths(real, folder), real)


def atomic_write(
    path: Path, make: Callable[[bytes], bytes], *, environ: Mapping[str, str], record: JournalWriter | None = None
) -> SaveResult:
    """Carry out one write: lock, read, `make` the new bytes, and swap them in if the file is still what was read.

    `make` gets the bytes as they are under the lock and may be called again, up to five times, when an editor saves in
    between; what it raises leaves the file alone. `record` keeps the journal of it: the intent is on disk before the swap.
    After the swap Ctrl-C and termination wait until the program ends.
    Raise FileLocked with the cause when the lock, the disk or an editor that keeps saving stands in the way.
    """
    real = real_path(path)
    record = record or JournalWriter(None, when="", verb="")
    can_exchange()  # loaded now: once the lock is taken, others wait for every moment of it
    with hold_lock(real, environ) as record.lock:
        _sweep_beside(real)
        for tried in range(MAX_TRIES):
            before, status = read_settled(real, path, is_retry=tried > 0)
            record.prepare(before)
            try:
                after = make(before)
            except BadFile:
                if not changes_again(path, before):
                    raise
                continue
            if after == before:
                return SaveResult(before, after)
            _require_writable(path, status)
            warnings = _swap_with_journal(path, real, before, after, status, record)
            if warnings is not None:
                return SaveResult(before, after, (*warnings, *_kept_warnings(real)))
    raise FileLocked(f"{path} keeps changing while it is being written (is an editor or a sync program saving it?).")


def is_write_protected(path: Path) -> bool:
    """Whether the file is there, and its owner may not write to it."""
    try:
        return not os.stat(path).st_mode & stat.S_IWUSR
    except OSError:
        return False


def _require_writable(path: Path, status: os.stat_result) -> None:
    """Raise FileLocked for a file that nobody is to write to: a rename would not ask (SAFETY 22)."""
    if not status.st_mode & stat.S_IWUSR:
        cure = "take its read-only mark away" if IS_WINDOWS else f"chmod u+w {shlex.quote(str(path))}"
        raise FileLocked(f"the file can't be changed, it is write-protected: {cure}")


def _swap_with_journal(
    path: Path, real: Path, before: bytes, after: bytes, status: os.stat_result, record: JournalWriter
) -> list[str] | None:
    """One swap with its lines in the journal: warnings when it is done, None when the file was no longer `before`.

    Signals wait meanwhile, so that none comes between the swap and the word on it, or keeps a temp file from being removed:
    what was not swapped is stopped by them at the end, and from a swap on they are ignored.
    """
    with block_signals():
        try:
            warnings = record.begin(before, after) if record.verb else []
            is_swapped = replace_if_unchanged(real, before, after, status)
        except OSError as error:
            record.cancel()
            raise FileLocked(f"{path} could not be written: {error_cause(error)}.") from None
        except BaseException:
            record.cancel()
            raise
        if not is_swapped:
            record.cancel()
            return None
        # From here on the change is in the file: nothing may turn the exit code any more.
        hold_signals()
        warnings += sync_folder_or_warn(real.parent) + _hard_link_warning(status, real) + _owner_warning(status, real)
        with contextlib.suppress(Exception):  # an import can fail for want of a file handle; the next command mends the journal
            record.finish(after)
        return warnings


def replace_if_unchanged(real: Path, before: bytes, after: bytes, status: os.stat_result) -> bool:
    """Put `after` in the place of `before`; False when the file was no longer that, and nothing was done.

    Where the system can, the two change places in one step, and what came out is looked at: what somebody saved in the last
    moment goes back. Elsewhere the new file is renamed over the old one, right after the last look at it.
    """
    with temp_file(real, after, mode=stat.S_IMODE(status.st_mode), owner=(status.st_uid, status.st_gid)) as temp:
        if not _is_unchanged(real, before):
            return False
        if not can_exchange():
            _rename_over(temp, real, after)
            return True
        # Under a name that says which texts it may hold: after a kill it can be told from one that nobody else has.
        side = _swap_path(temp, real, before, after)
        os.rename(temp, side)
        try:
            return _swap_in(side, real, before, after)
        finally:
            if _came_out(side, before) or _came_out(side, after):
                _unlink(side)


def _swap_path(temp: Path, real: Path, before: bytes, after: bytes) -> Path:
    texts = "".join(digest(text)[:SWAP_DIGITS] for text in (before, after))
    return temp.with_name(temp.name.replace(_side_file_prefix(real), f"{_side_file_prefix(real)}.{texts}", 1))


def _rename_over(temp: Path, real: Path, after: bytes) -> None:
    try:
        rename_with_retries(temp, real)
    except OSError:
        # Over a network the answer can be lost although the file was renamed.
        if os.path.lexists(temp) or not _is_unchanged(real, after):
            raise


def _swap_in(side: Path, real: Path, before: bytes, after: bytes) -> bool:
    """Let the new file, at `side`, change places with hers; False when she, or her editor, was saving it: then hers is back."""
    try:
        if not exchange(side, real):
            _rename_over(side, real, after)
            return True
    except OSError:
        if not _is_unchanged(real, after):
            raise
    if _came_out(side, before):
        _unlink(side)
        return True
    try:
        exchange(side, real)
        if _came_out(side, after) is False:
            # Saved over ours within these microseconds: the newest is theirs, and what is left at `side` is kept, and told.
            exchange(side, real)
        else:
            _unlink(side)
    except OSError:
        return _is_unchanged(real, after)
    return False


def _came_out(side: Path, data: bytes) -> bool | None:
    """Whether what is there now says just this, and nobody has it open to write more; None when it cannot be read."""
    try:
        with open_regular_file(side, "O_NOFOLLOW") as descriptor:
            return is_open_for_writing(descriptor) is not True and _holds(descriptor, data)
    except FileNotFoundError:  # swept by somebody who holds another lock: only a text that is known is swept
        return True
    except OSError:
        return None


def _unlink(side: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(side)


def _holds(descriptor: int, data: bytes) -> bool:
    """Whether all that can be read from here on is this. Piece by piece, so that a large file is not held once more."""
    rest = memoryview(data)
    while part := os.read(descriptor, min(len(rest) + 1, _PIECE)):
        if rest[: len(part)] != part:
            return False
        rest = rest[len(part) :]
    return not rest


def _is_unchanged(real: Path, data: bytes) -> bool:
    """Whether the file says just this. Its date and number are looked at once more after the last byte was read."""
    try:
        with open_regular_file(real, "O_NOFOLLOW") as descriptor:
            status = os.fstat(descriptor)
            return _holds(descriptor, data) and _file_identity(status) == _file_identity(os.lstat(real))
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):  # taken away, or a link by now: no longer what was read
            return False
        raise


def _file_identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _hard_link_warning(status: os.stat_result, real: Path) -> list[str]:
    if status.st_nlink < 2:
        return []
    return [f"{real.name} had a second name (a hard link); the other name still has the old text."]


def _owner_warning(status: os.stat_result, real: Path) -> list[str]:
    """What could not be kept of whose file it was: only root can give a file away."""
    if IS_WINDOWS:  # pragma: no cover - files have no owner of that sort there
        return []
    try:
        now = os.stat(real)
    except OSError:
        return []
    if now.st_uid != status.st_uid:
        return [f"{real.name} belonged to {_user_name(status.st_uid)}; the owner could not be kept, so it's yours now."]
    if now.st_gid != status.st_gid:
        return [f"{real.name} was shared with group {_group_name(status.st_gid)}; the group could not be kept."]
    return []


def _user_name(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _group_name(number: int) -> str:
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


@contextlib.contextmanager
def temp_file(real: Path, data: bytes, *, mode: int, owner: tuple[int, int] | None) -> Iterator[Path]:
    """A complete, synced file with `data` in the folder of `real`; gone again afterwards unless it was renamed."""
    temp = real.with_name(f"{_side_file_prefix(real)}.{os.urandom(TEMP_DIGITS // 2).hex()}{TEMP_SUFFIX}")
    try:
        descriptor = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY | SAFE_OPEN_FLAGS, 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            _keep_owner(descriptor, mode, owner)
            sync(descriptor)
        finally:
            os.close(descriptor)
        yield temp
    finally:
        # Also on Ctrl-C: an exception that is not an OSError must not leave the temp file behind.
        with contextlib.suppress(OSError):
            os.unlink(temp)


def _side_file_prefix(real: Path) -> str:
    """How the names of our files beside hers begin; a name that leaves no room is replaced by its mark."""
    return f".~{real.name if len(os.fsencode(real.name)) <= _MAX_NAME_BYTES else path_digest(real)}"


def _keep_owner(descriptor: int, mode: int, owner: tuple[int, int] | None) -> None:
    """Owner and group as far as this user may give them away, and the mode; never wider than it was."""
    if IS_WINDOWS:  # pragma: no cover - files have no owner of that sort there
        return
    now = os.fstat(descriptor)
    if owner is not None and (now.st_uid, now.st_gid) != owner:
        for wanted in (owner, (-1, owner[1])):
            with contextlib.suppress(OSError):
                os.fchown(descriptor, *wanted)
                break
        now = os.fstat(descriptor)
        if now.st_gid != owner[1]:  # another group: it may do what everybody may
            mode = mode & ~0o070 | (mode & 0o007) << 3
    if stat.S_IMODE(now.st_mode) != mode:  # some disks keep no modes, and refuse to be asked
        os.fchmod(descriptor, mode)


def rename_with_retries(temp: Path, real: Path) -> None:
    """Put the new file in the place of the old one in one step; on Windows wait for a virus scanner to let go. Raise OSError."""
    for wait in RENAME_DELAYS:
        try:
            os.replace(temp, real)
        except OSError as error:
            if not IS_WINDOWS or getattr(error, "winerror", 0) not in _SHARING_ERRORS:
                raise
            time.sleep(wait)
        else:
            return
    os.replace(temp, real)


def sync_folder_or_warn(folder: Path) -> list[str]:
    """Make the new name durable too. Return a warning when the disk does not confirm it: the change is in the file anyway."""
    if IS_WINDOWS:  # pragma: no cover - a folder cannot be opened there
        return []
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno in _FOLDER_SYNC_UNSUPPORTED:
            return []
        return [f"written, but the disk did not confirm it ({error_cause(error)})."]
    return []


@contextlib.contextmanager
def block_signals() -> Iterator[None]:
    """Signals that arrive inside are delivered after it, when the handlers may already be the quiet ones."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


_held_handlers: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}  # what the signals did before


def hold_signals() -> None:
    """From now on Ctrl-C and termination are ignored: the change is in the file, only its report is left."""
    with contextlib.suppress(ValueError):  # not the main thread: then signals do not reach us anyway
        for number in _STOP_SIGNALS:
            _held_handlers.setdefault(number, signal.signal(number, signal.SIG_IGN))


def release_signals() -> None:
    """Let Ctrl-C and termination do again what they did, in a process that lives on after its write."""
    while _held_handlers:
        number, handler = _held_handlers.popitem()
        signal.signal(number, handler)


def _sweep_beside(real: Path) -> None:
    own = (_side_file_prefix(real), f".~{SCHEMA_NAME}")

    def is_ours(start: str) -> bool:
        """Whether it is of the file, or of what is seldom written again: its schema, its archives (`backlog-2025.yaml`)."""
        year = start.removeprefix(f".~{real.stem}-").removesuffix(real.suffix)
        return start in own or (
            start == f".~{real.stem}-{year}{real.suffix}" and len(year) == 4 and set(year) <= set(string.digits)
        )

    sweep_old_files(real.parent, lambda name: is_ours(temp_name_start(name, TEMP_DIGITS, TEMP_SUFFIX) or ""))
    for place in _swap_files(real.parent, is_ours):
        with contextlib.suppress(OSError):
            if file_age(os.lstat(place)) > STALE_SECONDS and not _is_unknown(place):
                os.unlink(place)


def kept_saves(real: Path) -> list[Path]:
    """Texts that somebody saved while a command was killed: what came out for our text, and nobody else has; sorted by name."""
    return [place for place in sorted(_swap_files(real.parent, _side_file_prefix(real).__eq__)) if _is_unknown(place)]


def _swap_files(folder: Path, is_ours: Callable[[str], bool]) -> list[Path]:
    """What killed commands left in a folder that was to change places with a file, or did; `is_ours` sees how it begins."""
    try:
        shapes = [(folder / name, _SWAP_NAME.fullmatch(name)) for name in os.listdir(folder) if name.endswith(".tmp")]
    except OSError:
        return []
    return [place for place, shape in shapes if shape is not None and is_ours(shape[1])]


def _is_unknown(place: Path) -> bool:
    """Whether such a file holds neither of the two texts in its name: neither what was read, nor what was to be written."""
    texts = place.name[-TEMP_DIGITS - 2 * SWAP_DIGITS - 5 : -TEMP_DIGITS - 5]
    try:
        return digest(read_file(place))[:SWAP_DIGITS] not in (texts[:SWAP_DIGITS], texts[SWAP_DIGITS:])
    except (BacklogError, OSError):
        return True


def _kept_warnings(real: Path) -> list[str]:
    return [
        f"{place.name} has a version of {real.name} that another program saved just as a command was killed. "
        "`backlog check` shows what only it has; delete it when you don't need it."
        for place in kept_saves(real)
    ]


@contextlib.contextmanager
def hold_lock(real: Path, environ: Mapping[str, str]) -> Iterator[int | None]:
    """Hold the one lock for this file. It dies with its process, so that no stale lock can exist; the value is its descriptor."""
    descriptor = _open_lock(real, environ)
    if descriptor is None:
        # Neither folder can be written: the comparison before the swap still guards the file.
        yield None
        return
    try:
        _acquire(descriptor)
        yield descriptor
    finally:
        with contextlib.suppress(OSError):  # the change may be in the file, and the lock goes with the process
            os.close(descriptor)


@contextlib.contextmanager
def hold_lock_at(place: Path) -> Iterator[None]:
    """Hold the lock in that place of the state folder, whichever file it is of. Raise FileLocked."""
    try:
        descriptor = open_own_file(place, os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise FileLocked(f"the lock {place} could not be made: {error_cause(error)}.") from None
    try:
        _acquire(descriptor)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _open_lock(real: Path, environ: Mapping[str, str]) -> int | None:
    """The opened lock: in the state folder, beside the file where that is not ours to write, None where neither is."""
    folder = state_folder(environ)
    for place in lock_paths(real, folder):
        try:
            if place.parent == folder:
                make_own_folder(folder)
            return open_own_file(place, os.O_CREAT | os.O_RDWR, folders=0)
        except OSError as error:
            if error.errno not in (*PERMISSION_ERRNOS, errno.EEXIST):
                raise FileLocked(f"the lock {place} could not be made: {error_cause(error)}.") from None
    return None


def lock_paths(real: Path, folder: Path | None) -> tuple[Path, ...]:
    """Where the lock of a file can be, the place that is tried first in front."""
    beside = real.with_name(f"{_side_file_prefix(real)}.lock")
    return (beside,) if folder is None else (folder / f"{path_digest(real)}.lock", beside)


def _acquire(descriptor: int) -> None:
    """Hold the lock, after LOCK_WAIT seconds at the most. Raise FileLocked."""
    start = time.monotonic()
    while not _is_acquired(_try_lock, descriptor):
        waited = time.monotonic() - start
        if waited >= LOCK_TIMEOUT:
            raise FileLocked("another backlog command is writing. Try again in a moment.")
        # The system keeps a queue, so that with many at once nobody starves; to try again and again is a lottery.
        if _can_queue() and _is_acquired(partial(_wait_in_queue, seconds=LOCK_TIMEOUT - waited), descriptor):
            return
        time.sleep(retry_delay(waited))


def _is_acquired(ask: Callable[[int], bool], descriptor: int) -> bool:
    """Whether the lock is held now, or there are no locks here. Raise FileLocked for all else than that others hold it."""
    try:
        return ask(descriptor)
    except OSError as error:
        if error.errno in _LOCKS_UNSUPPORTED:
            return True
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise FileLocked(f"the lock could not be taken: {error_cause(error)}.") from None


def retry_delay(waited: float) -> float:
    """Seconds until the lock is tried again. Whoever has waited longer tries more often: with many at once nobody starves."""
    return max(0.0005, 0.02 / (1 + (waited / 0.2) ** 3))


class _AlarmRang(Exception):
    """The alarm went off: it was waited long enough."""


if IS_WINDOWS:  # pragma: no cover - only Windows knows this call

    def _try_lock(descriptor: int) -> bool:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return True

    def _can_queue() -> bool:
        return False

    def _wait_in_queue(descriptor: int, seconds: float) -> bool:  # noqa: ARG001 - the shape is that of the other
        return False

else:

    def _try_lock(descriptor: int) -> bool:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True

    def _can_queue() -> bool:
        """Whether an alarm can end the wait: it comes through to the main thread alone, and nobody else must be using it."""
        import threading

        return (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGALRM) in (signal.SIG_DFL, signal.SIG_IGN)
            and signal.getitimer(signal.ITIMER_REAL)[0] == 0
            and signal.SIGALRM not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        )

    def _wait_in_queue(descriptor: int, seconds: float) -> bool:
        """Stand in the queue for the lock, so many seconds at most; whether it is held now."""
        import fcntl

        rung: list[int] = []

        def ring(number: int, _frame: FrameType | None) -> None:
            if not rung:  # once is enough: a second one could come while the first is answered, or when the lock is held
                rung.append(number)
                raise _AlarmRang

        old = signal.signal(signal.SIGALRM, ring)
        try:
            # It rings again: the first time may be the moment before the wait begins.
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.1)  # less than a millionth would be never
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            rung.append(0)
        except _AlarmRang:
            return False
        else:
            return True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, old)


@contextlib.contextmanager
def stop_on_termination() -> Iterator[None]:
    """Inside, a termination signal ends the program as Ctrl-C does: by an exception, so that nothing is left half done, exit 130.

    After a write the signals stay held beyond it, to the program's end: see `release_signals`.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Interrupted("stopped.")

    release_signals()
    old: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}
    try:
        # What the caller had ignored (nohup) stays ignored.
        for number in _STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                old[number] = signal.signal(number, signal.default_int_handler if number == signal.SIGINT else stop)
    except ValueError:  # not the main thread: signals do not reach us anyway
        yield
        return
    try:
        yield
    finally:
        for number, handler in old.items():
            if number in _held_handlers:
                _held_handlers[number] = handler
            else:
                signal.signal(number, handler)
