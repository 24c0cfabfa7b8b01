"""A machine in the middle: it can carry bytes, and nothing more."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from kiosk.domain.trouble import CallTechnician, Trouble
from sync.client import Away, Line
from sync.trust.folder import load_trust
from sync.trust.forms import Admitted, Greeting, Knock
from sync.trust.joining import join

pytestmark = pytest.mark.usefixtures("fast_codes")
Make = Callable[..., Any]


def greeting_of(served: Any) -> Greeting:
    return Greeting(office="commune", station="hub-1", kind="hub", salt=served.authority.salt, ca=served.authority.pem)


def refused(server: str, code: str) -> str:
    with pytest.raises(Trouble) as caught:
        join(server, code)
    return caught.value.code


def test_it_cannot_pass_the_true_certificate_on_under_its_own_tls(make_authority: Make, middle: Any) -> None:
    true, false = make_authority("hub", "hub-1"), make_authority("hub", "hub-2")
    asked: list[Knock] = []
    url = middle(greeting_of(true), asked.append, false.trust)
    assert refused(url, true.code()) == "authority-unproven"
    assert asked == []


def test_its_own_authority_cannot_prove_the_code(make_authority: Make, middle: Any) -> None:
    true, false = make_authority("hub", "hub-1"), make_authority("hub", "hub-2")
    inside = join(false.url, false.code()).admission.model_dump_json()
    url = middle(greeting_of(false), lambda knock: Admitted(admission=inside, proof="ab" * 32), false.trust)
    assert refused(url, true.code()) == "authority-unproven"


def test_what_it_heard_it_cannot_use_at_the_true_authority(make_authority: Make, middle: Any) -> None:
    true, false = make_authority("hub", "hub-1"), make_authority("hub", "hub-2")
    heard: list[Knock] = []

    def listen(knock: Knock) -> Admitted:
        heard.append(knock)
        return Admitted(admission="{}", proof="ab" * 32)

    code = true.code()
    false_with_true_salt = greeting_of(false).model_copy(update={"salt": true.authority.salt})
    assert refused(middle(false_with_true_salt, listen, false.trust), code) == "authority-unproven"
    with closing(Line(true.url, true.trust)) as line:
        with pytest.raises(Trouble) as caught:
            line.exchange("POST", "/v1/join", json=heard[0].model_dump())
        assert caught.value.code == "code-wrong"
    assert true.good_keys("kiosk-2") == []
    assert join(true.url, code)


def test_a_line_believes_no_other_authority_and_no_other_role(make_authority: Make, tmp_path: Path) -> None:
    true, false = make_authority("hub", "hub-1"), make_authority("hub", "hub-2")
    join(true.url, true.code()).keep(tmp_path / "kiosk-2")
    trust = load_trust(tmp_path / "kiosk-2")
    assert trust
    with closing(Line(true.url, trust)) as line:
        assert line.hello().station == "hub-1"
    with closing(Line(false.url, trust)) as line, pytest.raises(Away):
        line.hello()
    with closing(Line(true.url, trust, peer="province.role.province.motcua")) as line, pytest.raises(Away):
        line.hello()


def test_a_kiosk_cannot_stand_in_for_the_hub(authority: Any, serve_tls: Any, tmp_path: Path) -> None:
    join(authority.url, authority.code("kiosk-1")).keep(tmp_path / "kiosk-1")
    join(authority.url, authority.code("counter-1", "counter")).keep(tmp_path / "counter-1")
    kiosk, counter = load_trust(tmp_path / "kiosk-1"), load_trust(tmp_path / "counter-1")
    assert kiosk
    assert counter
    app = FastAPI()
    app.state.bell = SimpleNamespace(close=lambda: None)
    app.get("/v1/hello")(lambda: json.loads("{}"))
    url = serve_tls(app, kiosk)
    with closing(Line(url, counter)) as line, pytest.raises(Away) as caught:
        line.hello()
    assert caught.value.code == "unreachable"
    with closing(Line(url, counter, peer="kiosk-1.commune.motcua")) as line, pytest.raises(Away) as caught:
        line.hello()
    assert caught.value.code == "foreign-answer"  # TLS stands: it is kiosk-1, and says nothing of the protocol


def test_a_revoked_hub_is_no_hub_to_those_who_heard_of_it(authority: Any, tmp_path: Path) -> None:
    join(authority.url, authority.code()).keep(tmp_path / "kiosk-2")
    trust = load_trust(tmp_path / "kiosk-2")
    assert trust
    told = replace(trust, revoked={authority.trust.key.key_id})
    with closing(Line(authority.url, told)) as line, pytest.raises(Away):
        line.hello()


def test_lines_are_never_open_to_the_network_nor_closed_on_one_side(authority: Any) -> None:
    for url, trust, code in (
        ("http://192.0.2.7:8460", None, "plain-line"),
        ("https://192.0.2.7:8460", None, "not-joined"),
        ("http://127.0.0.1:8460", authority.trust, "plain-line"),
    ):
        with pytest.raises(CallTechnician) as caught:
            Line(url, trust)
        assert (caught.value.code, bool(caught.value.remedy)) == (code, True)


@pytest.mark.parametrize("year", ["1990-01-01", "2035-01-01"])
def test_a_station_joins_and_talks_whatever_its_clock_says(authority: Any, tmp_path: Path, year: str) -> None:
    code = authority.code()
    work = (
        "import sys, time; from pathlib import Path; from sync.trust import codes; codes.MEMORY_KIB = 64\n"
        "from sync.trust.joining import join; from sync.trust.folder import load_trust; from sync.client import Line\n"
        "assert abs(time.localtime().tm_year - 2026) > 5\n"
        "join(sys.argv[1], sys.argv[2]).keep(Path(sys.argv[3]))\n"
        "line = Line(sys.argv[1], load_trust(Path(sys.argv[3])))\n"
        "print(line.heartbeat('commune', 'kiosk-2', 'kiosk', {}).keys)\n"
    )
    command = [
        "faketime",
        "-f",
        f"@{year} 00:00:00",
        sys.executable,
        "-c",
        work,
        authority.url,
        code,
        str(tmp_path / "k"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
