"""The environment, read once into one typed object. Everything has a default: a demo needs no environment at all."""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from environs import Env
from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class Environment:
    """What the installation was told. `home` holds everything that must be kept: database, files, secret."""

    home: Path
    database_url: str | None
    secret: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    is_secure: bool
    debug: bool
    language: str
    pool: int  # connections that a server process keeps for its pages; 0 outside a server
    log: Literal["text", "json"]
    sms_url: str  # apprise address of the SMS service, {phone} where the number goes; empty: no SMS
    metrics: Path | None  # where the processes of one `serve` count together; set by the supervisor


def _secret(home: Path) -> str:
    """The installation's own secret, made at first use. Losing it loses every sealed field: back it up."""
    path = home / "secret"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _language(env: Env) -> str:
    """Chinese unless WANJIA_LANG says otherwise: the terminal's own locale is rarely anybody's choice."""
    return "en" if env.str("WANJIA_LANG", "zh").lower().startswith("en") else "zh-hans"


def _log(env: Env) -> Literal["text", "json"]:
    return "json" if env.str("WANJIA_LOG", "text").lower() == "json" else "text"


def for_child(**more: str) -> dict[str, str]:
    """Our own environment and something on top, for a process that we start."""
    return os.environ | more


@lru_cache
def environment() -> Environment:
    env = Env()
    home = Path(env.str("WANJIA_HOME", str(user_data_path("wanjia")))).expanduser().resolve()
    return Environment(
        home=home,
        database_url=env.str("DATABASE_URL", None),
        secret=env.str("WANJIA_SECRET", None) or _secret(home),
        hosts=tuple(env.list("WANJIA_HOSTS", ["127.0.0.1", "localhost", "[::1]"])),
        origins=tuple(env.list("WANJIA_ORIGINS", [])),
        is_secure=env.bool("WANJIA_HTTPS", False),
        debug=env.bool("WANJIA_DEBUG", False),
        language=_language(env),
        pool=env.int("WANJIA_POOL", 0),
        log=_log(env),
        sms_url=env.str("WANJIA_SMS_URL", ""),
        metrics=env.path("PROMETHEUS_MULTIPROC_DIR", None),
    )
