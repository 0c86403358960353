"""Refusals of the service: each has a stable kind, the words of it stand in ``corpus/messages``.

``http_status`` is what the web answers; where something may be tried again later, the fact
``seconds`` says when.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from models.domain.errors import ExitStatus, KehoachError


class ServiceError(KehoachError):
    """Something that the service does not do; the base of all that follows.

    ``members`` are further members of the answer beside its words, ``headers`` its headers.
    """

    kind = "internal"
    members: Mapping[str, Any] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})

    def saying(self, members: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Self:
        """Return this error with more to say, such as the value that stands there now."""
        self.members = members
        self.headers = headers or {}
        return self


# -- who asks ------------------------------------------------------------------------------------


class UnauthenticatedError(ServiceError):
    """Nobody said who asks."""

    kind = "unauthenticated"
    http_status = 401


class WrongCredentialsError(ServiceError):
    """Key, token, name or password is wrong, switched off or past its time; never says which."""

    kind = "wrong_credentials"
    http_status = 401


class ForbiddenError(ServiceError):
    """Whoever asks may not do this; facts: ``role`` (the role that is needed)."""

    kind = "forbidden"
    http_status = 403


class ForeignOriginError(ServiceError):
    """The page of another site makes the browser of a user ask this."""

    kind = "foreign_origin"
    http_status = 403


class RateLimitedError(ServiceError):
    """Too many requests or files in a minute; facts: ``limit``, ``seconds`` (until the next)."""

    kind = "rate_limited"
    http_status = 429


class NameTakenError(ServiceError):
    """There is one of that name already; facts: ``name``."""

    kind = "name_taken"
    http_status = 409


class WeakPasswordError(ServiceError):
    """The password is too short or too long; facts: ``least``, ``most`` (characters)."""

    kind = "weak_password"
    http_status = 422


class LastAdminError(ServiceError):
    """The last active admin may not be removed, switched off or lowered."""

    kind = "last_admin"
    http_status = 409


# -- what is asked for ---------------------------------------------------------------------------


class NotFoundError(ServiceError):
    """There is nothing of that identifier; facts: ``object`` (document, job, page, ...)."""

    kind = "not_found"
    http_status = 404


class MethodNotAllowedError(ServiceError):
    """The address is there, the method is not; facts: ``method``."""

    kind = "method_not_allowed"
    http_status = 405


class NotAcceptableError(ServiceError):
    """The answer cannot be given in the form that is wanted; facts: ``wanted``."""

    kind = "not_acceptable"
    http_status = 406


class InvalidRequestError(ServiceError):
    """Parameters or body do not fit; facts: ``count`` (of the errors), which are listed beside."""

    kind = "invalid_request"
    http_status = 422


class BadJsonError(ServiceError):
    """The body is no JSON."""

    kind = "bad_json"
    http_status = 400


class BadRequestError(ServiceError):
    """The request breaks the rules of HTTP; facts: ``detail``."""

    kind = "bad_request"
    http_status = 400


class BadCursorError(ServiceError):
    """The cursor of a list was not given out by this service, or for another list."""

    kind = "bad_cursor"
    http_status = 404


class BodyTooLargeError(ServiceError):
    """A body that is no upload is too large; facts: ``limit`` (bytes)."""

    kind = "body_too_large"
    http_status = 413


class WrongContentTypeError(ServiceError):
    """The body is of a type that this address does not take; facts: ``wanted``."""

    kind = "wrong_content_type"
    http_status = 415


# -- uploads -------------------------------------------------------------------------------------


class BadUploadError(ServiceError):
    """The body is no well-formed multipart form; facts: ``detail``."""

    kind = "bad_upload"
    http_status = 400


class BrokenUploadError(ServiceError):
    """The upload ended before its end, or is longer or shorter than announced."""

    kind = "broken_upload"
    http_status = 400


class NoFileError(ServiceError):
    """The form holds no file."""

    kind = "no_file"
    http_status = 422


class TooManyFilesError(ServiceError):
    """The form holds more files than allowed; facts: ``limit``."""

    kind = "too_many_files"
    http_status = 413


class IdempotencyRunningError(ServiceError):
    """The first request with this Idempotency-Key is still being worked on; facts: ``seconds``."""

    kind = "idempotency_running"
    http_status = 409


class IdempotencyMismatchError(ServiceError):
    """This Idempotency-Key came before, with another payload."""

    kind = "idempotency_mismatch"
    http_status = 422


# -- room and time -------------------------------------------------------------------------------


class BusyError(ServiceError):
    """No room now; facts: ``seconds`` (when to try again)."""

    kind = "busy"
    http_status = 503


class QueueFullError(BusyError):
    """As many jobs wait as may wait; facts: ``limit``, ``seconds``."""

    kind = "queue_full"


class DiskFullError(BusyError):
    """The disk has less room than it must have, or none; facts: ``seconds``."""

    kind = "disk_full"
    http_status = 503


class DatabaseUnavailableError(BusyError):
    """The database cannot be reached or is locked; facts: ``seconds`` (where known)."""

    kind = "database_unavailable"


class StoppingError(BusyError):
    """The service is being stopped; facts: ``seconds``."""

    kind = "stopping"


class ViewerUnavailableError(BusyError):
    """This process draws no pages, or the drawing process is not there; facts: ``seconds``."""

    kind = "viewer_unavailable"


# -- documents, jobs, plans ----------------------------------------------------------------------


class JobFinalError(ServiceError):
    """The job has ended and cannot be cancelled; facts: ``job_state``."""

    kind = "job_final"
    http_status = 409


class JobOpenError(ServiceError):
    """The document is being read already; facts: ``job``."""

    kind = "job_open"
    http_status = 409


class PlanNotReadyError(ServiceError):
    """The document has no plan (yet): not read, failed or cancelled; facts: ``document_status``."""

    kind = "plan_not_ready"
    http_status = 409


class OriginalMissingError(ServiceError):
    """The record is there, the file is not: the data folder was damaged."""

    kind = "original_missing"
    http_status = 500


class PageNotDrawableError(ServiceError):
    """The page cannot be drawn; facts: ``page``."""

    kind = "page_not_drawable"
    http_status = 422


class BadBoxError(ServiceError):
    """The box is empty or lies outside the page; facts: ``page``."""

    kind = "bad_box"
    http_status = 422


class MatchRequiredError(ServiceError):
    """A change needs If-Match with the ETag of what is changed."""

    kind = "match_required"
    http_status = 428


class MatchFailedError(ServiceError):
    """Somebody else changed it meanwhile; the answer carries the current value and its ETag."""

    kind = "match_failed"
    http_status = 412


class BadCorrectionError(ServiceError):
    """The change does not fit the form of the item; facts: ``detail``."""

    kind = "bad_correction"
    http_status = 422


class CorrectionStateError(ServiceError):
    """The correction is not in a state that allows this; facts: ``correction_state``."""

    kind = "correction_state"
    http_status = 409


class NotComparableError(ServiceError):
    """The two documents cannot be compared; facts: ``detail``."""

    kind = "not_comparable"
    http_status = 422


class ExportTooLargeError(ServiceError):
    """More documents than one export may hold; facts: ``limit``."""

    kind = "export_too_large"
    http_status = 422


class WebhookAddressError(ServiceError):
    """The address may not be called: its scheme, port or network is not allowed; facts: ``url``."""

    kind = "webhook_address"
    http_status = 422


# -- starting and stopping -----------------------------------------------------------------------


class OpenBindError(ServiceError):
    """Without authentication the service listens on this machine only; facts: ``host``."""

    kind = "open_bind"
    exit_status = ExitStatus.USAGE


class PortTakenError(ServiceError):
    """The address cannot be listened on; facts: ``host``, ``port``, ``detail``."""

    kind = "port_taken"


class NotMigratedError(ServiceError):
    """The database is not of this version; facts: ``found``, ``wanted`` (revisions)."""

    kind = "not_migrated"
    http_status = 503


class ExecutorRunningError(ServiceError):
    """Another process works under this executor id; facts: ``executor``."""

    kind = "executor_running"


class ExecutorIdMissingError(ServiceError):
    """With PostgreSQL each working process needs an executor id of its own."""

    kind = "executor_id_missing"
    exit_status = ExitStatus.USAGE


class BackupError(ServiceError):
    """A backup cannot be written or read; facts: ``detail``."""

    kind = "bad_backup"
