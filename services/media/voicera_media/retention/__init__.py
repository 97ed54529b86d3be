"""Deletes what organizations keep no longer."""
