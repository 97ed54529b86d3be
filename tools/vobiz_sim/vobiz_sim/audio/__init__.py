"""Telephone audio: companding, rates and WAV files."""
