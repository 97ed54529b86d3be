"""Takes in events and audio while calls run."""
