"""Phone numbers and the agents they lead to."""
