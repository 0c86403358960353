"""What can go wrong when people correct a plan; see ``models.domain.service_errors``."""

from __future__ import annotations

from models.domain.service_errors import ServiceError


class AlreadyThereError(ServiceError):
    """The plan holds what was to be added; facts: ``item``."""

    kind = "already_there"
    http_status = 409
