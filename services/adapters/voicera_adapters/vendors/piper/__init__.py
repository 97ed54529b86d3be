"""Piper: neural voices on this machine. The package is GPL, so like eSpeak it lives in a process of its own."""
