"""The calls that run now: what is known of them, and how people step into them."""
