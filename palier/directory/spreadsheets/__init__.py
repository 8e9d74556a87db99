"""Records as a workbook that people edit in LibreOffice or Excel, and read back with its differences.

A cell that nobody touched changes nothing, whatever happened to the record meanwhile: the workbook carries the
fingerprint of each cell it was written with.
"""

from palier.directory.spreadsheets.comparing import Comparison, compare_workbook
from palier.directory.spreadsheets.workbook import MOST_PLACES, write_workbook

__all__ = ["MOST_PLACES", "Comparison", "compare_workbook", "write_workbook"]
