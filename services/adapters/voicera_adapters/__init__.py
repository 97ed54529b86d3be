"""Serves AI vendors behind the contracts of `voicera.ai.v1`."""
