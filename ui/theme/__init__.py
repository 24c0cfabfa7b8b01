"""Looks: one typed table of tokens (`tokens`), and what is made of it for QML and for widgets."""

from ui.theme.fonts import install_fonts

__all__ = ["install_fonts"]
