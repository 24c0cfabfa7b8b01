"""A LAN that reaches nothing but its hub: machines join through it, a lead lets them in through it, and the hub can
carry, refuse and lose, but not change."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher

from kiosk.app.admitting import Authority
from kiosk.app.config import Config, HubConfig, ProvinceConfig
from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services import accounts, passwords
from sync.client import Denied, Line
from sync.relay import PROVINCE_PEER
from sync.server import passing
from sync.server.app import create_app
from sync.transport import Reply
from sync.trust.folder import load_trust
from sync.trust.forms import Admitted, Greeting, Knock
from sync.trust.joining import join
from sync.trust.keys import new_key
from ui.viewmodels.admin_desk import NewMachine

pytestmark = pytest.mark.usefixtures("fast_codes")
NOBODY = "https://127.0.0.1:9"
PASSWORD = "mua xuan 2026"


def refused(server: str, code: str) -> str:
    with pytest.raises(Trouble) as caught:
        join(server, code)
    return caught.value.code


def test_a_kiosk_joins_through_its_hub_and_works(branch: Any, until: Any) -> None:
    joined = join(branch.url, branch.province.code("kiosk-1"))
    assert (joined.admission.station, joined.greeting.by) == ("kiosk-1", "commune")
    assert branch.province.good_keys("kiosk-1") == [joined.key.key_id]
    joined.keep(branch.folder / "kiosk-1")
    trust = load_trust(branch.folder / "kiosk-1")
    assert trust
    assert trust.place.authority_name == PROVINCE_PEER
    station = branch.work("kiosk-1", trust)
    until(lambda: station.state().up)


def test_what_the_province_refuses_is_told_through_the_hub(branch: Any) -> None:
    code = branch.province.code("kiosk-1")
    assert refused(branch.url, "0000-0000") == "code-wrong"
    assert join(branch.url, code)
    assert refused(branch.url, code) == "code-used"


def test_a_line_that_is_down_says_later_and_what_to_do_and_uses_no_code_up(branch: Any, serve_tls: Any) -> None:
    cut = create_app(branch.hub, "hub", trusted=True)
    passing.install(cut, NOBODY, branch.trust)
    url, code = serve_tls(cut, branch.trust), branch.province.code("kiosk-1")
    with pytest.raises(TryLater, match="mất đường truyền lên tỉnh") as caught:
        join(url, code)
    assert "Chờ" in caught.value.remedy
    assert join(branch.url, code).admission.station == "kiosk-1"


def passed_on(branch: Any, change: Callable[[Knock], Knock]) -> Callable[[Knock], Admitted]:
    """What a hub does that changes what it passes up."""

    def answer(knock: Knock) -> Admitted:
        with closing(Line(branch.province.url, branch.trust, peer=PROVINCE_PEER)) as line:
            reply = line.exchange("POST", "/v1/join", json=change(knock).model_dump())
        return Admitted.model_validate_json(reply.content)

    return answer


def greeting_of(branch: Any) -> Greeting:
    ours = branch.province.authority
    return Greeting(office="province", station="province", kind="province", salt=ours.salt, ca=ours.pem, by="commune")


def test_a_hub_that_swaps_the_key_gets_nobody_in(branch: Any, middle: Any) -> None:
    thief = new_key()
    code = branch.province.code("kiosk-1")
    swapped = passed_on(branch, lambda knock: knock.model_copy(update={"public": thief.public.hex()}))

    def answer(knock: Knock) -> Admitted:
        with pytest.raises(Refused) as caught:
            swapped(knock)
        assert caught.value.code == "code-wrong"
        raise caught.value

    with pytest.raises(Trouble):
        join(middle(greeting_of(branch), answer, branch.trust), code)
    assert branch.province.good_keys("kiosk-1") == []
    assert join(branch.url, code)


def test_a_hub_that_changes_the_answer_is_found_out(branch: Any, middle: Any) -> None:
    true = passed_on(branch, lambda knock: knock)

    def answer(knock: Knock) -> Admitted:
        admitted = true(knock)
        return admitted.model_copy(update={"admission": admitted.admission.replace("kiosk-1", "kiosk-9")})

    url = middle(greeting_of(branch), answer, branch.trust)
    assert refused(url, branch.province.code("kiosk-1")) == "authority-unproven"


def test_no_kiosk_and_no_stranger_passes_for_the_hub(branch: Any, make_authority: Any, middle: Any) -> None:
    asked: list[Knock] = []
    for trust in (branch.joined("kiosk-7"), make_authority("hub", "hub-2").trust):
        assert refused(middle(greeting_of(branch), asked.append, trust), "0000-0000") == "authority-unproven"
    assert asked == []


@pytest.mark.parametrize(("path", "code"), [("/v1/monitoring", "bad-signature"), ("/v1/parked", "bad-signature")])
def test_nothing_else_goes_up(branch: Any, path: str, code: str) -> None:
    """What names the province in `Motcua-To` is judged by the hub's own gate, unless a hub passes it on."""
    trust = branch.joined("admin-1", "admin")
    with closing(Line(branch.url, trust, beyond=PROVINCE_PEER)) as line:
        assert line.hello().role == "province"
        with pytest.raises(Denied) as caught:
            line.exchange("GET", path)
    assert caught.value.code in (code, "stranger")


def test_a_request_that_is_too_long_ends_at_the_hub(branch: Any) -> None:
    with closing(Line(branch.url, branch.trust)) as line, pytest.raises(Trouble) as caught:
        line.exchange("POST", "/v1/join", data=b" " * (passing.LARGEST + 1))
    assert caught.value.code == "http-413"


@pytest.fixture
def desk(branch: Any, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An admin station whose network reaches its hub alone; the province knows a lead and a clerk of the office."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    for login, role in (("hanh.nt", "lead"), ("an.vt", "clerk")):
        accounts.make(branch.province.store, "commune", login, login, role, hasher.hash(PASSWORD), "test")
    trust = branch.joined("admin-1", "admin")
    config = replace(Config(), hub=HubConfig(url=branch.url), province=ProvinceConfig(url=NOBODY))
    return Authority(trust, config)


def test_a_lead_makes_a_code_through_the_hub_which_a_machine_redeems_there(desk: Any, branch: Any) -> None:
    shown = desk.code("hanh.nt", PASSWORD, NewMachine("counter-4", "counter", 4))
    assert shown.server == branch.url, "an address that this network reaches"
    assert branch.url.replace(":", "%3A").replace("/", "%2F") in shown.qr
    assert join(shown.server, shown.code).admission.settings.counter == 4
    assert desk.revoke("hanh.nt", PASSWORD, "counter-4") == 1
    assert branch.province.good_keys("counter-4") == []


def test_nobody_else_makes_one_through_the_hub(desk: Any, branch: Any, caplog: Any) -> None:
    caplog.set_level(logging.INFO)
    for login, password, code in (("an.vt", PASSWORD, "role"), ("hanh.nt", "wrong", "sign-in-wrong")):
        with pytest.raises(Trouble) as caught:
            desk.code(login, password, NewMachine("kiosk-9", "kiosk"))
        assert caught.value.code == code
    assert PASSWORD not in caplog.text


def test_a_hub_that_puts_another_authority_into_the_qr_is_found_out(
    desk: Any, branch: Any, make_authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever scanned it would believe that other one."""
    true, false = branch.province.authority.fingerprint, make_authority("hub", "hub-2").authority.fingerprint
    honest = passing._Above.ask

    def lying(above: Any, method: str, target: str, headers: Any, body: bytes) -> Reply:
        reply = honest(above, method, target, headers, body)
        return replace(reply, content=reply.content.replace(true.encode(), false.encode()))

    monkeypatch.setattr(passing._Above, "ask", lying)
    with pytest.raises(Refused) as caught:
        desk.code("hanh.nt", PASSWORD, NewMachine("kiosk-9", "kiosk"))
    assert caught.value.code == "authority-other"
