"""Words of the faces that speak more than one language: typed tables, one instance per language."""
