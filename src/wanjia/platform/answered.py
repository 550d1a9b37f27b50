"""The line that the log keeps of a request that was answered. The doors write it; `config.logs` gives it its form."""

import logging
import time

ACCESS = "wanjia.access"
_log = logging.getLogger(ACCESS)


def access_line(*, method: str, route: str, status: int, started: float, account: int | None) -> None:
    """One line for one answer. `started` by time.perf_counter(); `route` is the address' name, never the address."""
    access_lines(method=method, route=route, status=status, ms=_ms_since(started), account=account)


def access_lines(*, method: str, route: str, status: int, ms: float, account: int | None, times: int = 1) -> None:
    """One line for one answer, or for `times` of them that came close together; `ms` is the slowest."""
    figures = {"method": method, "route": route, "status": status, "ms": ms, "account": account}
    _log.info("request", extra=figures | ({"times": times} if times > 1 else {}))


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
