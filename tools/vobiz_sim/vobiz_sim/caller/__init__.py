"""The simulated person: a script of steps, a voice, and someone who follows it."""
