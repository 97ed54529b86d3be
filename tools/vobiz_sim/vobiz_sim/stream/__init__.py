"""The media WebSocket, from the carrier's end."""
