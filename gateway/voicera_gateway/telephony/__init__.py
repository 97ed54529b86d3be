"""Starting and ending calls on request."""
