"""What can go wrong in running the service, beside ``models.domain.service_errors``."""

from __future__ import annotations

from models.domain.service_errors import ServiceError


class TooManySignInsError(ServiceError):
    """Too many failures; facts: ``seconds`` until the next attempt is heard."""

    kind = "too_many_sign_ins"
    http_status = 429


class BadNameError(ServiceError):
    """A name of a user or key that cannot be; facts: ``most`` (characters)."""

    kind = "bad_name"
    http_status = 422


class StoreNotEmptyError(ServiceError):
    """A backup is put back into an empty store only."""

    kind = "store_not_empty"
    http_status = 409
