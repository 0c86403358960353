"""``kehoach key``: keys with which programs come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import read_settings, voice_of

if TYPE_CHECKING:
    from datetime import datetime

    from api.voice import Voice
    from models.domain.archive import ApiKey


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)],
    role: Annotated[str, typer.Option("--role", metavar="ROLE")] = "uploader",
    days: Annotated[int | None, typer.Option("--days", min=1, max=36500, metavar="N")] = None,
) -> None:
    """Make a key and print its secret, which is shown this once."""
    from api.commands.storage import opened_office, operator, read_role, show
    from api.service.accounts import create_key

    voice, wanted = voice_of(context), read_role(role)
    with opened_office(read_settings()) as office:
        key, secret = create_key(office, operator(), name, wanted, _in_days(days))
    voice.inform("key.added", name=key.name, role=key.role.value)
    show(secret)


def list_all(context: typer.Context) -> None:
    """Print every key: its mark, name, role, state, and when it was used last."""
    from api.commands.storage import opened_office, show
    from api.service.accounts import key_mark, list_keys

    voice = voice_of(context)
    with opened_office(read_settings()) as office:
        keys = list_keys(office)
    width = max((len(key.name) for key in keys), default=0)
    for key in keys:
        state = voice.word("account_state", _state(key))
        shown = f"{key_mark(key)}  {key.name:<{width}}  {key.role.value:<8}  {state}"
        show(f"{shown}  {_last_use(key, voice)}")


def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", show_default=False)],
) -> None:
    """Switch a key off for good; it is named by its mark, its identifier or its name."""
    from api.commands.storage import opened_office, operator
    from api.service.accounts import find_key, revoke_key

    with opened_office(read_settings()) as office:
        revoked = revoke_key(office, operator(), find_key(office, key).id)
    voice_of(context).inform("key.revoked", name=revoked.name)


def _in_days(days: int | None) -> datetime | None:
    from datetime import UTC, datetime, timedelta

    return None if days is None else datetime.now(UTC) + timedelta(days=days)


def _state(key: ApiKey) -> str:
    from datetime import UTC, datetime

    if not key.active:
        return "off"
    return "over" if key.expires_at and key.expires_at <= datetime.now(UTC) else "on"


def _last_use(key: ApiKey, voice: Voice) -> str:
    if key.last_used_at is None:
        return voice.text("key.never_used")
    return key.last_used_at.astimezone().isoformat(sep=" ", timespec="minutes")


PARTS: dict[str, Callable[..., None]] = {"add": add, "list": list_all, "revoke": revoke}
