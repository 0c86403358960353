"""Passwords and secrets: what is refused, what opens, what is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.service import passwords
from api.service.passwords import (
    check_password,
    hash_password,
    hash_secret,
    make_password,
    make_secret,
    needs_new_hash,
    password_matches,
    secret_matches,
)
from models.domain.service_errors import WeakPasswordError

SOUND = "con trâu trắng"
KEPT = hash_password(SOUND)


@pytest.mark.parametrize(
    ("password", "name", "reason"),
    [
        ("", "lan", "empty"),
        ("123456789", "lan", "one character too few"),
        ("a" * 257, "lan", "one character too many"),
        ("Nguyen.Thi.Lan", "nguyen.thi.lan", "the name itself"),
        (unicodedata.normalize("NFD", "mười chữ"), "lan", "long only because it is decomposed"),
    ],
)
def test_weak_passwords_are_refused(password: str, name: str, reason: str) -> None:
    with pytest.raises(WeakPasswordError) as refusal:
        check_password(password, name)
    assert refusal.value.facts == {"least": 10, "most": 256}, reason


@pytest.mark.parametrize("password", ["1234567890", "đ" * 256, SOUND])
def test_passwords_of_the_right_length_are_taken(password: str) -> None:
    check_password(password, "lan")


@pytest.mark.parametrize(
    ("password", "opens", "reason"),
    [
        (SOUND, True, "the password"),
        (unicodedata.normalize("NFD", SOUND), True, "as another keyboard composes it"),
        (SOUND + " ", False, "a blank more"),
        (SOUND.upper(), False, "other case"),
        ("", False, "nothing"),
        ("x" * 2_000_000, False, "far too long"),
        ("\ud800", False, "no text at all"),
    ],
)
def test_only_the_password_opens(password: str, opens: bool, reason: str) -> None:
    assert password_matches(KEPT, password) is opens, reason


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_nothing_opens_where_no_sound_hash_is_kept(stored: str | None) -> None:
    assert not password_matches(stored, SOUND)


def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    def verify(stored: str, given: bytes) -> bool:
        verified.append(stored)
        return False

    monkeypatch.setattr(passwords, "_verify", verify)
    password_matches(None, SOUND)
    password_matches(KEPT, SOUND)
    parameters = [stored.split("$")[1:4] for stored in verified]
    assert parameters[0] == parameters[1]


def test_a_password_is_kept_salted_and_unreadable() -> None:
    assert KEPT.startswith("$argon2id$")
    assert hash_password(SOUND) != KEPT
    assert SOUND not in KEPT
    assert not needs_new_hash(KEPT)


def test_a_hash_of_weaker_parameters_is_to_be_made_anew() -> None:
    assert needs_new_hash(KEPT.replace("t=2", "t=1"))


def test_a_made_password_is_strong_enough_and_never_the_same() -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password)
        assert set(password) <= set("abcdefghjkmnpqrstuvwxyz23456789-")


def test_a_made_secret_has_256_bits_in_43_characters() -> None:
    made = {make_secret() for _ in range(50)}
    assert {len(secret) for secret in made} == {43}
    assert len(made) == 50


@given(st.text(), st.text())
def test_a_secret_matches_its_own_hash_alone(secret: str, other: str) -> None:
    assert secret_matches(hash_secret(secret), secret)
    assert secret_matches(hash_secret(secret), other) is (secret == other)
