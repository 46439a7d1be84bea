"""A compressed stream of bits: dictionary matches and Huffman codes, written and read in Python.

The format is like that of DEFLATE: blocks that are stored or coded by canonical Huffman codes whose
lengths precede them, back references, and a checksum at the end. Texts are compressed once, when
the module is loaded; bench() decompresses them.
"""

import heapq

NUMERIC = True
END = 256
FIRST_LENGTH = 257
WINDOW = 4096
MIN_MATCH, MAX_MATCH = 4, 66
SYMBOLS = FIRST_LENGTH + MAX_MATCH - MIN_MATCH + 1
STORED, CODED = 0, 1


class CorruptStream(Exception):
    pass


class BitWriter:
    def __init__(self):
        self.data = bytearray()
        self.buffer = 0
        self.count = 0

    def write(self, value, bits):
        self.buffer |= value << self.count
        self.count += bits
        while self.count >= 8:
            self.data.append(self.buffer & 255)
            self.buffer >>= 8
            self.count -= 8

    def write_code(self, code, bits):
        """The most significant bit first, as codes are told apart from the front."""
        for shift in range(bits - 1, -1, -1):
            self.write(code >> shift & 1, 1)

    def finish(self):
        if self.count:
            self.write(0, 8 - self.count)
        return bytes(self.data)


class BitReader:
    def __init__(self, data):
        self.data = data
        self.position = 0
        self.buffer = 0
        self.count = 0

    def read_bit(self):
        if self.count == 0:
            if self.position >= len(self.data):
                raise CorruptStream("unexpected end")
            self.buffer = self.data[self.position]
            self.position += 1
            self.count = 8
        bit = self.buffer & 1
        self.buffer >>= 1
        self.count -= 1
        return bit

    def read(self, bits):
        value = 0
        for shift in range(bits):
            value |= self.read_bit() << shift
        return value

    def align(self):
        self.buffer = self.count = 0


class Huffman:
    """A canonical code, given by the length of each symbol's code (0: the symbol is not used)."""

    def __init__(self, lengths):
        self.lengths = lengths
        self.counts = [0] * (max(lengths) + 1)
        for length in lengths:
            self.counts[length] += 1
        self.counts[0] = 0
        used = [symbol for symbol, length in enumerate(lengths) if length]
        self.symbols = sorted(used, key=lambda symbol: (lengths[symbol], symbol))

    @classmethod
    def for_frequencies(cls, frequencies):
        lengths = [0] * len(frequencies)
        heap = [(count, symbol, [symbol]) for symbol, count in enumerate(frequencies) if count]
        heapq.heapify(heap)
        while len(heap) > 1:
            first, _, left = heapq.heappop(heap)
            second, order, right = heapq.heappop(heap)
            for symbol in left + right:
                lengths[symbol] += 1
            heapq.heappush(heap, (first + second, order, left + right))
        return cls(lengths)

    def codes(self):
        code, previous = 0, 0
        for symbol in self.symbols:
            code <<= self.lengths[symbol] - previous
            previous = self.lengths[symbol]
            yield symbol, code
            code += 1

    def decode(self, reader):
        """The next symbol: compares what was read with the codes of that length."""
        code = first = index = 0
        for length in range(1, len(self.counts)):
            code |= reader.read_bit()
            count = self.counts[length]
            if code - count < first:
                return self.symbols[index + (code - first)]
            index += count
            first = (first + count) << 1
            code <<= 1
        raise CorruptStream("no such code")


def find_matches(data):
    """Literals, and pairs of length and distance."""
    last_places = {}
    position = 0
    while position < len(data):
        key = data[position : position + MIN_MATCH]
        place = last_places.get(key)
        last_places[key] = position
        if place is None or len(key) < MIN_MATCH or position - place > WINDOW:
            yield data[position], 0
            position += 1
            continue
        length = MIN_MATCH
        while (
            length < MAX_MATCH
            and position + length < len(data)
            and data[place + length] == data[position + length]
        ):
            length += 1
        yield FIRST_LENGTH + length - MIN_MATCH, position - place
        position += length


def checksum(data):
    """Adler-32."""
    low, high = 1, 0
    for byte in data:
        low = (low + byte) % 65521
        high = (high + low) % 65521
    return high << 16 | low


def compress(data, block_size=2048):
    writer = BitWriter()
    for start in range(0, len(data), block_size):
        block = data[start : start + block_size]
        writer.write(start + block_size >= len(data), 1)
        if len(set(block)) > 200:
            write_stored(writer, block)
        else:
            write_coded(writer, block)
    writer.write(checksum(data), 32)
    return writer.finish()


def write_stored(writer, block):
    writer.write(STORED, 1)
    writer.write(len(block), 16)
    for byte in block:
        writer.write(byte, 8)


def write_coded(writer, block):
    writer.write(CODED, 1)
    tokens = [*find_matches(block), (END, 0)]
    frequencies = [0] * SYMBOLS
    for symbol, _ in tokens:
        frequencies[symbol] += 1
    huffman = Huffman.for_frequencies(frequencies)
    for length in huffman.lengths:
        writer.write(length > 0, 1)
        if length:
            writer.write(length, 4)
    codes = dict(huffman.codes())
    for symbol, distance in tokens:
        writer.write_code(codes[symbol], huffman.lengths[symbol])
        if symbol >= FIRST_LENGTH:
            writer.write(distance, 12)


def decompress(data):
    reader = BitReader(data)
    output = bytearray()
    last = False
    while not last:
        last = reader.read(1) == 1
        if reader.read(1) == STORED:
            for _ in range(reader.read(16)):
                output.append(reader.read(8))
        else:
            read_coded(reader, output)
    if reader.read(32) != checksum(output):
        raise CorruptStream("wrong checksum")
    return bytes(output)


def read_coded(reader, output):
    lengths = [reader.read(4) if reader.read_bit() else 0 for _ in range(SYMBOLS)]
    huffman = Huffman(lengths)
    start = len(output)
    while True:
        symbol = huffman.decode(reader)
        if symbol < END:
            output.append(symbol)
        elif symbol == END:
            return
        else:
            length = symbol - FIRST_LENGTH + MIN_MATCH
            distance = reader.read(12)
            if not 0 < distance <= len(output) - start:
                raise CorruptStream("reference to nothing")
            for _ in range(length):
                output.append(output[-distance])


def make_text(words, seed):
    vocabulary = (
        "the of and machine code stack frame value counter when reads writes empty is".split()
    )
    chosen = []
    for _ in range(words):
        seed = (seed * 16807) % 2147483647
        chosen.append(vocabulary[seed % 1009 % len(vocabulary)])
        if seed % 11 == 0:
            chosen.append(str(seed % 977))
    return " ".join(chosen).encode()


def make_noise(size, seed):
    noise = bytearray()
    for _ in range(size):
        seed = (seed * 16807) % 2147483647
        noise.append(seed >> 8 & 255)
    return bytes(noise)


ORIGINALS = [make_text(2_600, 5), make_noise(3_000, 8), b"ab" * 3_000, bytes(range(64)) * 40]
STREAMS = [compress(original) for original in ORIGINALS]


def damage():
    """What reading of damaged streams says."""
    stream = STREAMS[3]
    for damaged in (stream[:-6], stream[:-1] + b"\x55", stream[:9] + b"\xff" + stream[10:]):
        try:
            decompress(damaged)
        except CorruptStream as error:
            yield str(error)


def bench():
    sizes = []
    for original, stream in zip(ORIGINALS, STREAMS):
        if decompress(stream) != original:
            raise AssertionError("something else came back")
        sizes.append((len(original), len(stream)))
    return sizes, list(damage()), checksum(STREAMS[0])


EXPECTED = (
    [(15269, 5861), (3000, 3009), (6000, 283), (2560, 324)],
    ["unexpected end", "wrong checksum", "no such code"],
    2492512291,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
