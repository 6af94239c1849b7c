"""What every format is read with: text, tables, cells, money, times, and what is published."""
