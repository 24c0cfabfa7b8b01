"""The service day (R8): max(last, clock) in Vietnamese time."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.service_day import is_doubtful_jump, local_time, service_day


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_the_day_turns_at_vietnamese_midnight() -> None:
    assert service_day(None, _ms("2026-11-22T16:59:59")) == "2026-11-22"
    assert service_day(None, _ms("2026-11-22T17:00:00")) == "2026-11-23"
    assert local_time(_ms("2026-11-22T17:00:00")).isoformat() == "2026-11-23T00:00:00+07:00"


def test_a_clock_set_back_stays_on_the_last_day() -> None:
    assert service_day("2026-11-23", _ms("2019-01-01T01:00:00")) == "2026-11-23"
    assert service_day("2026-11-23", _ms("2026-11-24T01:00:00")) == "2026-11-24"


_MOMENTS = st.integers(0, 4_000_000_000_000)


@given(clock=st.lists(_MOMENTS, min_size=1, max_size=20))
def test_the_day_never_falls_whatever_the_clock_does(clock: list[int]) -> None:
    last: str | None = None
    for at in clock:
        day = service_day(last, at)
        assert last is None or day >= last
        assert day >= local_time(at).date().isoformat()
        last = day


def test_a_jump_of_more_than_one_day_is_doubtful() -> None:
    assert not is_doubtful_jump(None, _ms("2026-11-23T01:00:00"))
    assert not is_doubtful_jump("2026-11-23", _ms("2026-11-24T01:00:00"))
    assert not is_doubtful_jump("2026-11-23", _ms("2026-11-01T01:00:00"))
    assert is_doubtful_jump("2026-11-23", _ms("2026-11-25T01:00:00"))
