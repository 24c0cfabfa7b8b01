"""Passwords: Argon2id hashes, what is too weak, and one-time passwords that a person can read aloud."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.domain.trouble import Refused

SHORTEST = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without look-alikes."""

_hasher = PasswordHasher()
_nobody_secret = ""
_at_once = threading.BoundedSemaphore(2)
"""A hash takes 64 MB on purpose: many at a time would take a server's memory."""


def hashed(password: str) -> str:
    """The Argon2id hash of a password."""
    with _at_once:
        return _hasher.hash(password)


def proves(secret: str | None, password: str) -> bool:
    """Whether a password is that of the hash; takes as long where there is none."""
    with _at_once:
        try:
            return _hasher.verify(secret or _nobody(), password) and secret is not None
        except (VerificationError, InvalidHashError):
            return False


def check(password: str, login: str, name: str) -> None:
    """Raises Refused for a weak password."""
    if len(password) < SHORTEST or password.lower() in (login, name.lower()) or len(set(password)) < 4:
        raise Refused(
            "password-weak",
            f"Mật khẩu cần ít nhất {SHORTEST} ký tự, không trùng tên, không lặp một ký tự.",
            "Đặt mật khẩu khác, ví dụ một câu ngắn.",
        )


def one_time() -> str:
    """A password to be handed over and changed at the first sign-in: 12 letters in threes, 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _nobody() -> str:
    """A secret that nobody knows, so that an unknown login takes as long as a known one."""
    global _nobody_secret
    _nobody_secret = _nobody_secret or _hasher.hash("nobody")
    return _nobody_secret
