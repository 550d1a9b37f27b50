"""The app's frame: open to everybody, without data, allowed to run its decoder and its worker and nothing else."""

import pytest

from wanjia.field import shedding, shell


@pytest.fixture
def built(tmp_path, monkeypatch):
    (tmp_path / "sw.js").write_text("self.version = 1;")
    monkeypatch.setattr(shell.finders, "find", lambda name: str(tmp_path / name.removeprefix("field/")))


def test_the_frame_is_open_and_says_nothing_of_anybody(client, db, built):
    answer = client.get("/field/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="zh-Hans"' in page
    assert "viewport-fit=cover" in page
    assert '<div id="app"></div>' in page
    assert "/static/field/field.js" in page
    assert 'lang="en">This page needs scripts' in page
    assert "Set-Cookie" not in answer.headers
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "camera=(self)" in answer["Permissions-Policy"]


def test_the_worker_serves_its_own_pages_and_is_asked_for_anew(client, db, built):
    answer = client.get("/field/sw.js")
    assert answer.content == b"self.version = 1;"
    assert answer["Service-Worker-Allowed"] == "/field/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"] == "text/javascript"


def test_the_manifest_names_the_app(client, db):
    told = client.get("/field/manifest.webmanifest").json()
    assert (told["name"], told["start_url"], told["display"]) == ("万家现场", "/field/", "standalone")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}


def test_what_has_not_been_built_says_how_to_build_it(client, db, monkeypatch):
    monkeypatch.setattr(shell.finders, "find", lambda name: None)
    answer = client.get("/field/")
    assert answer.status_code == 503
    assert "npm run build" in answer.content.decode()
    assert client.get("/field/sw.js").status_code == 503


def test_a_busy_server_still_hands_out_the_frame_and_sheds_lists():
    class Strained:
        is_strained = True

    def waits(path, method="GET"):
        return shedding.must_wait({"type": "http", "method": method, "path": path}, Strained())

    assert not waits("/field/")
    assert not waits("/field/sw.js")
    assert not waits("/api/v1/field/log", "POST")
    assert not waits("/api/v1/field/enrol", "POST")
    assert waits("/api/v1/field/bundle")
    assert waits("/rounds/")
