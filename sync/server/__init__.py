"""The HTTP faces of hub and province."""
