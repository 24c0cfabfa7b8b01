"""The two profiles that ship, and a profile with everything wrong at once."""

import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest

import resources
from kiosk.domain.office import Office
from kiosk.services.profile import ProfileError, load_office

DAY = date(2026, 11, 23)


def commune_text() -> str:
    return resources.path("profiles/commune.toml").read_text(encoding="utf-8")


def test_the_commune_has_six_fields_four_counters_one_kiosk() -> None:
    office = load_office("commune", today=DAY)
    assert [f.letter for f in office.fields] == list("ABCDEG")
    assert [f.name for f in office.fields] == [
        "Hộ tịch", "Chứng thực", "Đất đai", "Hộ kinh doanh", "Bảo trợ xã hội", "Cư trú",
    ]  # fmt: skip
    assert [c.number for c in office.counters] == [1, 2, 3, 4]
    assert office.kiosks == 1


def test_the_province_has_thirty_two_counters_three_kiosks() -> None:
    office = load_office("province", today=DAY)
    assert [c.number for c in office.counters] == list(range(1, 33))
    assert office.kiosks == 3
    assert len(office.fields) == 14
    assert len({f.letter for f in office.fields} - set("IO")) == 14
    assert [f.code for f in office.fields if f.collects_results] == ["results"]


@pytest.mark.parametrize("profile", ["commune", "province"])
def test_each_profile_is_whole(profile: str) -> None:
    office = load_office(profile, today=DAY)
    served = {code for counter in office.counters for code in counter.fields}
    assert served == {f.code for f in office.fields}
    assert [p.code for p in office.priorities] == ["elderly", "disability", "pregnant", "merit"]
    assert all("kiểm tra lại" in p.legal_basis for p in office.priorities), "an unchecked basis must say so"
    assert all(f.name_en and f.hint_en for f in office.fields)
    session = ((time(7), time(11, 30)), (time(13, 30), time(17)))
    assert office.hours.week == (session,) * 5 + ((),) * 2


def test_a_station_may_carry_another_name() -> None:
    office = load_office("commune", office_id="pleiku", name="Trung tâm phường Pleiku", place="Pleiku", today=DAY)
    assert (office.id, office.name, office.place) == ("pleiku", "Trung tâm phường Pleiku", "Pleiku")


def test_a_file_of_the_office_itself(tmp_path: Path) -> None:
    own = tmp_path / "office.toml"
    text = commune_text().replace(
        'fri = ["07:00-11:30", "13:30-17:00"]', 'fri = ["08:00-12:00"]\nsat = ["07:30-11:00"]'
    )
    own.write_text("\ufeff" + text.replace("\n", "\r\n"), encoding="utf-8")
    office: Office = load_office(own, today=DAY)
    assert office.hours.week[4:] == (((time(8), time(12)),), ((time(7, 30), time(11)),), ())


TEN = {  # what to break, how, and what the message must name
    ('unit_code = "H21"', 'unit_code = "Quy Nhơn"'): ("office.unit_code", "Quy Nhơn"),
    ("kiosks = 1", "kiosks = 0"): ("office.kiosks", "1 đến 20"),
    ("max_wait_minutes = 20", "max_wait_minutes = '20'"): ("policy.max_wait_minutes", "số nguyên"),
    ('mon = ["07:00-11:30"', 'mon = ["7h-11h30"'): ("hours.mon", "07:00-11:30"),
    ('letter = "B"', 'letter = "A"'): ("fields[2].letter", "đã dùng"),
    ('letter = "C"', 'letter = "O"'): ("fields[3].letter", "trừ I và O"),
    ('icon = "store"', 'icon = "dragon"'): ("fields[4].icon", "dragon"),
    ("minutes = 10\n", "minuets = 10\n"): ("fields[6].minuets", "khóa lạ"),
    ('fields = ["land", "household-business"]', 'fields = ["lend", "household-business"]'): (
        "counters[3].fields",
        "lend",
    ),
    ("number = 4", "number = 1"): ("counters[4].number", "đã dùng"),
}


def test_ten_things_broken_at_once_are_all_named(tmp_path: Path) -> None:
    text = commune_text()
    for old, new in TEN:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    broken = tmp_path / "broken.toml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_office(broken, today=DAY)
    lines = text.splitlines()
    for (_, new), (key, said) in TEN.items():
        (fault,) = [f for f in caught.value.faults if f", {key}:" in f and said in f]
        line = int(fault.partition("dòng ")[2].partition(",")[0])
        assert new.strip() in lines[line - 1], fault
        assert "Hãy" in fault or "hãy" in fault, "every fault says what to do"
    consequences = {"fields[3]", "fields[6].minutes"}  # nobody serves land any more; minutes is missing
    assert len(caught.value.faults) == len(TEN) + len(consequences), "\n".join(caught.value.faults)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(commune_text().replace('name = "Hộ tịch"\n', "", 1), encoding="utf-8")
    with pytest.raises(ProfileError, match=r"broken.toml, dòng \d+, fields\[1\].name: còn thiếu"):
        load_office(broken, today=DAY)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "không đọc được tệp"),
        (b"[office\n", "sai cú pháp TOML"),
        ("name = 'Hộ tịch'".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_once(tmp_path: Path, content: bytes | None, said: str) -> None:
    broken = tmp_path / "broken.toml"
    if content is not None:
        broken.write_bytes(content)
    with pytest.raises(ProfileError) as caught:
        load_office(broken, today=DAY)
    (fault,) = caught.value.faults
    assert said in fault


def test_loading_stays_cheap_for_the_first_frame() -> None:
    code = (
        "import sys, datetime; from kiosk.services.profile import load_office;"
        "load_office('province', today=datetime.date(2026, 11, 23));"
        "print(sorted({'holidays', 'sqlalchemy', 'PySide6', 'json'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
