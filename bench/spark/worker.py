"""What a PySpark worker does with a function of one or two columns, over a socket, with nothing but the standard library.

    python3 worker.py PORT FORM FILE NAME TYPES

FORM is "pickled": pickled lists of rows come, pickled lists of results go, as for a plain Python UDF; or "columns": buffers
of whole columns come and go, as for an Arrow UDF, which here are lists in between, as pyarrow is not needed.
TYPES has a letter for each column and one for the result: q, d (8 bytes), s (strings: bytes and their ends).
"""

import pickle
import socket
import struct
import sys
import time
from array import array


def load(file, name):
    scope = {}
    with open(file) as source:
        exec(compile(source.read(), file, "exec"), scope)
    return scope[name]


def read_exactly(stream, count):
    data = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def read_int(stream):
    return struct.unpack("!i", read_exactly(stream, 4))[0]


def write_part(stream, data):
    stream.write(struct.pack("!i", len(data)))
    stream.write(data)


def pickled(stream, out, function, columns):
    mapper = (lambda row: function(row)) if columns == 1 else (lambda row: function(*row))
    while (size := read_int(stream)) >= 0:
        rows = pickle.loads(read_exactly(stream, size))
        write_part(out, pickle.dumps([mapper(row) for row in rows], 5))
    out.flush()


def read_column(stream, kind):
    data = read_exactly(stream, read_int(stream))
    if kind != "s":
        return array(kind, data).tolist()
    ends = array("i", read_exactly(stream, read_int(stream))).tolist()
    return [data[start:end].decode() for start, end in zip([0] + ends, ends)]


def write_column(out, kind, values):
    if kind != "s":
        write_part(out, array(kind, values).tobytes())
        return
    parts = [value.encode() for value in values]
    ends = array("i")
    total = 0
    for part in parts:
        total += len(part)
        ends.append(total)
    write_part(out, b"".join(parts))
    write_part(out, ends.tobytes())


def columns(stream, out, function, types):
    while read_int(stream) >= 0:
        values = [read_column(stream, kind) for kind in types[:-1]]
        write_column(out, types[-1], [function(*row) for row in zip(*values)])
    out.flush()


def main():
    port, form, file, name, types = sys.argv[1:]
    function = load(file, name)
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        stream, out = connection.makefile("rb", 65536), connection.makefile("wb", 65536)
        while read_int(stream) == 1:
            start = time.process_time_ns()
            if form == "pickled":
                pickled(stream, out, function, len(types) - 1)
            else:
                columns(stream, out, function, types)
            out.write(struct.pack("!iq", -1, time.process_time_ns() - start))
            out.flush()


main()
