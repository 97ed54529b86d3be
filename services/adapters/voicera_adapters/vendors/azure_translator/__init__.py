"""Azure AI Translator, whose keys and addresses are not those of Azure AI Speech."""
