"""What is acknowledged survives kill -9 and a full disk; numbers stay unique under many threads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.domain.number import format_number
from kiosk.services.auditing import recompute_chain
from kiosk.services.issuing import issue, settle_interrupted
from kiosk.store.store import Store

HERE = Path(__file__).parent


def _numbers(store: Store) -> list[str]:
    return store.read(lambda c: [r[0] for r in c.exec_driver_sql("SELECT number FROM ticket ORDER BY ordinal")])


def test_kill_9_while_issuing_loses_no_acknowledged_number_and_repeats_none(
    make_store: Callable[..., Store], commune, clock, tmp_path: Path
) -> None:
    folder, acknowledged = tmp_path / "kiosk-1", []
    for life in range(2):
        command = [sys.executable, str(HERE / "issue_forever.py"), str(folder), str(clock.now_ms())]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            acknowledged += [child.stdout.readline().strip() for _ in range(25 + 10 * life)]
            child.kill()
            acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
        assert child.returncode == -9
    store = make_store()
    kept = _numbers(store)
    assert len(acknowledged) == len(set(acknowledged)) >= 60
    assert set(acknowledged) <= set(kept)
    assert kept == [format_number("C", "", n) for n in range(1, len(kept) + 1)]
    assert issue(store, commune, field="land").ordinal == len(kept) + 1
    assert recompute_chain(store).fault == ""
    assert settle_interrupted(store) == len(kept)


@pytest.mark.parametrize("way", ["quota", "disk"])
def test_a_full_disk_refuses_and_keeps_and_goes_on_when_there_is_room(way: str, tmp_path: Path) -> None:
    (folder := tmp_path / "kiosk-1").mkdir()
    run = [sys.executable, str(HERE / "fill_the_disk.py"), str(folder), way]
    if way == "disk":
        try:
            subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", folder], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("a small disk of its own needs user namespaces")
        run = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=72m none "$0" && exec "$@"', str(folder), *run]
    child = subprocess.run(run, capture_output=True, text=True, timeout=120)
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout)
    assert [code for code, _ in told["refused"]] == [{"quota": "disk-failing", "disk": "disk-full"}[way]] * 3
    assert all("Ổ đĩa" in words for _, words in told["refused"])
    assert told["held"] >= 5
    assert told["kept"] == told["numbers"] == [format_number("C", "", n) for n in range(1, len(told["kept"]) + 1)]


def test_eight_threads_issue_at_once_and_no_number_comes_twice(kiosk: Store, commune) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: issue(kiosk, commune, field="land").number, range(120)))
    assert sorted(given) == [format_number("C", "", n) for n in range(1, 121)]
    assert sorted(given) == _numbers(kiosk)


def test_a_transaction_that_fails_leaves_nothing_and_tells_nobody(kiosk: Store, commune) -> None:
    from kiosk.domain import facts
    from kiosk.domain.ticket import stream_of

    heard: list[object] = []
    ticket = issue(kiosk, commune, field="land")
    before = kiosk.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM event").scalar())
    kiosk.subscribe(heard.append)

    def half(tx) -> None:
        tx.append(stream_of(ticket.id), facts.TicketVoided("x"), "a")
        tx.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kiosk.write(half)
    assert kiosk.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM event").scalar()) == before
    assert not heard
    assert issue(kiosk, commune, field="land").ordinal == 2
    assert len(heard) == 1
    assert recompute_chain(kiosk).fault == ""


def test_a_listener_that_fails_does_not_undo_what_is_committed(kiosk: Store, commune, caplog) -> None:
    heard: list[frozenset[str]] = []
    kiosk.subscribe(lambda changes: 1 / 0)
    leave = kiosk.subscribe(lambda changes: heard.append(changes.topics))
    issue(kiosk, commune, field="land")
    leave()
    issue(kiosk, commune, field="land")
    assert heard == [frozenset({"ticket"})]
    assert "a listener failed" in caplog.text
    assert len(_numbers(kiosk)) == 2


def test_a_transaction_inside_another_is_an_error_not_a_deadlock(kiosk: Store) -> None:
    with pytest.raises(RuntimeError):
        kiosk.write(lambda tx: kiosk.write(lambda inner: None))
