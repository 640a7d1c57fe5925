"""The program's front door: `backlog`, `bklg` and `python -m backlog_cli` all come in here."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        # A short life: collecting garbage costs more than it frees.
        import gc

        gc.disable()
        from backlog_cli.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130  # while the rooms were still being opened
    # Python would answer Ctrl-C with a traceback while it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
