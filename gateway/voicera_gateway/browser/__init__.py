"""The browser as the other front of a call."""
