"""Recordings as WAV files, complete or growing."""
