"""The archive of calls."""
