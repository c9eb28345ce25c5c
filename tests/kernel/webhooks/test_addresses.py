"""What may be called: hosts of the public internet, and what the operator has named. Nothing else, however written."""

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import env
from kernel.models.webhooks import PostFailure
from kernel.webhooks.addresses import NotAllowed, is_public, resolve, target_of
from kernel.webhooks.posting import post
from tests.receivers import receiver


def words(text: str) -> list[str]:
    return text.split()


PUBLIC = ["93.184.216.34", "8.8.8.8", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4009:80b::200e"]
INSIDE = words("""
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.1 192.0.0.9 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
    239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
    64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
    2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
    4000::1
""")
REFUSED = words("""
    http://hooks.trust.org/x https://hooks.trust.org:80/ https://hooks.trust.org:22/ https://hooks.trust.org:0/
    https://hooks.trust.org:65536/ ftp://hooks.trust.org/ file:///etc/passwd gopher://hooks.trust.org/
    //hooks.trust.org/ https://user@hooks.trust.org/ https://user:secret@hooks.trust.org/ https://:@hooks.trust.org/
    https://hooks.trust.org/#x https://hooks.trust.org\\@127.0.0.1/ https:///x https://./ https://hooks/
    https://localhost/ https://LOCALHOST:8443/ https://a.localhost/ https://localhost.localdomain/
    https://printer.local/ https://metadata.google.internal/ https://127.0.0.1/ https://127.1/ https://127.0.1/
    https://0x7f.1/ https://0x7f000001/ https://2130706433/ https://017700000001/ https://0177.0.0.1/ https://0/
    https://0.0.0.0/ https://10.0.0.1:8443/ https://169.254.169.254/ https://127.0.0.1./ https://127.0.0.1%2f@x.org/
    https://127%2e0%2e0%2e1/ https://hooks.trust.org./ https://[::1]/ https://[::ffff:127.0.0.1]/ https://[::127.0.0.1]/
    https://[64:ff9b::7f00:1]/ https://[2002:7f00:1::]/ https://[fec0::1]/ https://[fe80::1%25eth0]/
    https://[fe80::1%eth0]/ https://[::1/ https://[v1.x]/ https://0x08080808/ https://134744072/ https://8.8.2056/
    https://[2606:4700:4700:0::1111]/ https://xn--/ https://-a.org/ https://a_b.org/ https://\u2460\u2461\u2466.0.0.1/
    https://\u24dbocalhost/
""")
Resolver = Callable[..., None]


@pytest.fixture
def resolves(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """Have every name resolve to these addresses; at each further question to the next list."""
    real = socket.getaddrinfo

    def to(*answers: list[str]) -> None:
        left = list(answers)

        def answer(host: Any, port: Any, *more: Any, **named: Any) -> Any:
            try:
                return real(host, port, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)
            except OSError:
                if named.get("flags") == socket.AI_NUMERICHOST:
                    raise
            found = left.pop(0) if len(left) > 1 else left[0]
            return [entry for address in found for entry in real(address, port, type=socket.SOCK_STREAM)]

        monkeypatch.setattr(socket, "getaddrinfo", answer)

    return to


@pytest.mark.parametrize("address", PUBLIC)
def test_what_hosts_of_the_internet_have_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_everything_else_is_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url", [*REFUSED, "", "https://a b.org/", "https://hooks.trust.org/\n", "https://" + "a" * 1000]
)
def test_an_address_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(url)


@pytest.mark.parametrize("url", ["https://hooks.trust.org", "https://HOOKS.trust.org:8443/a?b=c", "https://8.8.8.8/"])
def test_an_ordinary_address_is_taken(url: str) -> None:
    assert target_of(url).host == url.split("/")[2].split(":")[0].lower()


def test_only_the_very_pair_that_the_operator_named_may_be_plain_and_private(settings: Any) -> None:
    settings.WEBHOOK_EGRESS_ALLOW = env_pairs("127.0.0.1:9000, hooks.inside:80 [::1]:9001")
    named = ["http://127.0.0.1:9000/x", "https://127.0.0.1:9000/", "http://hooks.inside/", "http://[::1]:9001/"]
    assert all(target_of(url).is_named for url in named)
    for url in ("http://127.0.0.1:9001/", "http://127.1:9000/", "http://hooks.inside:81/"):
        with pytest.raises(NotAllowed):
            target_of(url)


def env_pairs(text: str) -> frozenset[tuple[str, int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBHOOK_EGRESS_ALLOW", text)
        return env.hosts_and_ports("WEBHOOK_EGRESS_ALLOW")


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_is_refused_if_one_of_its_addresses_is_inside(inside: str, resolves: Resolver) -> None:
    resolves(["93.184.216.34", inside.partition("%")[0]])
    with pytest.raises(NotAllowed):
        resolve(target_of("https://hooks.trust.org/"))


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    resolves: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves(["93.184.216.34"], ["127.0.0.1"])
    called: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert post(url="https://hooks.trust.org/", body=b"{}", headers={}).failure == PostFailure.UNREACHABLE
    assert called == [("93.184.216.34", 443)]


def test_a_name_that_has_come_to_resolve_inside_is_not_called(resolves: Resolver) -> None:
    resolves(["127.0.0.1"])
    assert post(url="https://hooks.trust.org/", body=b"{}", headers={}).failure == PostFailure.ADDRESS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate for hooks.trust.org, signed by itself, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.trust.org")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.trust.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted", "failure"),
    [
        ("hooks.trust.org", True, None),
        ("other.trust.org", True, PostFailure.CERTIFICATE),
        ("hooks.trust.org", False, PostFailure.CERTIFICATE),
    ],
)
def test_the_certificate_must_be_the_host_s_and_trusted_though_an_address_is_called(
    certificate: Path, host: str, is_trusted: bool, failure: Any, resolves: Resolver, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked_for: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    resolves(["127.0.0.1"])
    with receiver(lambda listening: context.wrap_socket(listening, server_side=True)) as there:
        port = there.place[1]
        settings.WEBHOOK_EGRESS_ALLOW = {(host, port)}
        assert post(url=f"https://{host}:{port}/x?y=z", body=b"{}", headers={}).failure == failure
    assert asked_for == [host]
    assert [(one.path, one.headers["host"]) for one in there.came] == (
        [] if failure else [("/x?y=z", f"{host}:{port}")]
    )
