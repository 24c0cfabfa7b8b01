"""The doctor: examinations of this machine, each with a finding and what to do, in plain words."""

from __future__ import annotations

from kiosk.app.doctor.examination import findings
from kiosk.app.doctor.finding import Finding

__all__ = ["Finding", "findings"]
