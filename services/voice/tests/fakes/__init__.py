"""Stands in for everything around a call, on virtual time."""
