"""Records of calls: how they begin, move on and end."""
