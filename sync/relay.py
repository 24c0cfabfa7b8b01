"""The way to the province: a hub's, for everybody's events; a station's own while its hub is away."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.domain.changes import Changes
from kiosk.domain.trouble import CallTechnician
from kiosk.services import heartbeats
from kiosk.store.store import Store
from sync import wire
from sync.accounts_following import AccountsFollowing
from sync.client import Away, Line
from sync.digest import NOT_THERE, Nightly
from sync.downlink import Downlink
from sync.forking import Forking
from sync.link import Link, LinkState
from sync.loop import Loop
from sync.meeting import PROVINCE, meet
from sync.staff_line import StaffLine
from sync.trust.folder import Trust
from sync.trust.following import Follower
from sync.trust.names import role_name
from sync.uplink import Uplink
from sync.vitals import Offset, Reporter, vitals
from sync.watchdog import Watchdog

PROVINCE_PEER = role_name(PROVINCE, PROVINCE)
"""The name in the certificate of whoever serves as the province."""
BEAT_S = 10.0
ROLL_S = 60.0
POLL_S = 25.0
GATHER_S = 0.2
"""A short breath after a commit, so that a burst travels as one batch."""


class Relay:
    """Carries batches as they are: a hub can relay a chain but not alter it. With `everybody` False it carries this
    station's own chain. It rests while `wanted` says no. `role` is who answers at `url`: the province, or the hub that
    a standby follows."""

    def __init__(
        self,
        store: Store,
        url: str,
        trust: Trust | None = None,
        *,
        role: str = PROVINCE,
        everybody: bool = True,
        wanted: Callable[[], bool] = lambda: True,
        report: Reporter = dict,
        forking: Forking | None = None,
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._report = report
        self.link = Link(store.clock)
        self._follower = Follower(store, trust)
        forking = forking or Forking(store)
        self._role = role
        peer = PROVINCE_PEER if role == PROVINCE else ""
        self._line = Line(url, trust, peer=peer)
        self._uplink = Uplink(store, self._line, role, relay=everybody, forking=forking)
        self._down_line = Line(url, trust, peer=peer)
        self._downlink = Downlink(store, self._down_line, role, forking, meets=True)
        self._offset = Offset(store)
        self._nightly = Nightly(store, self._line, role, everybody=everybody)
        self._up = Loop("relay-up", self._up_step, failed=self.link.failed)
        self._down = Loop("relay-down", self._down_step, failed=self._down_failed)
        self._accounts = AccountsFollowing(store, StaffLine(url, trust, peer=peer))
        self.watchdog = Watchdog((self._up, self._down))
        self._everybody = everybody
        self._next_beat = self._next_roll = 0.0
        self._knows_keys = False

    def start(self) -> None:
        """Begins to work."""
        self._forget = self._store.subscribe(self._heard)
        self._up.start()
        self._down.start()
        self.watchdog.start()

    def stop(self) -> None:
        """Ends; what is unsent stays in the journal."""
        self._forget()
        self.watchdog.stop()
        self._up.stop()
        self._down.stop(0.2)
        self._line.close()
        self._down_line.close()
        self._accounts.close()

    def state(self) -> LinkState:
        """How the line to the province stands."""
        return self.link.state

    def wake(self) -> None:
        """Whether it is wanted has changed."""
        self._up.wake()
        self._down.wake()

    def _heard(self, changes: Changes) -> None:
        if changes.events:
            self._up.wake()

    def _up_step(self) -> float:
        if not self._wanted():
            self.link.rest()
            return BEAT_S
        try:
            if not (self.link.state.up and self._downlink.is_followed()):
                self.link.met(meet(self._store, self._line, self._role))
                self._uplink.compare()
                self._downlink.met()
                self._down.resume()
            while self._wanted() and self._uplink.run_once():
                self._up.alive()
                self.link.worked()
                self._beat_in_time()
            self._beat_in_time()
            self._accounts.step()
            more = self._nightly.run(self.link)
            self.link.worked()
        finally:
            self.link.alarm("uplink", self._uplink.alarm())
            self.link.alarm("watchdog", self.watchdog.alarm())
            self.link.backlog(*self._uplink.backlog())
        time.sleep(GATHER_S)
        return 0.0 if more else BEAT_S

    def _beat_in_time(self) -> None:
        """However long a backlog takes to drain: who was shut out is heard with the beat."""
        if time.monotonic() >= self._next_beat:
            self.link.backlog(*self._uplink.backlog())
            self._beat()

    def _beat(self) -> None:
        me, began = self._store.me, self._offset.begin()
        report = {
            **self._report(),
            **vitals(self._store, self.link.state, self._offset.ms),
            "watchdog": self.watchdog.restarts(),
            "alarm": self.link.alarms(),
        }
        answer = self._line.heartbeat(me.office, me.station, me.kind, report)
        self._downlink.heard(answer.incarnation)
        self._follower.heard(answer.keys, self._line)
        self._offset.heard(began, answer.at)
        self._tell_roll()
        self._next_beat = time.monotonic() + BEAT_S

    def _tell_roll(self) -> None:
        """The province hears of every machine of the office, from the hub, once a minute."""
        if not self._everybody or self._role != PROVINCE or time.monotonic() < self._next_roll:
            return
        me, now = self._store.me, self._store.clock.now_ms()
        others = [s for s in heartbeats.stations(self._store, me.office) if s.station != me.station]
        told = [
            wire.StationTold(station=s.station, kind=s.kind, silent=max(0, now - s.last_seen), report=dict(s.report))
            for s in others[: wire.MAX_STATIONS]
        ]
        try:
            self._line.tell_stations(me.office, wire.StationsTold(stations=told))
        except Away as gone:
            if gone.code not in NOT_THERE:
                raise
        self._next_roll = time.monotonic() + ROLL_S

    def _down_failed(self, _words: str) -> None:
        self._next_beat = 0.0
        self._up.wake()

    def _down_step(self) -> float:
        if not self._wanted():
            return BEAT_S
        try:
            if not self._knows_keys:  # a file that was lost knows nobody, and would leave out every seal of the feed
                self._follower.catch_up(self._down_line)
                self._knows_keys = True
            while self._wanted() and self._downlink.run_once(POLL_S):
                self._down.alive()
        except CallTechnician as broken:
            self.link.alarm("feed", str(broken))
            raise
        self.link.alarm("feed", "")
        return 0.0
