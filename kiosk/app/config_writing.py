"""Writing into the configuration: what a person wrote there stays, with its comments and its order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kiosk.app.folders import config_file, usual_config_files
from kiosk.domain.trouble import CallTechnician


def file_to_write(named: Path | None) -> Path:
    """The configuration that counts for this machine; where there is none, the place in which it is looked for. A named
    one that is not there yet is made. Raises CallTechnician."""
    if named and not named.exists():
        amend(named, {})
    return named or config_file() or usual_config_files()[0]


def amend(file: Path, values: Mapping[str, str | int]) -> None:
    """Sets "section.key" to each value, whole or not at all. Raises CallTechnician for a file that cannot be written
    or read as TOML."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8-sig")) if file.exists() else tomlkit.document()
        for name, value in values.items():
            section, _, key = name.partition(".")
            document.setdefault(section, tomlkit.table())[key] = value
        _write(file, tomlkit.dumps(document))
    except (OSError, TOMLKitError, UnicodeDecodeError) as broken:
        raise CallTechnician(
            "config-unwritten",
            f"Không ghi được tệp cấu hình {file} ({broken}).",
            "Kiểm tra quyền ghi và nội dung tệp, hoặc chọn tệp khác bằng --config.",
        ) from broken


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.new")
    with partial.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
