"""The contracts, translated into the words of `voicera_adapters.contract` and back."""
