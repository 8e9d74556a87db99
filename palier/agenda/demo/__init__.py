"""A month of an invented network of eight libraries, played through the same actions as the rest.

Registrations, presences, questions, reports: what a visitor of the demonstration sees was done by the actions that
people use, at the hours when they would have used them.
"""

from palier.agenda.demo.month import is_played, play_month

__all__ = ["is_played", "play_month"]
