"""The lock file of a server that is no more: what may be cleared away and what PostgreSQL has to judge itself."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from wanjia.platform import database, embedded


@pytest.fixture
def data(tmp_path):
    """data(pid) -> a folder whose lock file names that process."""

    def lock(pid):
        (tmp_path / "postmaster.pid").write_text(f"{pid}\n{tmp_path}\n")
        return tmp_path

    return lock


def a_zombie():
    child = subprocess.Popen([sys.executable, "-c", ""])
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    return child


def test_a_lock_of_a_zombie_or_of_somebody_else_s_process_is_cleared_away(data):
    zombie = a_zombie()
    for pid in (zombie.pid, os.getpid()):
        folder = data(pid)
        assert not embedded.is_running(folder)
        embedded._forget_the_dead(folder)
        assert not (folder / "postmaster.pid").exists()
    zombie.wait()


def test_a_lock_of_nobody_is_left_to_postgresql(data):
    """It knows whether orphans of that server still hold its memory."""
    folder = data(2**22 + 1)
    embedded._forget_the_dead(folder)
    assert (folder / "postmaster.pid").exists()
    assert embedded.patience(folder) == embedded.PATIENCE


@pytest.mark.parametrize("content", ["", "nonsense", None])
def test_a_lock_that_says_nothing_is_no_running_server(tmp_path, content):
    if content is not None:
        (tmp_path / "postmaster.pid").write_text(content)
    assert not embedded.is_running(tmp_path)
    embedded._forget_the_dead(tmp_path)


def test_a_folder_without_a_lock_gets_one_try(tmp_path):
    assert embedded.patience(tmp_path) == 0


def test_a_named_server_is_somebody_else_s_to_watch(tmp_path):
    assert database.is_away("postgresql://db.example/wanjia", tmp_path) is False
    assert database.is_away(None, tmp_path) is True
    assert database.bring_back("postgresql://db.example/wanjia", tmp_path, patience=0, give_up=bool)


def test_what_can_t_start_gives_up_when_it_is_told_to(tmp_path):
    (tmp_path / "database").write_text("a file where a folder should be")
    tries = iter([False, False, True])
    assert not database.bring_back(None, tmp_path, patience=60, give_up=lambda: next(tries))
    assert next(tries, "used up") == "used up"
    assert Path(tmp_path / "database").is_file()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://a%40b:p%2Fw@h.example:5433/wan%20x?sslmode=require&sslrootcert=%2Fetc%2Fx",
        "postgresql://postgres@/wanjia?host=%2Ftmp%2Fx%20y%2Fdatabase",
    ],
)
def test_an_address_survives_the_way_through_django_s_settings(address):
    entry = database.settings(address)
    assert database.settings(database.address(entry)) == entry
    assert database.settings(database.renamed(address, "x-y"))["NAME"] == "x-y"
