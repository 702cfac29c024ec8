"""From CSV files to one shared, cached, read-only set of tables."""

import pandas as pd

# Answers are small frames that are looked at value by value, which costs several times more where
# text lies in Arrow's buffers; loading works on Arrow's own arrays.
pd.options.mode.string_storage = "python"
