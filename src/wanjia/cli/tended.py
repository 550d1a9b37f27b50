"""`python -m wanjia.cli.tended MODULE …`: runs a module as `python -m` would, and ends when its parent has.

Its standard input is a pipe that nobody writes to and only `wanjia serve` holds open. When that process is gone,
killed with SIGKILL too, the pipe ends; a child that lived on would keep the port and nobody would look after it.
"""

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE = 12.0  # seconds to stop by itself, as `wanjia serve` grants them


def main() -> None:
    """Everything after the module's name is its own command line."""
    threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    module, sys.argv = sys.argv[1], sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    """Asks to stop as a person would; whoever is still there afterwards, children of our own too, is killed."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.killpg(os.getpgrp(), signal.SIGKILL)  # Child has given us a group of our own


if __name__ == "__main__":
    main()
