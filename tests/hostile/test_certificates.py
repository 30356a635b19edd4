"""Certificates that do not show that a host is the host: told as such, and trusted where a person has decided so."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from govnews.downloader.rendering import NAMES
from tests.crawling import last_report, records, scrapy
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    Exchange,
    FaultServer,
    article,
    home,
    listing,
    page,
    redirect,
    refuse,
    watched_crawl,
)

QUICK = ("-s", "RETRY_TIMES=1")
SITE = {
    "/": page(home({"/a/": "镇街动态"})),
    "/a/": page(listing("镇街动态", {"/a/1.html": "青石镇开采春茶"}, pager=ONE_PAGE)),
    "/a/1.html": page(article("青石镇开采春茶")),
}
DRAWN = page(
    "<html><head><meta charset=utf-8><title>镇街动态</title></head><body><div id=app></div><script>"
    "document.getElementById('app').innerHTML="
    "'<ul><li><a href=/a/1.html>青石镇开采春茶</a><span>2026-03-24</span></li></ul><div>共1页</div>'</script></body></html>"
)
FAULTS = {
    "expired": ("127.0.0.1", timedelta(days=-1), "has expired"),
    "self-signed": ("127.0.0.1", timedelta(days=1), "is self-signed"),
    "other host": ("127.0.0.2", timedelta(days=1), "is that of another host"),
    "unknown authority": ("127.0.0.1", timedelta(days=1), "is of an authority that nobody here trusts"),
}


def server_tls(folder: Path, fault: str) -> tuple[ssl.SSLContext, dict[str, str]]:
    """A server with such a certificate, and the environment in which our own authority is trusted."""
    address, until, _ = FAULTS[fault]
    now = datetime.now(UTC)
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("authority", "server")}
    names = {name: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in keys}

    def signed(subject: str, by: str, *, ca: bool, end: datetime) -> x509.Certificate:
        made = x509.CertificateBuilder().subject_name(names[subject]).issuer_name(names[by])
        made = made.public_key(keys[subject].public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(days=9)).not_valid_after(end)
        made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        return made.add_extension(alternative, critical=False).sign(keys[by], hashes.SHA256())

    authority = signed("authority", "authority", ca=True, end=now + timedelta(days=9))
    certificate = signed(
        "server", "server" if fault == "self-signed" else "authority", ca=False, end=now + until
    )
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "server.pem").write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + keys["server"].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    trusted = {} if fault == "unknown authority" else {"SSL_CERT_FILE": str(folder / "ca.pem")}
    return context, trusted


class BothSchemes(FaultServer):
    """A server that answers https, and http on the same port by ``plain``."""

    def __init__(self, routes: dict[str, Answer], plain: dict[str, Answer], tls: ssl.SSLContext) -> None:
        super().__init__(routes, tls=tls)
        self.plain = plain

    def _serve(self, connection: socket.socket) -> None:
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":
            super()._serve(connection)
            return
        with connection:
            exchange = Exchange(connection, connection.recv(65536))
            self.plain.get(exchange.path, refuse("404 Not Found"))(exchange)

    @property
    def address(self) -> str:
        """``https://127.0.0.1:PORT/``."""
        return self.url.replace("http:", "https:")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_certificate_is_told_and_not_what_plain_http_answers(tmp_path: Path, fault: str) -> None:
    tls, trusted = server_tls(tmp_path, fault)
    with BothSchemes(SITE, {}, tls) as server:
        run = watched_crawl(server.address, tmp_path / "out", *QUICK, variables=trusted)
        report = last_report(tmp_path / "out", f"127.0.0.1-{server.port}")
    assert (run.returncode, report["outcome"]) == (7, "unreachable"), run.log
    assert report["troubles"] == {"certificate": 1}
    assert f"the certificate of 127.0.0.1 {FAULTS[fault][2]}" in report["samples"][0]["error"]
    assert "GOVNEWS_INSECURE_HOSTS=127.0.0.1 (by http: HTTP 404)" in report["samples"][0]["error"]
    assert server.paths == [], "nothing was asked of who cannot show that it is the host"


def test_plain_http_that_leads_back_to_a_bad_certificate_is_told_so(tmp_path: Path) -> None:
    tls, _ = server_tls(tmp_path, "self-signed")
    with BothSchemes(SITE, {}, tls) as server:
        back = redirect(lambda exchange: f"https://127.0.0.1:{server.port}{exchange.target}")
        server.plain |= {"/": back, "/robots.txt": back}
        run = watched_crawl(server.address, tmp_path / "out", *QUICK)
    assert run.returncode == 7, run.log
    assert re.search(
        r"certificate: https?://127\.0\.0\.1:\d+/: the certificate of 127\.0\.0\.1 is self-signed", run.log
    )


def test_plain_http_that_has_the_pages_is_used_and_the_certificate_told(tmp_path: Path) -> None:
    tls, _ = server_tls(tmp_path, "self-signed")
    with BothSchemes({}, SITE, tls) as server:
        run = watched_crawl(server.address, tmp_path / "out", *QUICK)
        assert run.returncode == 0, run.log
        assert len(records(tmp_path / "out", f"127.0.0.1-{server.port}")) == 1
    assert "is asked by http, since the certificate of 127.0.0.1 is self-signed" in run.log


@pytest.mark.parametrize("fault", FAULTS)
def test_a_host_that_a_person_trusts_is_crawled_and_the_log_says_so(tmp_path: Path, fault: str) -> None:
    tls, trusted = server_tls(tmp_path, fault)
    with FaultServer(SITE, tls=tls) as server:
        address = server.url.replace("http:", "https:")
        run = watched_crawl(
            address, tmp_path / "out", *QUICK, "-s", "GOVNEWS_INSECURE_HOSTS=127.0.0.1", variables=trusted
        )
        assert run.returncode == 0, run.log
        assert len(records(tmp_path / "out", f"127.0.0.1-{server.port}")) == 1
    assert "Certificates are not checked of 127.0.0.1 (GOVNEWS_INSECURE_HOSTS)" in run.log


@pytest.mark.long
def test_trust_in_one_host_is_none_in_another(tmp_path: Path) -> None:
    tls, _ = server_tls(tmp_path, "self-signed")
    with FaultServer(SITE, tls=tls) as server:
        address = server.url.replace("http:", "https:")
        run = watched_crawl(
            address, tmp_path / "out", *QUICK, "-s", "GOVNEWS_INSECURE_HOSTS=www.example.gov.cn,127.0.0.2"
        )
        assert run.returncode == 7, run.log
        assert server.paths == []
        probed = scrapy("probe", address)
        assert (probed.returncode, "is self-signed" in probed.stderr) == (7, True), probed.stderr
        probed = scrapy("probe", address, "-s", "GOVNEWS_INSECURE_HOSTS=127.0.0.1")
        assert probed.returncode == 0, probed.stdout + probed.stderr


def test_what_is_no_name_of_a_host_is_one_line(tmp_path: Path) -> None:
    run = watched_crawl("https://127.0.0.1/", tmp_path, "-s", "GOVNEWS_INSECURE_HOSTS=*.gov.cn")
    assert run.returncode == 2, run.log
    assert (
        run.log.strip()
        .splitlines()[-1]
        .endswith("GOVNEWS_INSECURE_HOSTS=*.gov.cn: names of hosts, as www.example.gov.cn")
    )


@pytest.mark.chromium
@pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="no chromium on this machine")
def test_the_browser_trusts_the_same_hosts(tmp_path: Path) -> None:
    tls, _ = server_tls(tmp_path, "self-signed")
    with FaultServer(SITE | {"/a/": DRAWN}, tls=tls) as server:
        address = server.url.replace("http:", "https:")
        run = watched_crawl(address, tmp_path / "out", *QUICK, "-s", "GOVNEWS_INSECURE_HOSTS=127.0.0.1")
        assert len(records(tmp_path / "out", f"127.0.0.1-{server.port}")) == 1, run.log
