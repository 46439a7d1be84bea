"""A record kept in a dict with constant keys."""

GROUP = "dicts"
SIZE = 850_000


def main(n):
    record = {"a": 0, "b": 1, "c": 2}
    for i in range(n):
        record["a"] = record["b"]
        record["b"] = record["c"] + i
    return record["a"], record["b"]
