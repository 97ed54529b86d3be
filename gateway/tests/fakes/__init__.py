"""Stand-ins that keep the contracts: services in memory and a small carrier."""
