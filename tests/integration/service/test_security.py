"""Who may come in and do what; what an answer gives away: nothing."""

from __future__ import annotations

import base64
import json

import pytest
from fastapi.testclient import TestClient

from api.service import accounts
from api.service.audit import SYSTEM
from models.domain.archive import Role
from models.settings import Settings
from tests.integration.service.doors import Door, OpenDoor, pdf, upload
from tests.integration.service.doors import door as door
from tests.integration.service.doors import open_door as open_door

NOBODY = "0" * 32
OPEN = {"/livez", "/readyz", "/version", "/v1/sessions"}


def _operations(door: Door) -> list[tuple[str, str, dict[str, object]]]:
    description = door.client.get("/openapi.json").json()
    return [
        (method.upper(), path, operation)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]


def _basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def test_every_route_but_the_open_ones_asks_who_comes(door: Door) -> None:
    del door.client.headers["Authorization"]
    for method, path, operation in _operations(door):
        if path in OPEN:
            continue
        address = path.replace("{page}", "1").replace("{name}", "extraction")
        for name in ("document", "job", "correction", "webhook", "user", "key", "item", "code"):
            address = address.replace(f"{{{name}}}", NOBODY)
        answer = door.client.request(method, address)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert operation["security"] == [{"bearer": []}, {"basic": []}], (method, path)


@pytest.mark.parametrize(
    ("role", "method", "address", "allowed"),
    [
        (Role.READER, "GET", "/v1/documents", True),
        (Role.READER, "POST", "/v1/documents", False),
        (Role.READER, "POST", f"/v1/jobs/{NOBODY}/cancel", False),
        (Role.UPLOADER, "POST", f"/v1/jobs/{NOBODY}/cancel", True),
        (Role.UPLOADER, "POST", f"/v1/documents/{NOBODY}/jobs", True),
        (Role.REVIEWER, "DELETE", f"/v1/documents/{NOBODY}", False),
        (Role.ADMIN, "DELETE", f"/v1/documents/{NOBODY}", True),
    ],
)
def test_a_role_may_do_what_it_may(
    door: Door, role: Role, method: str, address: str, allowed: bool
) -> None:
    answer = door.client.request(method, address, headers=door.sign(role))
    assert (answer.status_code != 403) is allowed
    if not allowed:
        assert answer.json()["type"] == "urn:kehoach:problem:forbidden"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Bearer kh_00000000_x", "a key of nobody"),
        ("Bearer", "no key at all"),
        ("Bearer " + "x" * 5000, "too long to be one"),
        ("Basic !!!", "not base64"),
        ("Basic " + base64.b64encode(b"no colon").decode(), "no colon"),
        ("Digest a=b", "another scheme"),
    ],
)
def test_wrong_credentials_are_refused_alike(door: Door, header: str, reason: str) -> None:
    answer = door.client.get("/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401, reason
    assert answer.json()["type"] == "urn:kehoach:problem:wrong_credentials"


def test_a_user_signs_in_with_a_password_and_out_again(door: Door) -> None:
    _, password = accounts.create_user(door.office, SYSTEM, "lan", Role.REVIEWER)
    signed = door.client.post("/v1/sessions", json={"name": "lan", "password": password})
    assert signed.status_code == 201
    token = {"Authorization": f"Bearer {signed.json()['token']}"}
    me = door.client.get("/v1/me", headers=token).json()
    assert (me["kind"], me["name"], me["role"]) == ("user", "lan", "reviewer")
    assert door.client.get("/v1/me", headers=_basic("lan", password)).json() == me
    assert door.client.delete("/v1/sessions/current", headers=token).status_code == 204
    assert door.client.get("/v1/me", headers=token).status_code == 401


def test_guessing_passwords_is_slowed_down(door: Door) -> None:
    _, password = accounts.create_user(door.office, SYSTEM, "lan", Role.READER)
    for _ in range(6):
        wrong = {"name": "lan", "password": "wrong"}
        last = door.client.post("/v1/sessions", json=wrong)
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    held = door.client.get("/v1/me", headers=_basic("lan", password))
    assert held.status_code == 401
    assert int(held.headers["Retry-After"]) >= 1


def test_too_many_requests_are_sent_away(open_door: OpenDoor, settings: Settings) -> None:
    server = settings.server.model_copy(update={"requests_per_minute": 3})
    door = open_door(settings.model_copy(update={"server": server}))
    answers = [door.client.get("/v1/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert door.client.get("/v1/me", headers=door.sign(Role.READER)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Origin": "https://evil.example"}, "a form on another page"),
        ({"Sec-Fetch-Site": "cross-site"}, "the browser says so itself"),
    ],
)
def test_the_page_of_another_site_cannot_write(
    door: Door, headers: dict[str, str], reason: str
) -> None:
    answer = upload(door, ("a.pdf", pdf()), headers=headers)
    assert answer.status_code == 403, reason
    assert answer.json()["type"] == "urn:kehoach:problem:foreign_origin"
    assert door.files() == []
    assert upload(door, ("a.pdf", pdf()), headers={"Origin": "http://localhost"}).is_success


def test_without_authentication_only_names_of_this_machine_lead_in(
    open_door: OpenDoor, settings: Settings
) -> None:
    server = settings.server.model_copy(update={"authentication": False})
    door = open_door(settings.model_copy(update={"server": server}))
    del door.client.headers["Authorization"]
    assert door.client.get("/v1/me").json()["role"] == "admin"
    away = door.client.get("/v1/me", headers={"Host": "evil.example"})
    assert away.status_code == 403


def test_a_json_body_has_a_bound(door: Door) -> None:
    body = json.dumps({"name": "a", "password": "x" * (2 << 20)})
    headers = {"Content-Type": "application/json"}
    answer = door.client.post("/v1/sessions", content=body, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:kehoach:problem:body_too_large"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_a_broken_body_is_the_clients_fault(door: Door, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = door.client.post("/v1/sessions", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_unforeseen_error_says_nothing_of_the_inside(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"secret in {door.office.settings.data}")

    monkeypatch.setattr("api.service.jobs.find_job", fail)
    answer = door.client.get(f"/v1/jobs/{NOBODY}")
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["type"] == "urn:kehoach:problem:internal"
    assert problem["instance"] == f"urn:kehoach:request:{answer.headers['X-Request-ID']}"
    for word in ("secret", "Traceback", "RuntimeError", str(door.office.settings.data)):
        assert word not in answer.text


def test_an_unforeseen_error_is_a_problem_on_every_address(door: Door) -> None:
    for address, allowed in (("/v1/nothing", None), ("/v1/documents/", None)):
        answer = door.client.get(address)
        assert (answer.status_code, answer.headers.get("Allow")) == (404, allowed)
    answer = door.client.put("/v1/documents")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/livez", "/v1/documents", "/v1/nothing", "/openapi.json"])
def test_every_answer_carries_safe_headers(door: Door, address: str) -> None:
    headers = door.client.get(address, headers={"X-Request-ID": "from-the-client-1"}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Request-ID"] == "from-the-client-1"


def test_a_request_name_that_is_none_is_replaced(door: Door) -> None:
    given = "x\" onload='"
    assert (
        door.client.get("/livez", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given
    )


def test_the_documentation_needs_nothing_from_outside(door: Door) -> None:
    page = TestClient(door.client.app, base_url="http://localhost").get("/docs")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "//" not in page.text
    for address in page.text.split('"'):
        if address.startswith("/docs/"):
            assert door.client.get(address).status_code == 200, address


def test_every_operation_says_what_it_may_refuse(door: Door) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    for method, path, operation in _operations(door):
        refused = {
            status: response
            for status, response in operation["responses"].items()
            if status >= "400" and (path, status) != ("/readyz", "503")
        }
        assert {"422", "500"} <= set(refused), (method, path)
        assert all(response["content"] == problem for response in refused.values()), (method, path)
        assert operation["summary"]
        assert operation["tags"]
