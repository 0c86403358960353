# ruff: noqa: ANN401 - the values of JSON
"""Events on their way to a receiver that takes them, refuses them, or leads astray."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from api.service.deliveries import deliver_due, signature
from models.settings import Settings, WebhookSettings
from models.storage import webhooks
from models.storage.database import Database
from tests.integration.service.stored_plans import Archive, make_archive
from tests.unit.api.service.plans import target


@dataclass
class Receiver:
    """What came in, and with what status the next message is answered."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Receiver]:
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.messages.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    receiver.url = f"http://portal.example:{server.server_port}/in"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.fixture
def archive(database: Database, settings: Settings) -> Archive:
    allowed = WebhookSettings(allow=("portal.example",), seconds=5, attempts=3)
    return make_archive(database, settings.model_copy(update={"webhooks": allowed}))


def add(archive: Archive, url: str, *events: str) -> Any:
    answer = archive.client.post("/v1/webhooks", json={"url": url, "events": list(events)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def deliveries(archive: Archive, added: Any) -> list[Any]:
    answer = archive.client.get(f"/v1/webhooks/{added['webhook']['id']}/deliveries")
    return list(answer.json()["items"])


def make_due(archive: Archive) -> None:
    """Let the pause of every delivery be over."""
    with archive.office.database.write() as session:
        for hook in webhooks.list_webhooks(session):
            for one in webhooks.list_deliveries(session, hook.id).items:
                if one.next_at is not None:
                    webhooks.settle(session, replace(one, next_at=datetime.now(UTC)))


def test_a_correction_is_told_once_signed_and_by_name(archive: Archive) -> None:
    with listening() as receiver:
        added = add(archive, receiver.url, "plan.corrected")
        document = archive.store(target(value=95))
        archive.patch(document, archive.part(document), value=85)
        assert deliver_due(archive.office, here) == 1
        assert deliver_due(archive.office, here) == 0
    ((headers, body),) = receiver.messages
    message = json.loads(body)
    assert (message["type"], message["data"]["document"]) == ("plan.corrected", document)
    assert (message["data"]["before"], message["data"]["after"]) == (95, 85)
    assert headers["host"] == receiver.url.split("/")[2]
    moment = headers["webhook-timestamp"]
    signed = signature(added["secret"], headers["webhook-id"], moment, body)
    assert headers["webhook-signature"] == signed
    (one,) = deliveries(archive, added)
    assert (one["attempts"], one["last_status"], one["next_at"]) == (1, 204, None)
    assert one["id"] == headers["webhook-id"]


def test_a_refused_message_is_tried_again_under_its_name_and_then_given_up(
    archive: Archive,
) -> None:
    with listening() as receiver:
        receiver.status = 500
        added = add(archive, receiver.url, "document.ready")
        archive.store(target())
        for attempts in (1, 2, 3):
            make_due(archive)
            assert deliver_due(archive.office, here) == 1, attempts
            assert deliver_due(archive.office, here) == 0, "a pause comes first"
        make_due(archive)
        assert deliver_due(archive.office, here) == 0
    assert len({headers["webhook-id"] for headers, _ in receiver.messages}) == 1
    (one,) = deliveries(archive, added)
    assert (one["attempts"], one["last_error"], one["delivered_at"]) == (3, "refused", None)


def test_nobody_is_led_elsewhere(archive: Archive) -> None:
    with listening() as other, listening() as receiver:
        receiver.status, receiver.headers = 307, {"Location": other.url}
        add(archive, receiver.url)
        archive.store(target())
        deliver_due(archive.office, here)
    assert (len(receiver.messages), other.messages) == (1, [])


def test_a_name_that_leads_inside_later_is_not_called(archive: Archive) -> None:
    with listening() as receiver:
        port = receiver.url.rsplit(":", 1)[1]
        added = add(archive, f"http://elsewhere.example:{port}")
        archive.store(target())
        assert deliver_due(archive.office, here) == 1
    assert receiver.messages == []
    assert [one["last_error"] for one in deliveries(archive, added)] == ["address_not_allowed"]


def test_what_is_undone_is_not_told(archive: Archive) -> None:
    added = add(archive, "http://portal.example/")
    document = archive.store(target())
    part = archive.part(document)
    archive.patch(document, part, value=1)
    archive.patch(document, part, value=2)
    events = [one["event"] for one in deliveries(archive, added)]
    assert events == ["plan.corrected", "document.ready"]


def test_webhooks_are_kept_by_rules(archive: Archive) -> None:
    inside = archive.client.post("/v1/webhooks", json={"url": "http://169.254.169.254/latest"})
    assert (inside.status_code, inside.json()["type"]) == (
        422,
        "urn:kehoach:problem:webhook_address",
    )
    added = add(archive, "http://portal.example/")
    path = f"/v1/webhooks/{added['webhook']['id']}"
    assert "secret" not in archive.client.get(path).text
    off = archive.client.patch(path, json={"active": False})
    assert (off.status_code, off.json()["active"]) == (200, False)
    archive.store(target())
    assert deliveries(archive, added) == []
    assert archive.client.delete(path).status_code == 204
    assert [archive.client.get(path).status_code, archive.client.delete(path).status_code] == [
        404,
        404,
    ]
    trail = archive.client.get("/v1/audit", params={"object_id": added["webhook"]["id"]}).json()[
        "items"
    ]
    assert [one["action"] for one in trail] == ["webhook.delete", "webhook.change", "webhook.add"]
