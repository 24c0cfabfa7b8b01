"""The shelf that all tables stand on."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, Text

metadata = MetaData()


def texts(*names: str) -> list[Column[str]]:
    """Columns of text that is always there."""
    return [Column(name, Text, nullable=False) for name in names]


def numbers(*names: str) -> list[Column[int]]:
    """Columns of whole numbers that are always there."""
    return [Column(name, BigInteger, nullable=False) for name in names]


def key(*names: str) -> list[Column[str]]:
    """Columns of the primary key."""
    return [Column(name, Text, primary_key=True) for name in names]
