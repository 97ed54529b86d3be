"""The phone line of one call: what the caller says, hears and measures, 20 ms at a time."""
