"""What the measurements share: forms, peers, memory."""
