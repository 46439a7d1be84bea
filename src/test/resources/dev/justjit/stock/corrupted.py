"""Stored code with random changes: each record is found as it was written, or not at all."""

import os
import random
import sys

from justjit import _stored

number = random.Random(int(sys.argv[1]))
name = _stored.path()
whole = open(name, "rb").read()
file = _stored.File(name)
keys, wanted = [], []
for at in range(0, len(file._index), 24):
    start, length = (_stored._number(file._index, at + k) for k in (8, 12))
    record = whole[start : start + length]
    keys.append(record[4 : 4 + _stored._number(record, 0)])
    wanted.append(file.find(keys[-1]))
assert None not in wanted and file.find(b"another") is None
refused = found = absent = 0
for _ in range(int(sys.argv[2])):
    changed = bytearray(whole)
    if number.random() < 0.1:
        del changed[number.randrange(len(changed)) :]
    for _ in range(number.choice((1, 1, 2, 5, 100))):
        if changed:
            # half of the changes where header and index are
            most = len(changed) if number.random() < 0.5 else min(len(changed), 24 * len(keys) + 80)
            changed[number.randrange(most)] ^= 1 << number.randrange(8)
    with open(name, "wb") as out:
        out.write(changed)
    try:
        file = _stored.File(name)
        for i in number.sample(range(len(keys)), 5):
            record = file.find(keys[i])
            assert record is None or record == wanted[i]
            found += record is not None
            absent += record is None
    except (_stored.Damaged, OSError):
        refused += 1
with open(name, "wb") as out:
    out.write(whole)
print(len(keys) > 20, refused > 0, found > 0, os.path.getsize(name) == len(whole))
