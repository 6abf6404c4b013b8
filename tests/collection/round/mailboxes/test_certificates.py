"""The certificates of the tests are trusted by who trusts their authority, and by nobody else."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mail_servers.certificates import Certificates, make_certificates


def handshake(server: Certificates, client: ssl.SSLContext, name: str) -> None:
    """Let a client speak with a server over a pair of sockets."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            server.server_context().wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()  # the client went away, which is what some tests are about

    with ThreadPoolExecutor(1) as threads:
        served = threads.submit(serve)
        try:
            with client.wrap_socket(ours, server_hostname=name):
                pass
        finally:
            ours.close()
            served.result()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_server_is_trusted_by_its_authority(certificates: Certificates, name: str) -> None:
    handshake(certificates, certificates.client_context(), name)


def test_nobody_else_trusts_it(certificates: Certificates) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(certificates, ssl.create_default_context(), "localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(certificates, certificates.client_context(), "imap.example.cn")


def test_a_server_may_have_another_name(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path, "imap.example.cn")
    handshake(certificates, certificates.client_context(), "imap.example.cn")
