"""How fast Tillwatch is, beside others that do the same work: see README.md."""
