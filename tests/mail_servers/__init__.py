"""Mail servers that the tests start on loopback, and their certificates."""
