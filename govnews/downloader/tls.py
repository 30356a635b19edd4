"""TLS for servers of the last decade, beside TLS as it should be; certificates are always verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from OpenSSL import SSL
from service_identity import VerificationError
from twisted.internet.interfaces import IAcceptableCiphers, ICipher, IOpenSSLClientConnectionCreator
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from twisted.protocols.tls import TLSMemoryBIOProtocol


# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: servers that know nothing of RFC 5746 (secure renegotiation).
LEGACY_SERVER_CONNECT = 0x4
# Keys and hashes of 80 bits of security (1,024-bit RSA and DH): OpenSSL's own default until 2021.
LEGACY_CIPHERS = "DEFAULT:@SECLEVEL=1"


@implementer(ICipher)
class _LegacyCipher:
    fullName = LEGACY_CIPHERS


@implementer(IAcceptableCiphers)
class _LegacyCiphers:
    def selectCiphers(self, availableCiphers: Any) -> tuple[_LegacyCipher]:
        return (_LegacyCipher(),)


@implementer(IOpenSSLClientConnectionCreator)
class _LegacyConnections:
    """Connections that old servers can make; the certificate is verified as ever."""

    def __init__(self, hostname: str) -> None:
        self._verified = optionsForClientTLS(
            hostname, extraCertificateOptions={"acceptableCiphers": _LegacyCiphers()}
        )

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = self._verified.clientConnectionForTLS(tlsProtocol)  # type: ignore[call-arg, misc]
        connection.set_options(LEGACY_SERVER_CONNECT)
        return connection


@implementer(IPolicyForHTTPS)
class ServerTLS(BrowserLikePolicyForHTTPS):
    """TLS as it should be, but for the hosts that are known to be old; certificates are always verified."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.old: set[str] = set()
        """Host names, without port."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:
        name = hostname.decode("ascii")
        return cast(
            "IOpenSSLClientConnectionCreator",
            _LegacyConnections(name) if name in self.old else optionsForClientTLS(name),
        )


def failed_in_tls(error: BaseException) -> bool:
    """Whether a failed download failed in the handshake or in the check of the certificate."""
    reasons = getattr(error.__cause__, "reasons", ())
    return any(reason.check(SSL.Error, VerificationError) for reason in reasons)
