"""The PostgreSQL engine of a replica: what the replica cannot answer, the primary answers."""
