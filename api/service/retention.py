"""Documents whose time is over, and what broken work left behind: the daily round."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from api.service.intake import discard
from api.service.jobs import delete
from api.service.office import Office
from models.domain.archive import Actor, Role
from models.domain.service_errors import NotFoundError, OriginalMissingError
from models.storage import documents, idempotency, people, webhooks

# The audit trail tells by this name that nobody pressed a button.
RETENTION = Actor("system", "retention", "retention", Role.ADMIN)
# A younger file may belong to an upload whose document is not written down yet.
_YOUNG_SECONDS = 24 * 3600.0
_DELIVERIES_KEPT = timedelta(days=30)


def expire(office: Office, now: datetime | None = None) -> int:
    """Do the daily round; return how many documents were deleted because their time is over.

    What has ended in other ways goes too: sessions that are over, answers kept for repeated
    requests, deliveries settled long ago, uploads that broke off, and files that no document holds.
    """
    moment = now or datetime.now(UTC)
    days = office.settings.retention_days
    count = 0 if days is None else _delete_before(office, moment - timedelta(days=days))
    answers = timedelta(hours=office.settings.server.idempotency_hours)
    with office.database.write() as session:
        people.delete_sessions_before(session, moment)
        idempotency.forget_before(session, moment - answers)
        webhooks.forget_deliveries_before(session, moment - _DELIVERIES_KEPT)
    office.files.sweep(_YOUNG_SECONDS)
    drop_unheld_files(office, moment)
    return count


def drop_unheld_files(office: Office, now: datetime | None = None) -> int:
    """Delete files that no document holds, bar young ones; return how many there were."""
    moment = now.timestamp() if now else time.time()
    dropped = 0
    for sha256 in office.files.hashes():
        if not _is_held(office, sha256) and _age(office, sha256, moment) > _YOUNG_SECONDS:
            discard(office, sha256)
            dropped += 1
    return dropped


def _delete_before(office: Office, when: datetime) -> int:
    with office.database.read() as session:
        expired = documents.documents_before(session, when)
    count = 0
    for document in expired:
        try:
            delete(office, RETENTION, document)
        except NotFoundError:
            continue
        count += 1
    return count


def _is_held(office: Office, sha256: str) -> bool:
    with office.database.read() as session:
        return documents.find_by_hash(session, sha256) is not None


def _age(office: Office, sha256: str, moment: float) -> float:
    """Return the seconds since a file was kept; 0 for one that is gone."""
    try:
        with office.files.path(sha256) as path:
            return moment - path.stat().st_mtime
    except (OriginalMissingError, FileNotFoundError):
        return 0.0
