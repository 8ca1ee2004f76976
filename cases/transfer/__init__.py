"""Import and export of cases as JSON Lines, CSV and Excel files.

`importing.Import` works in two passes: the first checks every row of the file, the
second writes. What a row may hold is decided by the columns of `CaseRecord` and the
model fields behind them (`columns`), so that a new field needs no code here.
"""
