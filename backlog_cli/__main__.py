"""The program's front door: `backlog`, `bklg` and `python -m backlog_cli` all come in here."""

# Nothing else is opened out here: until `main` has its own answer to Ctrl-C, Python's is a traceback.
import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    code = run()
    import gc

    # Nothing is left to collect for a program that ends.
    gc.freeze()
    sys.exit(code)


def run() -> int:
    """Run the command line; everything is printed when it returns. Return the exit code."""
    try:
        import signal

        # What the caller had ignored stays ignored.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _stop_now)
        # A short life: collecting garbage costs more than it frees.
        import gc

        gc.disable()
        from backlog_cli.cli.app import run as run_words

        code = run_words(sys.argv[1:])
        # All is done and printed: it is too late to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return code
    except KeyboardInterrupt:
        _stop_now()
        return INTERRUPTED


def _stop_now(*_: object) -> None:
    """Leave at once, wherever the program is: where something has to be put in order first, the store sets another answer.

    An exception could be swallowed on its way, by an import for one, and Python would show that.
    """
    try:
        os.write(2, b"\nbacklog: stopped.\nNothing was changed.\n")
    finally:
        os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
