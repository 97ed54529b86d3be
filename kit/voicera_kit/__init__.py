"""What every VoiceERA process shares; import from its modules."""
