"""A second machine on the LAN: a network namespace and a wire that can be pulled, or swallow all that it gets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cast import HUB, Office

FORWARD = Path(__file__).parent / "forward.py"
NOBODY = "02:00:00:00:00:09"
"""A hardware address that no machine has."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """The other machine. `number` tells the networks of scenarios apart that run side by side."""

    number: int

    @property
    def here(self) -> str:
        """This machine's address on the wire."""
        return f"10.213.{self.number}.1"

    @property
    def there(self) -> str:
        """The other machine's."""
        return f"10.213.{self.number}.2"

    @property
    def space(self) -> str:
        """The name of the namespace."""
        return f"motcua-chaos-{self.number}"

    def _near(self) -> str:
        return f"mc{self.number}near"

    def _far(self) -> str:
        return f"mc{self.number}far"

    def pull(self) -> None:
        """The wire is out."""
        _ip("link", "set", self._near(), "down")

    def plug(self) -> None:
        """The wire is in again."""
        _ip("link", "set", self._near(), "up")

    def swallow(self) -> None:
        """Packets go nowhere, both ways; nobody is told, no connection is reset."""
        for space, device, address in self._ends():
            _ip(*space, "neigh", "replace", address, "lladdr", NOBODY, "dev", device, "nud", "permanent")

    def carry(self) -> None:
        """Packets arrive again."""
        for space, device, address in self._ends():
            _ip(*space, "neigh", "del", address, "dev", device)

    def _ends(self) -> Iterator[tuple[list[str], str, str]]:
        yield [], self._near(), self.there
        yield ["-n", self.space], self._far(), self.here

    def move(self, office: Office, names: tuple[str, ...], stack: ExitStack) -> None:
        """Has these stations run on the other machine, where they find the hub at this one's address."""
        port = _forward(stack, self.here, *map(str, office.at[HUB]))
        url = office.members.reached_by(f"http://{self.here}:{port}")
        for name in names:
            office.stations[name].end()
            office.behind[name] = (["ip", "netns", "exec", self.space], url, self.there)
            earlier = office.stations[name].said
            office.open_station(name).said[:0] = earlier
        for name in names:
            office.stations[name].wait_for("open")


def why_not(office_is_open: bool) -> str:
    """Why there can be no other machine; "" when there can."""
    if os.geteuid() != 0:
        return "needs root for network namespaces"
    return "an unsigned line leaves no machine" if office_is_open else ""


@contextmanager
def another_machine(number: int) -> Iterator[Beyond]:
    """The namespace and the wire to it."""
    one = Beyond(number)
    subprocess.run(["ip", "netns", "del", one.space], check=False, capture_output=True)
    _ip("netns", "add", one.space)
    try:
        _ip("link", "add", one._near(), "type", "veth", "peer", "name", one._far(), "netns", one.space)
        _ip("addr", "add", f"{one.here}/24", "dev", one._near())
        _ip("link", "set", one._near(), "up")
        _ip("-n", one.space, "addr", "add", f"{one.there}/24", "dev", one._far())
        for device in (one._far(), "lo"):
            _ip("-n", one.space, "link", "set", device, "up")
        yield one
    finally:
        _ip("netns", "del", one.space)


def _forward(stack: ExitStack, listen: str, host: str, port: str) -> str:
    """The port at which a carrier leads to the hub, which itself listens on its own machine alone."""
    command = [sys.executable, str(FORWARD), listen, host, port]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    stack.callback(process.wait)
    stack.callback(process.kill)
    assert process.stdout is not None
    stack.callback(process.stdout.close)
    return process.stdout.readline().split()[1]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
