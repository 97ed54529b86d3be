"""VobizXML: the document model and the verbs that run it."""
