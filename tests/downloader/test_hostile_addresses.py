"""Inside its site, by every way an address can lie; and servers that need another scheme or older TLS."""

from __future__ import annotations

import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from govnews.downloader.guard import outside
from govnews.ledger import Host, open_ledger
from tests.crawling import last_report, records
from tests.fault_server import (
    ONE_PAGE,
    FaultServer,
    article,
    home,
    listing,
    page,
    watched_crawl,
)

SITE = {
    "/": page(home({"/a/": "镇街动态"})),
    "/a/": page(listing("镇街动态", {"/a/1.html": "镇街的一条消息"}, pager=ONE_PAGE)),
    "/a/1.html": page(article("镇街的一条消息")),
}


def known_host(output, server) -> Host:
    """What the ledger knows of the server."""
    with closing(open_ledger(output / "govnews.db", "")) as ledger:
        return ledger.host(f"127.0.0.1:{server.port}")


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254"])
def test_a_name_that_dns_leads_to_a_private_address_is_not_asked(tmp_path, address):
    with FaultServer(SITE) as server:
        run = watched_crawl(
            f"http://www.example.gov.cn:{server.port}/",
            tmp_path,
            *("-s", "TWISTED_DNS_RESOLVER=tests.lying_resolver.LyingResolver", "-s", "DOWNLOAD_TIMEOUT=5"),
            variables={"LYING_RESOLVER": address},
        )
        assert server.paths == []
    assert run.returncode == 7, run.log
    assert f"www.example.gov.cn is {address} by DNS, which is no public address" in run.log


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://www.example.gov.cn@127.0.0.1/", "another host: 127.0.0.1"),
        ("http://127.0.0.1#@www.example.gov.cn/", "another host: 127.0.0.1"),
        ("http://[::ffff:127.0.0.1]/", "another host: ::ffff:127.0.0.1"),
        ("http://2130706433/", "another host: 2130706433"),
        ("http://www.example.gov.cn.evil.example/", "another host: www.example.gov.cn.evil.example"),
        ("ftp://www.example.gov.cn/a", "no web address: ftp:"),
        ("javascript:alert(1)", "no web address: javascript:"),
        ("data:text/html,x", "no web address: data:"),
        ("http://WWW.EXAMPLE.GOV.CN:8080/a", None),
        ("https://m.example.gov.cn/a", None),
    ],
)
def test_what_is_of_the_site(url, why):
    assert outside(url, "http://www.example.gov.cn/") == why


def certificate(folder, *, bits: int) -> ssl.SSLContext:
    """A server for 127.0.0.1 with a certificate by itself, which ``folder/ca.pem`` makes a trusted one."""
    key = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


def test_an_old_server_is_met_with_legacy_tls_and_the_certificate_still_verified(tmp_path):
    tls = certificate(tmp_path, bits=1024)
    with FaultServer(SITE, tls=tls) as server:
        address = server.url.replace("http:", "https:")
        trusting = watched_crawl(
            address, tmp_path / "trusting", variables={"SSL_CERT_FILE": str(tmp_path / "ca.pem")}
        )
        assert trusting.returncode == 0, trusting.log
        assert [record["url"] for record in records(tmp_path / "trusting", f"127.0.0.1-{server.port}")] == [
            f"{address}a/1.html"
        ]
        asked = len(server.asked)
        doubting = watched_crawl(address, tmp_path / "doubting")
        assert doubting.returncode == 7, doubting.log
        assert len(server.asked) == asked
        assert known_host(tmp_path / "trusting", server) == Host(legacy_tls=True)
        assert not known_host(tmp_path / "doubting", server).legacy_tls


def test_a_server_that_answers_under_one_scheme_only_is_asked_by_that_one(tmp_path):
    with FaultServer(SITE) as server:
        address = server.url.replace("http:", "https:")
        run = watched_crawl(address, tmp_path)
        site = f"127.0.0.1-{server.port}"
        assert run.returncode == 0, run.log
        assert [record["url"] for record in records(tmp_path, site)] == [f"{server.url}a/1.html"]
        assert last_report(tmp_path, site)["troubles"] == {}
        assert known_host(tmp_path, server) == Host(scheme="http")
