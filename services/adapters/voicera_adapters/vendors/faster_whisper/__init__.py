"""Whisper in this process, offline, with faster-whisper."""
