"""Fails providers in the middle of calls."""
