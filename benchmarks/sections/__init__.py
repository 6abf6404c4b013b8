"""The sections of the report: each measures one thing beside its peers and its limits."""
