"""What a command that reads a person's record leaves in the log of opened records: who of this system, and why.

A command only reads the store (ADR 0030). On SQLite it leaves a sealed note, which the program that has the store open
takes within seconds or at its next start; on PostgreSQL it writes the fact itself.
"""

from __future__ import annotations

import getpass
import logging
import os
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from kiosk.app.config import Config
from kiosk.domain.facts import LONGEST_TEXT
from kiosk.domain.trouble import Refused
from kiosk.services import access_log
from kiosk.services.access_log import Subject
from kiosk.store import notes
from kiosk.store.opening import join_server
from kiosk.store.reading import ReadStore
from kiosk.store.store import Store, new_id

log = logging.getLogger(__name__)
UNSAID = "không nêu lý do"
NOTED = "Lượt xem này được ghi vào nhật ký xem hồ sơ."


def reason(why: str) -> str:
    """Why the record is opened; a person at a terminal is asked. That nobody says is noted, too: proof must not hang on
    a form. Raises Refused for a text that no log takes."""
    said = why.strip()
    if not said and sys.stdin.isatty():
        asked = typer.prompt("Lý do xem (ghi vào nhật ký xem hồ sơ)", default="", show_default=False, err=True)
        said = str(asked).strip()
    if len(said) > LONGEST_TEXT or not said.isprintable():
        raise Refused("why-malformed", "Lý do quá dài hoặc có ký tự lạ.", "Viết gọn trong một dòng.")
    return said or UNSAID


def note(config: Config, store: ReadStore, subject: Subject, command: str, why: str) -> None:
    """Leaves the entry, durably, before anything is shown. Raises CallTechnician and TryLater when it cannot."""
    said = {"actor": actor(), "subject": asdict(subject), "command": command, "why": why, "at": store.clock.now_ms()}
    if store.folder is not None:
        notes.leave(store.folder, said)
        return
    with closing(join_server(config.province.database, store.me, store.clock)) as writing:
        _write(writing, new_id(), said)


def take(store: Store, folder: Path) -> int:
    """Takes the notes that wait beside the store into its journal; how many there were."""
    count = 0
    for waiting in notes.waiting(folder):
        try:
            _write(store, waiting.id, waiting.said)
        except Refused as malformed:
            notes.put_aside(folder, waiting, str(malformed))
            continue
        notes.done(folder, waiting)
        count += 1
    return count


def actor() -> str:
    """The account of the operating system, and behind sudo the person's own."""
    name = _name()
    behind = os.environ.get("SUDO_USER", "")
    return f"os:{name} ({behind})" if behind and behind != name else f"os:{name}"


def _write(store: Store, note_id: str, said: Mapping[str, Any]) -> None:
    subject, more = Subject(**said["subject"]), {name: said[name] for name in ("actor", "command", "why", "at")}
    access_log.traced(store, note_id, subject=subject, **more)


def _name() -> str:
    """By the process's own user id where the system has such; the environment may say anything."""
    with suppress(ImportError, KeyError, AttributeError):
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return f"uid {os.getuid()}" if hasattr(os, "getuid") else "?"
