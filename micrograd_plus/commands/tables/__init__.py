"""A user's own table: from a CSV file to numbers to learn from, and from outputs back to words."""

from .columns import (
    Column as Column,
    chosen_columns as chosen_columns,
    number as number,
    stands_for_nothing as stands_for_nothing,
)
from .csv_file import Table as Table, listed as listed, read_table as read_table
from .description import (
    Description as Description,
    describe as describe,
    read_description as read_description,
)
from .encoding import Categories as Categories, Numbers as Numbers
from .split import fifths as fifths
