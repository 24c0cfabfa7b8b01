"""A lead lets machines in and out from an admin station: signed by the station, proved by the password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from kiosk.app.admitting import Authority
from kiosk.app.config import Config, HubConfig
from kiosk.domain.trouble import Trouble
from kiosk.services import passwords, staff
from sync.client import Denied
from sync.trust.folder import load_trust
from sync.trust.joining import join
from ui.viewmodels.admin_desk import NewMachine

pytestmark = pytest.mark.usefixtures("fast_codes")
PASSWORD = "mua xuan 2026"


@pytest.fixture
def admin(authority: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Authority]:
    """`admin("admin")`: what a station of this kind asks the hub with, staff known there."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    for login, role in (("hanh.nt", "lead"), ("an.vt", "clerk")):
        staff.add_staff(authority.store, login, login, role, PASSWORD, "test")

    def make(kind: str) -> Authority:
        folder = tmp_path / f"{kind}-1"
        join(authority.url, authority.code(f"{kind}-1", kind)).keep(folder)
        trust = load_trust(folder)
        assert trust
        return Authority(trust, replace(Config(), hub=HubConfig(url=authority.url)))

    return make


def test_a_lead_makes_a_code_and_a_machine_joins_with_it(authority: Any, admin: Any) -> None:
    shown = admin("admin").code("hanh.nt", PASSWORD, NewMachine("counter-4", "counter", 4))
    assert shown.server == "https://192.0.2.7:8460"
    assert shown.lasts_ms == 30 * 60_000
    admitted = join(authority.url, shown.code).admission
    assert (admitted.station, admitted.settings.counter) == ("counter-4", 4)


def test_a_lead_shuts_a_machine_out(authority: Any, admin: Any) -> None:
    joined = join(authority.url, authority.code("kiosk-2"))
    assert authority.good_keys("kiosk-2") == [joined.key.key_id]
    assert admin("admin").revoke("hanh.nt", PASSWORD, "kiosk-2") == 1
    assert authority.good_keys("kiosk-2") == []


@pytest.mark.parametrize(
    ("kind", "login", "password", "code"),
    [
        ("admin", "an.vt", PASSWORD, "role"),
        ("admin", "hanh.nt", "wrong", "sign-in-wrong"),
        ("kiosk", "hanh.nt", PASSWORD, "role"),
    ],
)
def test_nobody_else_does(admin: Any, authority: Any, kind: str, login: str, password: str, code: str) -> None:
    with pytest.raises(Trouble) as caught:
        admin(kind).code(login, password, NewMachine("kiosk-9", "kiosk"))
    assert caught.value.code == code


def test_a_session_of_another_machine_opens_nothing(admin: Any, authority: Any) -> None:
    from sync.trust.forms import CodeWish

    first, second = admin("admin"), admin("counter")
    with first._signed_in("hanh.nt", PASSWORD) as line:
        stolen = line.session
        with second._signed_in("an.vt", PASSWORD) as other:
            own, other.session = other.session, stolen
            with pytest.raises(Denied) as caught:
                other.code(CodeWish(office="commune", station="kiosk-9", kind="kiosk"))
            other.session = own
    assert caught.value.code == "no-session"
