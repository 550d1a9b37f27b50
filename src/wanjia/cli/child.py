"""One process that `wanjia serve` keeps alive."""

import contextlib
import os
import signal
import subprocess
import time

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds before a start after an end; doubles each time
_SETTLED = 60.0  # seconds after which an end counts as the first again


class Child:
    """A process in a session of its own: a Ctrl-C in the terminal reaches only the parent, who says what happens.

    Its standard input stays open as long as we live: by that `cli.tended` knows that we do.
    """

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self._command, self._environment = name, command, environment
        self._pause, self._started_at, self._ended_at = _FIRST_PAUSE, 0.0, 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._started_at, self._ended_at = time.monotonic(), 0.0
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            self._command, env=self._environment, stdin=subprocess.PIPE, start_new_session=True
        )

    def ended(self) -> int | None:
        """The exit code, None while it lives."""
        code = self._process.poll() if self._process else None
        if code is not None and not self._ended_at:
            self._ended_at = time.monotonic()
            lived = self._ended_at - self._started_at
            self._pause = _FIRST_PAUSE if lived > _SETTLED else min(self._pause * 2, _LONGEST_PAUSE)
            self.kill()  # web processes whose parent was killed would go on, unwatched, and keep the port
        return code

    def is_due(self) -> bool:
        """The pause after its end is over. A child that can't live is not started a thousand times."""
        return time.monotonic() - self._ended_at >= self._pause

    def ask_to_stop(self) -> None:
        if self._process:
            self._process.terminate()

    def kill(self) -> None:
        """With whatever it has started itself; nothing when it has ended."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
