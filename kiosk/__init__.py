"""Một Cửa: the application of Vietnam's public one-stop offices (core, door and roof)."""

__version__ = "0.1.0"
