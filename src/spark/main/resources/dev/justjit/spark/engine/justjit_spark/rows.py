"""Functions and aggregates that are called one row at a time."""

import pickle

from justjit_spark.lookup import resolve
from justjit_spark.values import finished, reader, writer


def scalar(path, kinds, result, nullable):
    """The function for values in Java's form, one row at a time."""
    function = resolve(path)
    readers = [reader(kind) for kind in kinds]
    write = writer(result)

    def call(*arguments):
        values = [
            each if read is None or each is None else read(each) for read, each in zip(readers, arguments)
        ]
        return finished(function(*values), write, nullable)

    return call


class Group:
    """The state of one group: an object of the user's class, kept by Java as it is."""

    def __init__(self, state):
        self.state = state


def aggregate(path, kinds, result, nullable):
    """Functions that make, feed, merge, end, save and restore a group."""
    make = resolve(path)
    readers = [reader(kind) for kind in kinds]
    write = writer(result)

    def update(group, rows, columns):
        state = group.state
        step = state.update
        lists = [
            values if read is None else [None if each is None else read(each) for each in values]
            for read, values in zip(readers, columns)
        ]
        for row in zip(*lists) if lists else [()] * rows:
            step(*row)

    def merge(group, other):
        merged = group.state.merge(other.state)
        if merged is not None:
            group.state = merged

    return [
        lambda: Group(make()),
        update,
        merge,
        lambda group: finished(group.state.finish(), write, nullable),
        lambda group: pickle.dumps(group.state, pickle.HIGHEST_PROTOCOL),
        lambda data: Group(pickle.loads(data)),
    ]
