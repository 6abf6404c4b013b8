"""Certificates for servers on loopback, from an authority that exists for one run of the tests."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

__all__ = ["Certificates", "make_certificates"]


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in PEM: what clients trust (`ca`), and what a server at `localhost` or 127.0.0.1 shows."""

    ca: Path
    chain: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Return what a server in this process needs."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.chain, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Return what a client needs that trusts the server."""
        return ssl.create_default_context(cafile=str(self.ca))


def make_certificates(folder: Path, *names: str) -> Certificates:
    """Write certificates of an authority of their own, by default for `localhost` and 127.0.0.1."""
    authority = trustme.CA()
    server = authority.issue_cert(*(names or ("localhost", "127.0.0.1")))
    found = Certificates(folder / "ca.pem", folder / "chain.pem", folder / "key.pem")
    authority.cert_pem.write_to_path(str(found.ca))
    for number, part in enumerate(server.cert_chain_pems):
        part.write_to_path(str(found.chain), append=number > 0)
    server.private_key_pem.write_to_path(str(found.key))
    return found
