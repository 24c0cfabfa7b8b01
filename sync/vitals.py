"""What a machine tells of itself at each sign of life: figures, no personal data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from kiosk.services import promotion
from kiosk.store import cursors, journal
from kiosk.store.store import Snapshot, Store
from sync.link import LinkState

Report = Mapping[str, str | int | bool]
Reporter = Callable[[], Report]
TARGETS = ("hub", "province")


def vitals(store: Store, state: LinkState, offset: int | None) -> dict[str, str | int | bool]:
    """`seq`: the last own event; `acked-hub`, `acked-province`: how far each has acknowledged it (absent: never met);
    `unsent` and `oldest` (wall time in ms, 0 = none) of the line spoken on; `incarnation`; `offset`: this clock minus
    the server's in ms, absent while not measured; `epoch`, and a hub's `duty` (R4)."""
    me = store.me

    def work(conn: Snapshot) -> dict[str, str | int | bool]:
        seq, _ = journal.head(conn, me.origin)
        acked = {target: cursors.acked(conn, target, me.origin) for target in TARGETS}
        standing = promotion.standing(conn, me)
        role = {"epoch": standing.epoch} | ({"duty": standing.duty} if standing.duty else {})
        return {"seq": seq, **role, **{f"acked-{target}": n for target, n in acked.items() if n}}

    told = store.read(work)
    told |= {"incarnation": me.incarnation, "unsent": state.unsent, "oldest": state.oldest_unsent_at}
    return told if offset is None else told | {"offset": offset}


class Offset:
    """How far this machine's clock is from a server's, by the exchange of least delay of the last few."""

    KEPT = 8

    def __init__(self, store: Store) -> None:
        self._clock = store.clock
        self._seen: list[tuple[float, int]] = []

    def begin(self) -> tuple[float, int]:
        """Taken before the question goes out."""
        return time.monotonic(), self._clock.now_ms()

    def heard(self, began: tuple[float, int], server_at: int) -> None:
        """The server said its time (ms; 0 = it did not)."""
        if server_at:
            took = time.monotonic() - began[0]
            apart = began[1] + int(took * 500) - server_at
            self._seen = [*self._seen[-self.KEPT + 1 :], (took, apart)]

    @property
    def ms(self) -> int | None:
        """This clock minus the server's; None while unknown. A jump shows at once, jitter does not."""
        if not self._seen:
            return None
        latest = self._seen[-1][1]
        best = min(self._seen)[1]
        return best if abs(best - latest) < 2_000 else latest
