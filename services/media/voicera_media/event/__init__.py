"""What happened in calls, one event after the other."""
