"""The hub's routes for its role: roll call, promotion, return (queue-rules R4, R4b). Persons act under a session."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Request

from kiosk.services import promotion, rollcall
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from sync import roll_forms as forms
from sync.server.admission import check_speaks_for
from sync.server.sessions import require

Person = Annotated[Staff, Depends(require("lead", "technician"))]


def install(app: FastAPI, store: Store) -> None:
    """Adds the routes to a hub's application."""

    @app.get("/v1/hub/roll")
    def roll() -> forms.Roll:
        """This hub's duty, and who has answered its roll call."""
        return _form(rollcall.roll(store))

    @app.post("/v1/hub/roll/answers")
    def answer(said: forms.RollAnswer, asked: Request) -> forms.Roll:
        """A counter answers: it obeys the epoch from now on, and holds these tickets."""
        check_speaks_for(asked, store.me.office, said.station)
        rollcall.take_answer(
            store, rollcall.RollAnswer(said.epoch, said.station, said.incarnation, tuple(said.held), said.forgot)
        )
        return _form(rollcall.roll(store))

    @app.post("/v1/hub/roll/begin")
    def begin(person: Person) -> forms.Roll:
        """A person calls the roll at this hub."""
        return _form(rollcall.begin_roll_call(store, person.login))

    @app.post("/v1/hub/roll/cancel")
    def cancel(_: Person) -> forms.Roll:
        """Back to the duty before, while nobody has answered."""
        return _form(rollcall.cancel_roll_call(store))

    @app.post("/v1/hub/roll/declarations")
    def declare(off: forms.DeclaredOff, person: Person) -> forms.Roll:
        """A person vouches that a counter is switched off."""
        return _form(rollcall.declare_off(store, off.station, person.login))

    @app.post("/v1/hub/roll/promotion")
    def promote(person: Person) -> forms.Roll:
        """This hub takes the office over; 409 names whoever is missing."""
        return _form(rollcall.promote(store, person.login))

    @app.post("/v1/hub/clearance")
    def clear(person: Person) -> forms.Roll:
        """A person confirms that nobody took this hub's place while it was off (R4b)."""
        promotion.clear(store, person.login)
        return _form(rollcall.roll(store))


def _form(roll: rollcall.Roll) -> forms.Roll:
    entries = [forms.RollEntry(station=e.station, state=e.state, held=e.held, at=e.at) for e in roll.entries]
    return forms.Roll(epoch=roll.epoch, duty=roll.duty, entries=entries, tickets=roll.tickets, since=roll.since)
