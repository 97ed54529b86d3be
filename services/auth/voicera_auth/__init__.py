"""Users, organizations, sessions and the keys that sign their tokens."""
