"""Throws generated requests at a running mesh: `python -m tests.fuzz --requests 20000`."""
