"""Record linkage: which records of several lists speak of the same place, and why. Pure: no Django, no database.

Read in this order: `records` (what goes in and out), `normalise`, `blocking`, `comparisons`, `engine` (Splink),
`objections`, `deciding`, `clusters`, then `linking.link`, which runs them all.
"""
