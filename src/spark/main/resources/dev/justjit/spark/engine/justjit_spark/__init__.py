"""What Spark's functions are made of, on the side of Python: what Java calls.

Java gives and gets numbers, bools, strings, bytes, lists and None. Types are described by strings, or by lists for those
with parts: ["array", element], ["map", key, value], ["struct", [[name, type], ...]].
"""

from justjit_spark.columns import batch
from justjit_spark.lookup import find
from justjit_spark.rows import aggregate, scalar

__all__ = ["aggregate", "batch", "find", "scalar"]
