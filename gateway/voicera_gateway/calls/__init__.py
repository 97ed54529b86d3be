"""Calls as the gateway sees them: a media connection bridged to a conversation."""
