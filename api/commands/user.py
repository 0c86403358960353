"""``kehoach user``: who may sign in, and as what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from api.commands.usage import read_settings, voice_of

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
RoleName = Annotated[str, typer.Option("--role", metavar="ROLE")]
FromStdin = Annotated[bool, typer.Option("--password-stdin")]


def add(
    context: typer.Context, name: Name, role: RoleName = "reader", password_stdin: FromStdin = False
) -> None:
    """Add a user; print the password where it was made here."""
    from api.commands.storage import opened_office, operator, read_password, read_role, show
    from api.service.accounts import create_user

    voice, wanted = voice_of(context), read_role(role)
    given = read_password(password_stdin)
    with opened_office(read_settings()) as office:
        user, password = create_user(office, operator(), name, wanted, given)
    voice.inform("user.added", name=user.name, role=user.role.value)
    if given is None:
        voice.inform("user.password_once", name=user.name)
        show(password)


def list_all(context: typer.Context) -> None:
    """Print every user: name, role, whether it may sign in, since when it is there."""
    from api.commands.storage import opened_office, show
    from api.service.accounts import list_users

    voice = voice_of(context)
    with opened_office(read_settings()) as office:
        users = list_users(office)
    width = max((len(user.name) for user in users), default=0)
    for user in users:
        state = voice.word("account_state", "on" if user.active else "off")
        since = user.created_at.astimezone().date().isoformat()
        show(f"{user.name:<{width}}  {user.role.value:<8}  {state}  {since}")


def password(context: typer.Context, name: Name, password_stdin: FromStdin = False) -> None:
    """Give a user another password and end its sessions."""
    from api.commands.storage import opened_office, operator, read_password, show
    from api.service.accounts import change_password, find_user

    voice, given = voice_of(context), read_password(password_stdin)
    with opened_office(read_settings()) as office:
        user = find_user(office, name)
        made = change_password(office, operator(), user.id, given)
    voice.inform("user.password_changed", name=user.name)
    if given is None:
        voice.inform("user.password_once", name=user.name)
        show(made)


def disable(context: typer.Context, name: Name) -> None:
    """Switch a user off and end its sessions."""
    _switch(context, name, active=False)


def enable(context: typer.Context, name: Name) -> None:
    """Switch a user on again."""
    _switch(context, name, active=True)


def change_role(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", show_default=False)],
) -> None:
    """Let a user do more or less."""
    from api.commands.storage import opened_office, operator, read_role
    from api.service.accounts import change_user, find_user

    voice, wanted = voice_of(context), read_role(role)
    with opened_office(read_settings()) as office:
        user = change_user(office, operator(), find_user(office, name).id, role=wanted)
    voice.inform("user.role_changed", name=user.name, role=user.role.value)


def _switch(context: typer.Context, name: str, *, active: bool) -> None:
    from api.commands.storage import opened_office, operator
    from api.service.accounts import change_user, find_user

    with opened_office(read_settings()) as office:
        user = change_user(office, operator(), find_user(office, name).id, active=active)
    voice_of(context).inform("user.enabled" if active else "user.disabled", name=user.name)


PARTS: dict[str, Callable[..., None]] = {
    "add": add,
    "list": list_all,
    "password": password,
    "role": change_role,
    "disable": disable,
    "enable": enable,
}
