"""Checks a server of voicera.ai.v1 against its contract, over the wire and without knowing how it is made."""
