"""Reads of the equipment."""
