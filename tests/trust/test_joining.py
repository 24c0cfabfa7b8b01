"""A station joins by a one-time code, from outside, over TLS."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services import allow_list, enrolling
from kiosk.services.receiving import feed_page
from kiosk.store import trust as lists
from sync.client import Line, Unacceptable
from sync.trust import codes
from sync.trust.authority import expires_at, is_from
from sync.trust.folder import load_trust
from sync.trust.joining import join

pytestmark = pytest.mark.usefixtures("fast_codes")
Make = Callable[..., Any]


def refused(server: str, code: str, **options: str) -> str:
    with pytest.raises(Trouble) as caught:
        join(server, code, **options)
    assert caught.value.remedy
    return caught.value.code


def test_a_station_gets_its_name_its_settings_and_its_place(authority: Any, tmp_path: Path) -> None:
    code = authority.code("counter-3", "counter", counter=3)
    joined = join(authority.url, code.lower().replace("-", " "))
    assert (joined.admission.station, joined.admission.kind, joined.admission.office) == (
        "counter-3", "counter", "commune",
    )  # fmt: skip
    assert (joined.admission.settings.counter, joined.admission.settings.hub) == (3, "https://192.0.2.7:8460")
    assert load_trust(tmp_path / "counter-3") is None
    joined.keep(tmp_path / "counter-3")
    trust = load_trust(tmp_path / "counter-3")
    assert trust
    assert not trust.is_authority
    assert authority.good_keys("counter-3") == [trust.key.key_id]


def test_the_qr_says_it_all(authority: Any) -> None:
    letters = authority.code()
    said = codes.invitation(codes.Invitation(authority.url, letters, authority.authority.fingerprint).text())
    assert said
    assert join(said.server, said.code, fingerprint=said.fingerprint).admission.station == "kiosk-2"


def test_the_letters_are_nowhere_in_the_store(authority: Any) -> None:
    letters = authority.code().replace("-", "")
    for file in authority.folder.rglob("*"):
        if file.is_file():
            assert letters.encode() not in file.read_bytes()


def test_a_code_works_once(authority: Any) -> None:
    code = authority.code()
    first = join(authority.url, code)
    assert refused(authority.url, code) == "code-used"
    assert authority.good_keys("kiosk-2") == [first.key.key_id]


def test_a_code_expires_by_the_authoritys_clock(authority: Any, clock: Any) -> None:
    code = authority.code(minutes=10)
    clock.forward(minutes=9, seconds=59)
    clock.forward(seconds=1)
    assert refused(authority.url, code) == "code-expired"
    assert authority.good_keys("kiosk-2") == []


def test_a_code_may_be_withdrawn_and_a_newer_one_withdraws_it(authority: Any) -> None:
    first, second = authority.code(), authority.code()
    assert refused(authority.url, first) == "code-withdrawn"
    assert enrolling.withdraw(authority.store, "commune", "kiosk-2", "lead")
    assert refused(authority.url, second) == "code-withdrawn"


def test_a_code_for_a_kiosk_makes_no_counter(authority: Any) -> None:
    code = authority.code()
    assert refused(authority.url, code, kind="counter") == "code-other-kind"
    assert join(authority.url, code, kind="kiosk").admission.kind == "kiosk"


def test_whoever_guesses_rests_and_the_true_code_waits_with_him(authority: Any, clock: Any) -> None:
    code = authority.code(minutes=60)
    for _ in range(enrolling.TRIES):
        assert refused(authority.url, "0000-0000") == "code-wrong"
    assert refused(authority.url, code) == "join-locked"
    clock.forward(minutes=1)
    assert refused(authority.url, "0000-0000") == "code-wrong"
    clock.forward(seconds=90)
    with pytest.raises(TryLater):  # the rest has doubled
        join(authority.url, code)
    clock.forward(seconds=30)
    assert join(authority.url, code).admission.station == "kiosk-2"


def test_a_clock_set_back_frees_nobody_and_locks_nobody_for_years(authority: Any, clock: Any) -> None:
    code = authority.code(minutes=60)
    for _ in range(enrolling.TRIES):
        refused(authority.url, "0000-0000")
    clock.forward(minutes=-500_000)
    assert refused(authority.url, code) == "join-locked"
    clock.forward(minutes=1)
    assert join(authority.url, code)


@pytest.mark.parametrize("typed", ["ABCD", "ABCD-EFGH-J", "ABCD EFG!", ""])
def test_what_cannot_be_a_code_is_told_without_asking(typed: str) -> None:
    assert refused("https://127.0.0.1:9", typed) == "code-malformed"


def test_look_alikes_are_understood() -> None:
    assert codes.tidied("oil0-1abc") == "01101ABC"


def test_another_authority_at_the_address_is_found_out_by_the_code(make_authority: Make, tmp_path: Path) -> None:
    true, false = make_authority("hub", "hub-1"), make_authority("hub", "hub-2")
    code = true.code()
    assert refused(false.url, code) == "code-wrong"  # it does not know the code, and learns nothing of it
    print_of_true = true.authority.fingerprint
    assert refused(false.url, code, fingerprint=print_of_true) == "authority-other"
    assert true.good_keys("kiosk-2") == []


def test_joining_again_shuts_the_machine_before_out(authority: Any, clock: Any) -> None:
    old = join(authority.url, authority.code())
    clock.forward(minutes=1)
    new = join(authority.url, authority.code())
    assert authority.good_keys("kiosk-2") == [new.key.key_id]
    gone = authority.store.read(lambda conn: lists.known_key(conn, old.key.key_id))
    assert gone.revoked_at == clock.at


def test_the_list_tells_who_is_in_and_is_signed(authority: Any) -> None:
    joined = join(authority.url, authority.code())
    form = joined.admission.keys
    document = allow_list.read(
        form.document, bytes.fromhex(form.signature), lambda s, d: is_from(joined.greeting.ca, s, d), "commune"
    )
    assert {k.station for k in document.keys} == {"hub-1", "kiosk-2"}
    with pytest.raises(Refused, match="chữ ký"):
        allow_list.read(form.document.replace("kiosk-2", "kiosk-3"), bytes.fromhex(form.signature),
                        lambda s, d: is_from(joined.greeting.ca, s, d), "commune")  # fmt: skip


def test_an_office_of_a_province_joins_there(make_authority: Make) -> None:
    province = make_authority("province", "province")
    joined = join(province.url, province.code("hub-1", "hub", profile="commune", hub="https://192.0.2.9:8460"))
    assert joined.admission.settings.province == "https://192.0.2.8:8470"
    kiosk = join(province.url, province.code("kiosk-1", "kiosk"))
    assert kiosk.admission.settings.hub == "https://192.0.2.9:8460"
    assert kiosk.admission.settings.profile == "commune"


def test_nobody_there_and_no_authority_there(authority: Any, tmp_path: Path) -> None:
    assert refused("https://127.0.0.1:9", "ABCD-EFGH") == "unreachable"
    assert refused("http://127.0.0.1:9", "ABCD-EFGH") == "server-plain"


def test_an_authority_cannot_shut_itself_out(authority: Any) -> None:
    sign = authority.authority.sign
    with pytest.raises(Refused, match="chính máy"):
        enrolling.revoke(authority.store, "commune", "hub-1", "lead", sign)
    with pytest.raises(Refused, match="Không có máy"):
        enrolling.revoke(authority.store, "commune", "kiosk-9", "lead", sign)


def test_a_malformed_request_uses_no_code_up(authority: Any) -> None:
    code = authority.code()
    stretched = codes.stretch(codes.tidied(code), authority.authority.salt)
    knock = {"code_id": stretched.code_id, "public": "11" * 32, "request": "no request", "nonce": "22" * 16,
             "proof": "33" * 32}  # fmt: skip
    with closing(Line(authority.url, authority.trust)) as line:
        for unlike, kind in (({}, Refused), ({"public": "zz"}, Unacceptable), ({"proof": ""}, Unacceptable)):
            with pytest.raises(kind):
                line.exchange("POST", "/v1/join", json={**knock, **unlike})
    assert join(authority.url, code)


def test_the_journal_says_who_let_whom_in_and_out(authority: Any) -> None:
    joined = join(authority.url, authority.code())
    enrolling.revoke(authority.store, "commune", "kiosk-2", "hanh.nt", authority.authority.sign)
    page = feed_page(authority.store, "commune", "", not_via="nobody")
    told = [(e.type, e.actor, e.body) for e in page.events if e.stream_id == "machine:commune.kiosk-2"]
    ends = expires_at(joined.admission.certificate.encode())
    key = joined.key.key_id
    assert told == [
        ("machine.admitted", "lead", {"office": "commune", "station": "kiosk-2", "kind": "kiosk", "key_id": key,
                                      "let_in_by": "lead", "source": "127.0.0.1"}),
        ("machine.certified", "", {"office": "commune", "station": "kiosk-2", "key_id": key, "until": ends}),
        ("machine.revoked", "hanh.nt", {"office": "commune", "station": "kiosk-2", "key_ids": [key]}),
    ]  # fmt: skip
