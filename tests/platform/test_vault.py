"""What is sealed can be read only with the key, and only as what it was sealed as."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from wanjia.platform import files
from wanjia.platform.said import said, sealed
from wanjia.platform.vault import digest, seal, unseal


@given(st.text())
def test_what_is_sealed_comes_back_whole(text):
    assert unseal(seal(text, field="document"), field="document") == text


def test_the_same_text_never_looks_the_same_twice():
    assert seal("9999", field="document") != seal("9999", field="document")


def test_a_seal_of_one_field_is_no_seal_of_another():
    with pytest.raises(InvalidTag):
        unseal(seal("9999", field="document"), field="phones")


def test_a_flipped_bit_is_noticed():
    sealed = bytearray(seal("9999", field="document"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(sealed), field="document")


def test_a_hash_finds_the_same_text_and_needs_the_key(settings):
    before = digest("9999", field="document")
    assert before == digest("9999", field="document") != digest("9999", field="phones")
    settings.VAULT_SECRET = "another"
    assert digest("9999", field="document") != before


def test_a_kept_file_is_not_readable_on_the_disk(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    token = files.keep("姓名,证件号码".encode())
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "姓名".encode() not in on_disk
    assert files.fetch(token).decode() == "姓名,证件号码"


def test_a_full_disk_is_one_clear_refusal_and_leaves_nothing(settings):
    settings.FILES_DIR = "/dev/full/files"
    with pytest.raises(files.DiskFull) as why:
        files.keep(b"x")
    assert why.value.facts["where"] == "/dev/full/files"


def test_a_report_that_cannot_be_written_leaves_what_was_there(tmp_path, monkeypatch):
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"yesterday")

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(files.DiskFull) as why:
        files.write_clear(target, b"today")
    assert why.value.facts == {"where": str(target), "why": "No space left on device"}
    assert target.read_bytes() == b"yesterday"
    assert list(tmp_path.iterdir()) == [target]


@given(st.text())
def test_what_people_say_comes_back_without_margins_and_never_longer_than_its_limit(text):
    assert said(sealed(text, "room.note", longest=40), "room.note") == text.replace("\0", "").strip()[:40]


def test_nothing_said_is_nothing_kept():
    assert sealed(" \n", "room.note") is None
    assert said(None, "room.note") == ""
