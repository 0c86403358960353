"""Small judgements about a request: its language, where it comes from, how often it comes."""

from __future__ import annotations

import pytest
from fastapi import Request

from api.web.deps import language_of
from api.web.limits import Meter
from api.web.security import is_loopback, refuse_foreign
from api.web.server import check_bind, listen
from models.domain.service_errors import (
    ForeignOriginError,
    OpenBindError,
    PortTakenError,
    RateLimitedError,
)
from models.settings import ServerSettings


def _request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": raw, "path": "/"})


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("vi,en;q=0.9", "vi"),
        ("en;q=0.5, vi;q=0.4", "en"),
        ("en;q=0.5, vi", "vi"),
        ("fr, en;q=0.1", "en"),
        ("fr", "vi"),
        ("en;q=x", "vi"),
        (";;;,,,", "vi"),
    ],
)
def test_english_only_where_it_is_wanted_more(header: str, expected: str) -> None:
    assert language_of(_request(accept_language=header)) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_alone(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("request_made", "closed", "refused", "reason"),
    [
        (_request("POST", host="a:1", origin="http://a:1"), True, False, "its own page"),
        (_request("POST", host="a:1", origin="http://b:1"), True, True, "another site"),
        (_request("POST", host="a:1", origin="null"), True, True, "a page of nowhere"),
        (_request("GET", host="a:1", origin="http://b:1"), True, False, "reading is harmless"),
        (_request("POST", host="a:1"), True, False, "a program"),
        (_request("GET", host="evil.example"), False, True, "a foreign name that leads here"),
        (_request("GET", host="localhost:1"), False, False, "a name of this machine"),
        (_request("GET", host="["), False, True, "no name at all"),
    ],
)
def test_a_foreign_page_is_kept_out(
    request_made: Request, closed: bool, refused: bool, reason: str
) -> None:
    if not refused:
        refuse_foreign(request_made, closed)
        return
    with pytest.raises(ForeignOriginError):
        refuse_foreign(request_made, closed)


def test_each_has_a_count_of_its_own() -> None:
    meter = Meter(ServerSettings(requests_per_minute=2, uploads_per_minute=1))
    meter.request("a")
    meter.request("a")
    meter.file("a")
    meter.request("b")
    with pytest.raises(RateLimitedError) as refused:
        meter.request("a")
    assert refused.value.facts["limit"] == 2
    with pytest.raises(RateLimitedError):
        meter.file("a")


@pytest.mark.parametrize(
    ("host", "authentication", "refused"),
    [
        ("127.0.0.1", False, False),
        ("::1", False, False),
        ("0.0.0.0", True, False),
        ("0.0.0.0", False, True),
        ("192.168.1.2", False, True),
        ("::", False, True),
    ],
)
def test_an_open_door_is_not_opened_to_the_network(
    host: str, authentication: bool, refused: bool
) -> None:
    settings = ServerSettings(host=host, authentication=authentication)
    if not refused:
        check_bind(settings)
        return
    with pytest.raises(OpenBindError):
        check_bind(settings)


def test_a_port_that_is_taken_is_said() -> None:
    with listen(ServerSettings(port=0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTakenError) as refused:
            listen(ServerSettings(port=port))
    assert refused.value.facts["port"] == port
    assert refused.value.facts["detail"] == "EADDRINUSE"


def test_an_address_that_is_not_here_is_said() -> None:
    with pytest.raises(PortTakenError):
        listen(ServerSettings(host="no.such.host.invalid", port=0))
