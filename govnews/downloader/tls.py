"""TLS for servers of the last decade, beside TLS as it should be; certificates are verified, and their faults told."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

from OpenSSL import SSL
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IAcceptableCiphers, ICipher, IOpenSSLClientConnectionCreator
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from twisted.protocols.tls import TLSMemoryBIOProtocol


# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: servers that know nothing of RFC 5746 (secure renegotiation).
LEGACY_SERVER_CONNECT = 0x4
# Keys and hashes of 80 bits of security (1,024-bit RSA and DH): OpenSSL's own default until 2021.
LEGACY_CIPHERS = "DEFAULT:@SECLEVEL=1"


# OpenSSL's codes for keys and hashes that are too weak for today's level: those of old servers, no lies.
_TOO_WEAK = frozenset({66, 67, 68})
# OpenSSL's codes for what is wrong with a certificate (x509_vfy.h).
_FAULTS = {
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed",
    19: "is of an authority that nobody here trusts",
    20: "is of an authority that nobody here trusts, or the server leaves out a certificate between",
    21: "is of an authority that nobody here trusts, or the server leaves out a certificate between",
    23: "is revoked",
}


@implementer(ICipher)
class _LegacyCipher:
    fullName = LEGACY_CIPHERS


@implementer(IAcceptableCiphers)
class _LegacyCiphers:
    def selectCiphers(self, availableCiphers: Any) -> tuple[_LegacyCipher]:
        return (_LegacyCipher(),)


@implementer(IOpenSSLClientConnectionCreator)
class _Connections:
    """Connections on which what is wrong with a certificate is noted; it is verified as ever, the host's name included."""

    def __init__(self, hostname: str, faults: dict[str, str], **options: Any) -> None:
        self.hostname = hostname
        self.faults = faults
        self._verified = optionsForClientTLS(hostname, extraCertificateOptions=options)
        self._expected = IPAddress_ID(hostname) if is_address(hostname) else DNS_ID(hostname)

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = self._verified.clientConnectionForTLS(tlsProtocol)  # type: ignore[call-arg, misc]
        # In the place of Twisted's, which tells nobody what it found, from 26.4 on; before, beside it.
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._verify)
        return connection

    def _verify(self, connection: SSL.Connection, certificate: X509, code: int, depth: int, ok: int) -> bool:
        """OpenSSL's verdict on one certificate of the chain, and whether the first one is the host's."""
        if not ok:
            if code not in _TOO_WEAK:
                self.faults.setdefault(
                    self.hostname, _FAULTS.get(code) or f"is not valid (OpenSSL's code {code})"
                )
            return False
        if depth == 0:
            names = extract_patterns(certificate)
            try:
                verify_service_identity(names, [self._expected], [])
            except (VerificationError, CertificateError):
                self.faults.setdefault(self.hostname, "is that of another host")
                return False
        return True


@implementer(IOpenSSLClientConnectionCreator)
class _LegacyConnections(_Connections):
    """Connections that old servers can make; the certificate is verified as ever."""

    def __init__(self, hostname: str, faults: dict[str, str]) -> None:
        super().__init__(hostname, faults, acceptableCiphers=_LegacyCiphers())

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_options(LEGACY_SERVER_CONNECT)
        return connection


@implementer(IPolicyForHTTPS)
class ServerTLS(BrowserLikePolicyForHTTPS):
    """TLS as it should be, but for the hosts that are known to be old; certificates are verified.

    Those of the ``insecure`` hosts are not: a person has decided so, and ``unverified`` is the policy for them.
    """

    def __init__(self, insecure: frozenset[str], unverified: IPolicyForHTTPS) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.insecure = insecure
        self.unverified = unverified
        self.old: set[str] = set()
        """Host names, without port."""
        self.faults: dict[str, str] = {}
        """What is wrong with a certificate that was just refused, by the host's name."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:
        name = hostname.decode("ascii")
        if name in self.insecure:
            return self.unverified.creatorForNetloc(hostname, port)  # type: ignore[arg-type, call-arg, misc]
        connections = _LegacyConnections if name in self.old else _Connections
        return cast("IOpenSSLClientConnectionCreator", connections(name, self.faults))

    def fault(self, name: str, error: BaseException) -> str | None:
        """What is wrong with the certificate for which a download from this host failed; None where it failed otherwise."""
        found = self.faults.pop(name, None)
        return found if failed_in_tls(error) else None


def is_address(hostname: str) -> bool:
    """Whether a host is named by its IP address.

    >>> is_address("127.0.0.1"), is_address("::1"), is_address("www.example.gov.cn")
    (True, True, False)
    """
    try:
        ip_address(hostname)
    except ValueError:
        return False
    return True


def failed_in_tls(error: BaseException) -> bool:
    """Whether a failed download failed in the handshake or in the check of the certificate."""
    reasons = getattr(error.__cause__, "reasons", ())
    return any(reason.check(SSL.Error, VerificationError) for reason in reasons)
