"""`wanjia serve` with a certificate: what phones need for camera and app."""

import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from wanjia.cli.setting_up import serve


@pytest.fixture
def certificate(tmp_path):
    """A certificate for this machine that it has signed itself: (certificate, key)."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "wj")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert_file, key_file = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip
    return cert_file, key_file


@pytest.mark.django_db
def test_a_certificate_needs_its_key(certificate):
    for words in (["--tls-cert", str(certificate[0])], ["--tls-key", str(certificate[1])]):
        answer = CliRunner().invoke(serve, words)
        assert answer.exit_code == 2


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="wj-"))  # short: a socket's path has to fit in 107 characters
    left_out = {"DATABASE_URL", "PYTEST_XDIST_WORKER"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"WANJIA_HOME": str(folder), "WANJIA_LANG": "en"}
    areas = folder / "areas.csv"
    areas.write_text("code,name\n990000000000,演示省\n")
    subprocess.run([sys.executable, "-m", "wanjia.cli", "init", "--areas", areas], env=environment, check=True)
    yield environment
    with contextlib.suppress(FileNotFoundError):
        psutil.Process(int((folder / "database" / "postmaster.pid").read_text().split()[0])).terminate()
    shutil.rmtree(folder)


def test_the_address_is_secure_and_its_cookies_stay_there(home, certificate, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--port", str(port), "--tls-cert", certificate[0], "--tls-key", certificate[1]]
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    said = tmp_path / "said"
    with said.open("w") as to:
        process = subprocess.Popen([sys.executable, "-m", "wanjia.cli", *words], env=home, stderr=to)
    try:
        answer = _ask(f"https://127.0.0.1:{port}/sign-in/", trusting)
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"]
        with pytest.raises(OSError, match=r".*"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert f"https://127.0.0.1:{port}" in said.read_text()


def _ask(address, trusting):
    deadline = time.monotonic() + 60
    while True:
        try:
            return urllib.request.urlopen(address, timeout=5, context=trusting)
        except OSError:
            assert time.monotonic() < deadline, "did not come up"
            time.sleep(0.2)
