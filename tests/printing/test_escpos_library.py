"""python-escpos is loaded late, keeps its hands off our log, and survives a damaged cache."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def _run(code: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return run.stdout.strip()


def test_faces_import_printing_without_its_heavy_libraries():
    loaded = _run(
        "import sys, printing.worker, printing.messages, printing.pages, printing.virtual\n"
        "heavy = ('escpos', 'reportlab', 'serial', 'usb', 'PySide6', 'sqlalchemy')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert loaded == "[]"


@pytest.mark.parametrize("cache", ["", "not a pickle", "\x80\x04K"])
def test_loading_leaves_the_root_logger_alone_whatever_the_cache_holds(tmp_path, cache):
    code = (
        "import logging, platform, pathlib, printing.escpos_library as library\n"
        f"cache = pathlib.Path({str(tmp_path)!r}) / f'{{platform.python_version()}}.capabilities.pickle'\n"
        f"cache.write_text({cache!r}) if {bool(cache)} else None\n"
        "import os, time\n"
        "os.utime(cache, (time.time() + 60,) * 2) if cache.exists() else None\n"
        "escpos = library.load()\n"
        "known = escpos.Dummy().profile.features['paperPartCut']\n"
        "print(known, logging.getLogger().handlers, cache.stat().st_size > 9999)"
    )
    assert _run(code, ESCPOS_CAPABILITIES_PICKLE_DIR=str(tmp_path)) == "True [] True"


def test_the_cache_goes_to_the_users_own_folder(tmp_path, monkeypatch):
    code = (
        "import os, pathlib, printing.escpos_library as library\n"
        "library.load()\n"
        "folder = pathlib.Path(os.environ['ESCPOS_CAPABILITIES_PICKLE_DIR'])\n"
        "print(len(list(folder.glob('*.pickle'))), oct(folder.stat().st_mode & 0o777))"
    )
    monkeypatch.delenv("ESCPOS_CAPABILITIES_PICKLE_DIR", raising=False)
    assert _run(code, XDG_CACHE_HOME=str(tmp_path)) == "1 0o700"


def test_a_cache_that_cannot_be_mended_is_done_without(tmp_path):
    import platform

    (tmp_path / f"{platform.python_version()}.capabilities.pickle" / "a folder in its place").mkdir(parents=True)
    code = (
        "import os, time, printing.escpos_library as library\n"
        "print(library.load().Dummy is not None, 'ESCPOS_CAPABILITIES_PICKLE_DIR' in os.environ)"
    )
    assert _run(code, ESCPOS_CAPABILITIES_PICKLE_DIR=str(tmp_path)) == "True False"
