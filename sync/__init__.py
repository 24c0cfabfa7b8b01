"""Workers that carry the journal between station, hub and province, and the servers they talk to. No Qt."""
