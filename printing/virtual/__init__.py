"""A receipt printer in software, in a process of its own: TCP jobs in, tickets as bytes and pictures out."""

from __future__ import annotations

from printing.virtual.server import run, serve

__all__ = ["run", "serve"]
