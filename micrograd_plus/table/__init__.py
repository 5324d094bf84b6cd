"""A user's own table: from a CSV file to numbers to learn from, and from outputs back to words."""

from .columns import Column as Column
from .columns import chosen_columns as chosen_columns
from .columns import number as number
from .columns import stands_for_nothing as stands_for_nothing
from .csv_file import Table as Table
from .csv_file import listed as listed
from .csv_file import read_table as read_table
from .csv_file import shown as shown
from .description import Description as Description
from .description import describe as describe
from .description import read_description as read_description
from .encoding import Categories as Categories
from .encoding import Numbers as Numbers
from .split import fifths as fifths
