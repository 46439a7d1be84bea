"""A loop over the items of a dict."""

GROUP = "dicts"
SIZE = 2_500


def main(n):
    d = {f"k{i}": i for i in range(1_000)}
    t = 0
    for _ in range(n):
        t = 0
        for key, value in d.items():
            t += value
    return t, key
