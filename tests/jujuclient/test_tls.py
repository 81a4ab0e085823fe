from __future__ import annotations

import ssl

import pytest
import trustme

from jujuclient import tls
from jujuclient.errors import CertificateRefused


def test_a_ca_is_the_only_trust_and_the_name_is_checked(ca: trustme.CA) -> None:
    context = tls.client_context(ca.cert_pem.bytes().decode())

    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert len(context.get_ca_certs()) == 1


def test_without_a_ca_the_roots_of_the_system_are_trusted() -> None:
    context = tls.client_context()

    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_the_server_name_is_juju_apiserver_whatever_the_address_when_there_is_a_ca() -> None:
    assert tls.server_name("PEM", "10.0.0.1") == "juju-apiserver"
    assert tls.server_name(None, "jaas.example.com") == "jaas.example.com"


@pytest.mark.parametrize(
    "text", ["nonsense", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----", "ünsinn"]
)
def test_a_ca_that_is_no_certificate_says_so(text: str) -> None:
    with pytest.raises(CertificateRefused, match="ca-cert in controllers"):
        tls.client_context(text)


def test_a_certificate_is_described_by_subject_issuer_and_fingerprint(ca: trustme.CA) -> None:
    leaf = ca.issue_cert("x", common_name="my-name", organization_name="Me")
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())

    described = tls.describe(der)

    assert 'subject "O=Me' in described
    assert "CN=my-name" in described
    assert 'issuer "O=trustme' in described
    assert "SHA-256 " in described


@pytest.mark.parametrize("der", [b"", b"\x30", b"\x30\x03\x02\x01\x05", b"\x30\x82"])
def test_bytes_that_are_no_certificate_have_a_fingerprint_all_the_same(der: bytes) -> None:
    assert tls.describe(der).startswith("SHA-256 ")


def test_a_refusal_without_a_second_look_still_says_what_to_do() -> None:
    error = ssl.SSLCertVerificationError(1, "no")
    error.verify_message = "self-signed certificate"

    made = tls.refusal(error, "::1", 1, "juju-apiserver")

    assert "[::1]:1" in str(made)
    assert "self-signed certificate" in str(made)
    assert "presented" not in str(made)
    assert "cacert" in str(made)
