"""Pages of the equipment: inventory, cases, what others share, reservations, what is missing."""
