"""AI4Bharat's Indic Parler TTS, served by whoever runs the model."""
