"""AssemblyAI: streaming recognition."""
