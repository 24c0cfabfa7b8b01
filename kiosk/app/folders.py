"""Where this machine keeps the program's data and configuration, by platform convention."""

from __future__ import annotations

import os
from pathlib import Path

CONFIG_VARIABLE = "MOTCUA_CONFIG"
_NAME = "motcua"


def data_folder() -> Path:
    """The folder that holds one folder per station of this machine."""
    from platformdirs import user_data_path

    return user_data_path(_NAME, appauthor=False)


def config_file() -> Path | None:
    """The configuration that counts when nobody names one: `$MOTCUA_CONFIG`, the user's, the machine's, or none.

    A file named by the variable counts even if it is missing: the caller reports that.
    """
    if named := os.environ.get(CONFIG_VARIABLE):
        return Path(named)
    return next((file for file in usual_config_files() if file.is_file()), None)


def usual_config_files() -> tuple[Path, ...]:
    """The files looked at, in this order."""
    from platformdirs import site_config_path, user_config_path

    places = (user_config_path(_NAME, appauthor=False), site_config_path(_NAME, appauthor=False))
    return tuple(place / f"{_NAME}.toml" for place in places)
