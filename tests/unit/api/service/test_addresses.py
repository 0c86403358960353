"""Where the service may call: the open internet, and what was allowed by name or network."""

from __future__ import annotations

import pytest

from api.service.addresses import check_url, find_callee
from models.domain.service_errors import WebhookAddressError

PUBLIC = "93.184.216.34"
NOT_PUBLIC = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
    "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2001:db8::1", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_stands_for_an_inner_address_is_not_called(address: str) -> None:
    with pytest.raises(WebhookAddressError):
        find_callee("https://portal.example/x", (), lambda _host, _port: [address])


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1111", "::ffff:5db8:d822"])
def test_a_public_address_is_called_as_it_was_judged(address: str) -> None:
    callee = find_callee("https://portal.example/x?y=1", (), lambda _host, _port: [address])
    assert callee.address == address
    assert callee.host_header == "portal.example"
    shown = f"[{address}]" if ":" in address else address
    assert callee.pinned == f"https://{shown}:443/x?y=1"


def test_one_inner_address_among_several_is_enough_to_refuse() -> None:
    with pytest.raises(WebhookAddressError):
        find_callee("https://portal.example", (), lambda _host, _port: [PUBLIC, "10.0.0.1"])


ALLOWED: list[tuple[str, str, str]] = [
    ("10.0.0.0/8", "http://portal.example", "10.1.2.3"),
    ("10.1.2.3", "http://portal.example", "10.1.2.3"),
    ("portal.local", "http://portal.local:8080", "10.1.2.3"),
    ("PORTAL.example", "http://portal.example", "192.168.1.1"),
    ("fc00::/7", "http://portal.example", "fc00::1"),
    ("10.0.0.0/8", "http://portal.example", "::ffff:a01:203"),
]


@pytest.mark.parametrize(("entry", "url", "address"), ALLOWED)
def test_what_is_allowed_is_called(entry: str, url: str, address: str) -> None:
    assert find_callee(url, (entry,), lambda _host, _port: [address]).address == address
    with pytest.raises(WebhookAddressError):
        find_callee(url, ("10.9.0.0/16",), lambda _host, _port: [address])


REFUSED = [
    "ftp://portal.example", "file:///etc/passwd", "https://", "https:///x", "portal.example",
    "https://user:secret@portal.example", "https://portal.example:0", "https://portal.example:99999",
    "https://portal.example/\n", "https://[::1", "https://portal.example\\@10.0.0.1",
    "http://127.0.0.1", "http://[::1]/", "http://2130706433", "http://0x7f.1", "http://017700000001",
    "http://localhost", "http://a.localhost.", "http://portal.local", "http://metadata.google.internal",
    "https://" + "a" * 2000, "https://một.vn",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_written_wrongly_or_leads_inside_is_refused_at_once(url: str) -> None:
    with pytest.raises(WebhookAddressError):
        check_url(url, ())


@pytest.mark.parametrize("url", ["https://portal.example/x", "http://93.184.216.34:8080"])
def test_what_may_lead_outside_is_taken(url: str) -> None:
    check_url(url, ())


def test_an_inner_name_or_address_can_be_allowed() -> None:
    check_url("http://localhost:9000", ("localhost",))
    check_url("http://10.1.2.3/x", ("10.0.0.0/8",))
