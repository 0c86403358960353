"""Passwords and secrets: how they are made, kept and compared (the only importer of argon2).

A password is kept as an argon2id hash. Keys and tokens are 256 random bits, which nobody can
guess: their SHA-256 is enough, and takes no time on each request.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from models.domain.service_errors import WeakPasswordError

MIN_LENGTH = 10
MAX_LENGTH = 256
_SECRET_BYTES = 32
# Decomposed, a letter may take several characters; beyond this nothing is even looked at.
_LONGEST_READ = 4 * MAX_LENGTH
# Read aloud and typed from paper: no letter or digit that looks like another.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5
# 19 MiB and two passes: the smallest that is held safe, since the service runs on modest machines.
_HASHER = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
# However many sign in at once, hashing takes the memory of two and the time of no more threads.
_AT_ONCE = BoundedSemaphore(2)


def check_password(password: str, name: str = "") -> None:
    """Raise WeakPasswordError where a password of this user is too short, too long or the name."""
    composed = _composed(password)
    fits = MIN_LENGTH <= len(composed) <= MAX_LENGTH
    if not fits or composed.casefold() == name.casefold():
        raise WeakPasswordError(least=MIN_LENGTH, most=MAX_LENGTH)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its parameters and salt."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is the one of the hash.

    Without a hash the answer is no, after the same work: the time does not tell who exists.
    """
    too_long = len(password) > _LONGEST_READ
    with _AT_ONCE:
        matches = _verify(stored or _hash_of_nobody(), b"" if too_long else _bytes(password))
    return matches and stored is not None and not too_long


def needs_new_hash(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(stored)


def make_password() -> str:
    """Return a random password of about 99 bits that can be read aloud."""
    groups = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def make_secret() -> str:
    """Return 256 random bits as 43 characters that need no escaping in a URL."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a random secret, in hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_matches(stored: str, secret: str) -> bool:
    """Tell whether the secret is the one of the hash, in a time that does not depend on it."""
    return hmac.compare_digest(stored.encode(), hash_secret(secret).encode())


def _verify(stored: str, given: bytes) -> bool:
    try:
        return _HASHER.verify(stored, given)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(make_secret())


def _composed(password: str) -> str:
    """Return the one spelling of a password: keyboards compose Vietnamese letters in two ways."""
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _composed(password).encode("utf-8", "surrogatepass")
