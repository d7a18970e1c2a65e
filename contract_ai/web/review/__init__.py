"""The term review: what its page shows, and what its changes answer."""
