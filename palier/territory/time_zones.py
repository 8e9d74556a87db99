"""Islands whose clock is not that of their collectivity. Pure. Source: the IANA time zone database."""

_MARQUESAS = ("98718", "98723", "98731", "98746", "98756", "98757")
EXCEPTIONS = {
    **dict.fromkeys(_MARQUESAS, "Pacific/Marquesas"),
    "98719": "Pacific/Gambier",
    "98414": "Antarctica/DumontDUrville",
    "98415": "Indian/Mayotte",  # the Éparses lie around Madagascar
}
