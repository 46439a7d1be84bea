"""Counting words in a dict."""

GROUP = "dicts"
SIZE = 100


def main(n):
    words = [f"w{(i * 37) % 401}" for i in range(8_000)]
    counts = {}
    for _ in range(n):
        for word in words:
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
    return counts["w0"], len(counts)
