"""The HTTP side of the process: server, sockets, errors, recordings and documentation."""
