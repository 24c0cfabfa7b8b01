"""Data of the program and `path(name)`: catalogue, profiles, fonts, icons, voice, calendar.

Below every other floor: imports nothing of the project. The same call works from a checkout, an
installed wheel and a PyInstaller one-folder bundle, because all three lay the data beside this file
(`importlib.resources` finds the same folder, 17 ms later: too much of a first frame of 600 ms).
"""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


class ResourceMissing(FileNotFoundError):
    """No resource of that name is in this installation: a broken bundle or a wrong name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"resource {name!r} is not in {_ROOT}: reinstall the program or correct the name")
        self.name = name


def path(name: str) -> Path:
    """The file or folder called `name` (slashes, relative to `resources/`), e.g. `icons/search.svg`.

    Raises `ResourceMissing` for a name that is empty, leaves the folder or does not exist.
    """
    found = (_ROOT / name).resolve()
    if found == _ROOT or not found.is_relative_to(_ROOT) or not found.exists():
        raise ResourceMissing(name)
    return found
