"""The program's front door: `backlog`, `bklg` and `python -m backlog_cli` all come in here."""

# Nothing else is opened out here: until `main` has its own answer to Ctrl-C, Python's is a traceback.
import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code.

    At once: what Python takes apart while it ends costs a cold morning an eighth of its time, and nothing waits for it.
    """
    os._exit(answered())


def answered() -> int:
    """Run the command line; everything is said when it comes back. The value is the exit code."""
    try:
        import signal

        # What the caller had ignored stays ignored.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _stopped)
        # A short life: collecting garbage costs more than it frees.
        import gc

        gc.disable()
        code = _tab() if "_BACKLOG_COMPLETE" in os.environ else None
        if code is None:
            from backlog_cli.cli.app import run

            code = run(sys.argv[1:])
        # All is done and said: it is too late to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return code
    except KeyboardInterrupt:
        _stopped()
        return INTERRUPTED


def _tab() -> int | None:
    """Answer the Tab key where that is quickly done; None leaves it to the command line."""
    from backlog_cli.cli.tab import pressed

    offers = pressed()
    if offers is None:
        return None
    said = offers.encode("utf-8")
    try:
        while said:
            said = said[os.write(1, said) :]
    except OSError:
        return 0  # nobody listens any more
    return 0


def _stopped(*_: object) -> None:
    """Leave at once, wherever the program is: where something has to be put in order first, the store sets another answer.

    An exception could be swallowed on its way, by an import for one, and Python would show that.
    """
    try:
        os.write(2, b"\nbacklog: stopped.\nNothing was changed.\n")
    finally:
        os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
