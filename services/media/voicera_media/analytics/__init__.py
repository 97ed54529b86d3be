"""Counts calls."""
