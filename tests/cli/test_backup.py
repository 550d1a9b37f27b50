"""`wanjia backup` and `restore`: one moment of a system that goes on working, and back to exactly that."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction

from tests.world import HAND, NOON, SPRING, a_building, a_person, a_round
from wanjia.cli.main import main
from wanjia.coverage.intake import ProofFact, record_proofs
from wanjia.platform import audit, database, files, upgrades
from wanjia.platform.backups import Failed, NoProgram, archive, programs
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person


@pytest.fixture
def wanjia(monkeypatch, capsys, settings, tmp_path):
    """wanjia("backup", file) -> (exit code, the JSON on stdout or None, stderr)"""
    settings.FILES_DIR = tmp_path / "files"

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["wanjia", *map(str, words), "--json"])
        with pytest.raises(SystemExit) as end:
            main()
        told = capsys.readouterr()
        return end.value.code or 0, json.loads(told.out) if told.out else None, told.err

    return run


def on_server(statement, name=None):
    own = database.address(settings.DATABASES["default"])
    with psycopg.connect(database.renamed(own, name) if name else own, autocommit=True) as link:
        answer = link.execute(statement)
        return answer.fetchall() if answer.description else None


@pytest.fixture
def second():
    """The name of a database that does not exist yet and is gone afterwards."""
    name = f"second_{uuid4().hex[:8]}"
    yield name
    on_server(f"DROP DATABASE IF EXISTS {name}")


def databases():
    return {name for (name,) in on_server("SELECT datname FROM pg_database")}


class Writer(threading.Thread):
    """Enters a person, a proof and a line of the log in each of its transactions, until told to stop."""

    def __init__(self):
        super().__init__()
        self.key, self.ids = a_building()
        self.round_ = a_round()
        self.home = Household.objects.first()
        self.done, self.failed, self.stopped = 0, None, threading.Event()

    def run(self):
        try:
            while not self.stopped.is_set():
                with transaction.atomic():
                    person = a_person(self.home, 500_000 + self.done)
                    fact = ProofFact(uuid4(), person.pk, NOON, self.key)
                    record_proofs(round_=self.round_, facts=[fact], device="07", by="07", now=NOON)
                    audit.record(by=HAND, act="test.write", area=SPRING, subject=str(self.done), now=NOON)
                self.done += 1
        except Exception as why:  # noqa: BLE001  the test itself tells it
            self.failed = why
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
class TestWhileTheSystemIsInUse:
    def test_the_archive_is_one_moment_and_what_is_restored_is_that_moment(self, wanjia, tmp_path, second):
        writer = Writer()
        token = files.keep(b"a workbook")
        writer.start()
        while writer.done < 5:
            assert writer.failed is None, writer.failed
        code, made, said = wanjia("backup", tmp_path / "a.tar")
        while writer.done < 10:
            assert writer.failed is None, writer.failed
        writer.stopped.set()
        writer.join()
        assert writer.failed is None
        assert (code, made["files"], made["with_secret"]) == (0, 1, False)
        assert "WANJIA_SECRET" in said

        kept = archive.verify(tmp_path / "a.tar")
        written = kept.rows["roster_person"] - len(writer.ids)
        assert 5 <= written <= writer.done
        assert Person.objects.count() == len(writer.ids) + writer.done
        assert kept.rows["platform_auditentry"] == AuditEntry.objects.filter(act="round.open").count() + written

        code, restored, _said = wanjia("restore", tmp_path / "a.tar", "--into", second)
        assert code == 0
        assert (restored["restored"], restored["agrees"], restored["check"]) == (second, True, [])
        assert restored["rows"] == made["rows"]
        assert on_server("SELECT count(*) FROM roster_person", second) == [(kept.rows["roster_person"],)]
        settings.FILES_DIR = tmp_path / f"files-{second}"
        assert files.fetch(token) == b"a workbook"

    def test_verify_restores_recounts_and_takes_away_again(self, wanjia, tmp_path):
        a_building()
        before = databases()
        wanjia("backup", tmp_path / "a.tar")
        code, tried, _said = wanjia("restore", tmp_path / "a.tar", "--verify")
        assert (code, tried["agrees"]) == (0, True)
        assert databases() == before

    def test_what_does_not_agree_is_exit_3(self, wanjia, tmp_path, second):
        a_building()
        audit.record(by=HAND, act="x", area=SPRING, now=NOON)
        on_server("ALTER TABLE platform_auditentry DISABLE TRIGGER USER")
        on_server("UPDATE platform_auditentry SET who = 'somebody else'")
        on_server("ALTER TABLE platform_auditentry ENABLE TRIGGER USER")
        wanjia("backup", tmp_path / "a.tar")
        code, restored, _said = wanjia("restore", tmp_path / "a.tar", "--into", second)
        assert (code, restored["agrees"]) == (3, False)
        assert "was changed" in restored["check"][0]

    def test_nothing_that_holds_tables_is_written_over(self, wanjia, tmp_path, second):
        a_building()
        wanjia("backup", tmp_path / "a.tar")
        people = Person.objects.count()
        for words in ((), ("--into", settings.DATABASES["default"]["NAME"])):
            code, _nothing, said = wanjia("restore", tmp_path / "a.tar", *words)
            assert (code, "backup.not_empty" in said) == (5, True)
        on_server(f"CREATE DATABASE {second}")
        on_server("CREATE TABLE theirs (id int)", second)
        assert wanjia("restore", tmp_path / "a.tar", "--into", second)[0] == 5
        code, _nothing, said = wanjia("restore", tmp_path / "a.tar", "--replace", "--yes")
        assert (code, "backup.in_use" in said) == (5, True)  # the test itself is connected
        assert Person.objects.count() == people

    def test_a_backup_that_fails_leaves_the_older_one(self, wanjia, tmp_path, monkeypatch):
        a_building()
        wanjia("backup", tmp_path / "a.tar")
        older = (tmp_path / "a.tar").read_bytes()

        def fail(*args, **kwargs):
            raise Failed(name="pg_dump", why="killed")

        monkeypatch.setattr(programs, "run", fail)
        assert wanjia("backup", tmp_path / "a.tar")[0] == 5
        assert (tmp_path / "a.tar").read_bytes() == older
        assert [path.name for path in tmp_path.iterdir() if "part" in path.name or ".files" in path.name] == []

    def test_it_is_an_act_in_the_log_and_only_its_owner_can_read_it(self, wanjia, tmp_path):
        a_building()
        wanjia("backup", tmp_path / "a.tar", "--with-secret")
        assert AuditEntry.objects.get(act="backup.make").detail == {"with_secret": True}
        assert (tmp_path / "a.tar").stat().st_mode & 0o777 == 0o600
        with tarfile.open(tmp_path / "a.tar") as tar:
            assert tar.extractfile("secret").read().decode() == os.environ["WANJIA_SECRET"]

    def test_without_being_asked_neither_secret_nor_sessions_are_in_it(self, wanjia, tmp_path, client):
        a_building()
        client.session.save()
        wanjia("backup", tmp_path / "a.tar")
        raw = (tmp_path / "a.tar").read_bytes()
        assert os.environ["WANJIA_SECRET"].encode() not in raw
        with tarfile.open(tmp_path / "a.tar") as tar:
            assert "secret" not in tar.getnames()


def an_archive(path, *, dump=b"PGDMP" * 400_000, migrations=()):
    """Complete in itself, though no database has ever been like that."""
    with path.open("w+b") as file:
        writer = archive.Writer(file, mtime=0)
        writer.add("database.dump", io.BytesIO(dump))
        writer.add("files/ab/abcd", io.BytesIO(b"sealed"))
        made_at = NOON.isoformat()
        writer.finish(
            archive.Manifest("1", made_at, 18, [*migrations], {"t": 1}, writer.sums, archive.fingerprint())
        )  # fmt: skip
    return path


class TestAnAlteredArchive:
    def refused(self, path):
        with pytest.raises(archive.AlteredArchive) as why:
            archive.verify(path)
        return why.value.facts["member"]

    def test_a_whole_one_is_a_plain_tar_that_others_can_open(self, tmp_path):
        path = an_archive(tmp_path / "a.tar")
        assert archive.verify(path).rows == {"t": 1}
        with tarfile.open(path) as tar:
            assert tar.getnames() == ["database.dump", "files/ab/abcd", "manifest.json"]
            assert tar.extractfile("files/ab/abcd").read() == b"sealed"

    @pytest.mark.parametrize("member", ["database.dump", "files/ab/abcd"])
    def test_one_other_byte_is_seen_and_named(self, tmp_path, member):
        path = an_archive(tmp_path / "a.tar")
        with tarfile.open(path) as tar:
            at = tar.getmember(member).offset_data + 3
        raw = bytearray(path.read_bytes())
        raw[at] ^= 1
        path.write_bytes(raw)
        assert self.refused(path) == member

    @pytest.mark.parametrize(
        ("end", "member"), [(0, "database.dump"), (1_000_000, "database.dump"), (-1600, "manifest.json")]
    )
    def test_one_cut_short_is_seen_and_named(self, tmp_path, end, member):
        path = an_archive(tmp_path / "a.tar")
        path.write_bytes(path.read_bytes()[:end])
        assert self.refused(path) == member

    def test_a_member_taken_out_and_a_member_put_in_are_named(self, tmp_path):
        path = an_archive(tmp_path / "a.tar")
        with tarfile.open(path) as tar, tarfile.open(tmp_path / "b.tar", "w") as other:
            for info in tar:
                if info.name != "files/ab/abcd":
                    other.addfile(info, tar.extractfile(info))
        assert self.refused(tmp_path / "b.tar") == "files/ab/abcd"
        with tarfile.open(path, "a") as tar:
            tar.addfile(tarfile.TarInfo("files/../../x"), io.BytesIO())
        assert self.refused(path) == "files/../../x"

    def test_a_manifest_that_fits_but_was_written_by_somebody_else_is_seen(self, tmp_path):
        path = an_archive(tmp_path / "a.tar")
        path.write_bytes(path.read_bytes().replace(b'"t": 1', b'"t": 2'))
        assert self.refused(path) == "manifest.json"

    @pytest.mark.django_db
    def test_the_command_line_names_it_and_touches_nothing(self, wanjia, tmp_path, second):
        path = an_archive(tmp_path / "a.tar")
        path.write_bytes(path.read_bytes()[:5000])
        code, _nothing, said = wanjia("restore", path, "--into", second)
        assert (code, "backup.altered" in said, "database.dump" in said) == (4, True, True)
        assert second not in databases()

    @pytest.mark.django_db
    @pytest.mark.parametrize("file", ["nothing.tar", "text.tar"])
    def test_what_is_no_archive_is_bad_input_too(self, wanjia, tmp_path, file):
        (tmp_path / "text.tar").write_text("minutes of the meeting")
        assert wanjia("restore", tmp_path / file)[0] == 4

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", ["../x", "a b", "Großes", "x=y", ""])
    def test_a_name_that_is_no_plain_word_is_bad_usage(self, wanjia, tmp_path, name):
        assert wanjia("restore", an_archive(tmp_path / "a.tar"), "--into", name)[0] == 2

    @pytest.mark.django_db
    def test_one_from_a_newer_wanjia_is_refused(self, wanjia, tmp_path):
        code, _nothing, said = wanjia("restore", an_archive(tmp_path / "a.tar", migrations=[["roster", "9999_later"]]))
        assert (code, "backup.too_new" in said) == (4, True)

    @pytest.mark.django_db
    def test_a_dump_that_postgresql_declines_leaves_no_database(self, wanjia, tmp_path, second):
        path = an_archive(tmp_path / "a.tar", migrations=sorted(map(list, upgrades.brought())))
        code, _nothing, said = wanjia("restore", path, "--into", second)
        assert (code, "backup.failed" in said) == (5, True)
        assert second not in databases()


class TestThePrograms:
    def test_a_named_server_is_served_by_the_path_where_that_is_new_enough(self, tmp_path, monkeypatch):
        ours = tmp_path / "pg_dump"
        ours.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 17.2 (Debian)'\n")
        ours.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        assert programs.find("pg_dump", at_least=17, is_named=True) == programs.Program(ours, 17)
        assert programs.find("pg_dump", at_least=18, is_named=True).version == 18
        assert programs.find("pg_dump", at_least=15, is_named=False).version == 18

    def test_a_server_newer_than_both_is_a_clear_refusal(self):
        with pytest.raises(NoProgram) as why:
            programs.find("pg_dump", at_least=99, is_named=True)
        assert why.value.facts == {"name": "pg_dump", "needed": 99}

    def test_no_word_on_the_command_line_is_a_password(self, tmp_path):
        address = "postgresql://wan%40jia:s%2Fecret@db.example:5433/wan%20jia?sslmode=require"
        assert programs.variables(address) == {
            "PGUSER": "wan@jia", "PGPASSWORD": "s/ecret", "PGHOST": "db.example", "PGPORT": "5433",
            "PGDATABASE": "wan jia", "PGSSLMODE": "require",
        }  # fmt: skip
        assert database.address(database.settings(address)).count("s%2Fecret") == 1


@pytest.fixture
def machine():
    """machine(home, words…) -> the JSON of `wanjia` on a machine of its own, and its exit code."""
    homes = {name: Path(tempfile.mkdtemp(prefix="wj-")) for name in "ab"}

    def run(name, *words, **more):
        left_out = {"DATABASE_URL", "PYTEST_XDIST_WORKER", "WANJIA_SECRET"}
        environment = {n: value for n, value in os.environ.items() if n not in left_out}
        environment |= {"WANJIA_HOME": str(homes[name]), "WANJIA_LANG": "en"}
        command = [sys.executable, "-m", "wanjia.cli", *map(str, words)]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, input=more.get("typed"))
        return told.returncode, json.loads(told.stdout) if told.stdout.startswith("{") else told.stderr

    yield run, homes
    for home in homes.values():
        shutil.rmtree(home)


def test_a_burnt_machine_s_installation_lives_again_on_another(machine, tmp_path):
    """And an installation is put back to where it stood, with what it had since kept beside it."""
    run, homes = machine
    kept, areas = tmp_path / "a.tar", tmp_path / "areas.csv"
    areas.write_text("code,name\n990000000000,演示省\n")
    assert run("a", "init", "--areas", areas, "--json")[0] == 0
    assert run("a", "backup", kept, "--with-secret", "--json")[0] == 0
    words = ("--name", "林谷雨", "--role", "city", "--area", "990000000000", "--password", "gu-yu-2022-wanjia")
    assert run("a", "account", "add", "lin", *words)[0] == 0

    code, said = run("a", "restore", kept, "--replace", typed="no\n")
    assert (code, "Aborted" in said) == (1, True)
    code, restored = run("a", "restore", kept, "--replace", "--json", typed="wanjia\n")
    assert (code, restored["restored"], restored["agrees"]) == (0, "wanjia", True)
    assert restored["kept"].startswith("wanjia_before_")
    assert run("a", "account", "unlock", "lin")[0] == 0
    assert run("a", "account", "token", "lin", "--label", "x")[0] == 5  # lin came later
    assert run("a", "check", "--json")[1]["agrees"] is True

    code, said = run("b", "restore", kept)
    assert (code, "backup.other_secret" in said) == (4, True)
    with tarfile.open(kept) as tar:
        (homes["b"] / "secret").write_bytes(tar.extractfile("secret").read())
    code, restored = run("b", "restore", kept, "--json")
    assert (code, restored["restored"], restored["agrees"]) == (0, "wanjia", True)
    assert run("b", "check", "--json")[1]["agrees"] is True
