"""AI4Bharat's IndicConformer, served by whoever runs the model."""
