"""The rehearsal's office: the built-in profile, open at every hour, with as many counters and kiosks as asked."""

from __future__ import annotations

import re
from pathlib import Path

import resources
from kiosk.services.profile import load_office

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def write_profile(target: Path, base: str, *, kiosks: int, counters: int) -> Path:
    """Writes the profile. Every field is served by at least one of the counters, most by several."""
    office = load_office(base)
    text = resources.path(f"profiles/{base}.toml").read_text(encoding="utf-8")
    text = text[: text.index("[[counters]]")]
    text = re.sub(r"^kiosks = \d+", f"kiosks = {kiosks}", text, flags=re.MULTILINE)
    hours = "\n".join(f'{day} = ["00:00-23:59"]' for day in _DAYS)
    hours = f"public_holidays = true\n{hours}"
    text = re.sub(r"^\[hours\]\n.*?(?=^\[)", f"[hours]\n{hours}\n\n", text, flags=re.MULTILINE | re.DOTALL)
    fields = [f.code for f in office.fields]
    for number in range(1, counters + 1):
        served = [code for n, code in enumerate(fields) if counters < 3 or (n + number) % counters != 0]
        quoted = ", ".join(f'"{code}"' for code in served)
        text += f'[[counters]]\nnumber = {number}\nname = "Quầy {number}"\nfields = [{quoted}]\narea = "Khu A"\n\n'
    target.write_text(text, encoding="utf-8")
    return target
