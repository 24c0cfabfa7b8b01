"""What crosses the network about people: sessions and accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sync.wire import Hash, Model, Name, Text, Whole

Office = Name | Literal[""]
"""An office's id; empty = the asking machine's own."""
Password = Annotated[str, StringConstraints(max_length=200, min_length=1, pattern=r"^[^\x00]*$")]


class SignIn(Model):
    """A person proves a password at a machine. `office` empty = the asking machine's own."""

    login: Text
    password: Password
    office: Office = ""


class StaffSession(Model):
    """A session begun: `token` goes into the header `Motcua-Session`, from the same machine only, until `expires_at`
    (ms by the server's clock)."""

    token: str
    login: str
    name: str
    role: str
    office: str
    expires_at: Whole


class AccountForm(Model):
    """An account as it follows down: `secret` is an Argon2id hash."""

    login: Name
    name: Text
    role: Name
    secret: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
    state: Name
    changed_by: Text
    must_change: Whole
    changed_at: Whole


class AccountList(Model):
    """The accounts of an office; `accounts` is null when the reader knows this `version` already."""

    version: Hash
    accounts: Annotated[list[AccountForm], Field(max_length=5000)] | None


class NewAccount(Model):
    """An account to be made, with the Argon2id hash of its password: the password itself does not travel. `office`
    empty = the asking machine's own."""

    office: Office = ""
    login: Name
    name: Text
    role: Literal["clerk", "lead", "technician"]
    secret: Annotated[str, StringConstraints(max_length=300, pattern=r"^\$argon2id\$[A-Za-z0-9+/=,$-]*$")]


class AccountChange(Model):
    """What a lead does with an account: `change` (name and role), `disable` (with a reason), `enable`, `reset`."""

    office: Office = ""
    login: Name
    what: Literal["change", "disable", "enable", "reset"]
    name: Text = ""
    role: Text = ""
    reason: Text = ""


class AccountState(Model):
    """An account after a change; `one_time` is the password to hand over after a `reset`, told this once."""

    login: str
    name: str
    role: str
    one_time: str = ""


class PasswordChange(Model):
    """A person chooses a new password. `office` empty = the asking machine's own."""

    login: Text
    old: Password
    new: Password
    office: Office = ""
