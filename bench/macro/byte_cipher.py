"""AES over lists of bytes, as the standard describes it: key schedule, rounds, and two modes.

Encrypts and decrypts messages in counter mode and in chaining mode with padding, and checks the
standard's own example. The tables are computed, not written down.
"""

NUMERIC = True
BLOCK = 16


class PaddingError(ValueError):
    pass


def double(byte):
    """Multiplication by x in the field of 256 elements."""
    byte <<= 1
    return (byte ^ 0x11B) & 0xFF if byte & 0x100 else byte


def multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = double(a)
        b >>= 1
    return product


def make_boxes():
    """The substitution of bytes (inverse in the field, then an affine map), and its inverse."""
    box = [0] * 256
    power = inverse = 1
    while True:
        power ^= double(power)
        for shift in (1, 2, 4):
            inverse ^= inverse << shift
        inverse &= 0xFF
        if inverse & 0x80:
            inverse ^= 0x09
        rotated = [(inverse << n | inverse >> (8 - n)) & 0xFF for n in range(5)]
        value = 0x63
        for each in rotated:
            value ^= each
        box[power] = value
        if power == 1:
            break
    box[0] = 0x63
    reverse = [0] * 256
    for index, value in enumerate(box):
        reverse[value] = index
    return box, reverse


BOX, REVERSE = make_boxes()
DOUBLED = [double(byte) for byte in range(256)]
TIMES = {factor: [multiply(byte, factor) for byte in range(256)] for factor in (9, 11, 13, 14)}


def expand_key(key):
    """Round keys of 16 bytes each."""
    words = [list(key[i : i + 4]) for i in range(0, len(key), 4)]
    length, rounds = len(words), len(words) + 6
    constant = 1
    for index in range(length, 4 * (rounds + 1)):
        word = list(words[-1])
        if index % length == 0:
            word = [BOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = double(constant)
        elif length > 6 and index % length == 4:
            word = [BOX[byte] for byte in word]
        words.append([a ^ b for a, b in zip(word, words[-length])])
    return [sum(words[i : i + 4], []) for i in range(0, len(words), 4)]


def add_key(state, key):
    for i in range(BLOCK):
        state[i] ^= key[i]


def substitute(state, box):
    for i in range(BLOCK):
        state[i] = box[state[i]]


def shift_rows(state):
    return [state[(i + 4 * (i % 4)) % BLOCK] for i in range(BLOCK)]


def unshift_rows(state):
    return [state[(i - 4 * (i % 4)) % BLOCK] for i in range(BLOCK)]


def mix_columns(state):
    for i in range(0, BLOCK, 4):
        a, b, c, d = state[i : i + 4]
        every = a ^ b ^ c ^ d
        state[i] = a ^ every ^ DOUBLED[a ^ b]
        state[i + 1] = b ^ every ^ DOUBLED[b ^ c]
        state[i + 2] = c ^ every ^ DOUBLED[c ^ d]
        state[i + 3] = d ^ every ^ DOUBLED[d ^ a]


def unmix_columns(state):
    nine, eleven, thirteen, fourteen = (TIMES[factor] for factor in (9, 11, 13, 14))
    for i in range(0, BLOCK, 4):
        a, b, c, d = state[i : i + 4]
        state[i] = fourteen[a] ^ eleven[b] ^ thirteen[c] ^ nine[d]
        state[i + 1] = nine[a] ^ fourteen[b] ^ eleven[c] ^ thirteen[d]
        state[i + 2] = thirteen[a] ^ nine[b] ^ fourteen[c] ^ eleven[d]
        state[i + 3] = eleven[a] ^ thirteen[b] ^ nine[c] ^ fourteen[d]


class Cipher:
    """Encrypts and decrypts blocks of 16 bytes with one key of 16, 24 or 32."""

    def __init__(self, key):
        if len(key) not in (16, 24, 32):
            raise ValueError(f"no key has {len(key)} bytes")
        self.keys = expand_key(key)

    def encrypt(self, block):
        state = list(block)
        add_key(state, self.keys[0])
        for key in self.keys[1:-1]:
            substitute(state, BOX)
            state = shift_rows(state)
            mix_columns(state)
            add_key(state, key)
        substitute(state, BOX)
        state = shift_rows(state)
        add_key(state, self.keys[-1])
        return state

    def decrypt(self, block):
        state = list(block)
        add_key(state, self.keys[-1])
        for key in reversed(self.keys[1:-1]):
            state = unshift_rows(state)
            substitute(state, REVERSE)
            add_key(state, key)
            unmix_columns(state)
        state = unshift_rows(state)
        substitute(state, REVERSE)
        add_key(state, self.keys[0])
        return state


def blocks(data):
    for i in range(0, len(data), BLOCK):
        yield data[i : i + BLOCK]


def pad(data):
    missing = BLOCK - len(data) % BLOCK
    return data + [missing] * missing


def unpad(data):
    count = data[-1] if data else 0
    if not 1 <= count <= BLOCK or data[-count:] != [count] * count:
        raise PaddingError("wrong key or damaged data")
    return data[:-count]


def encrypt_chained(cipher, data, start):
    previous, result = start, []
    for block in blocks(pad(data)):
        previous = cipher.encrypt([a ^ b for a, b in zip(block, previous)])
        result += previous
    return result


def decrypt_chained(cipher, data, start):
    previous, result = start, []
    for block in blocks(data):
        result += [a ^ b for a, b in zip(cipher.decrypt(block), previous)]
        previous = block
    return unpad(result)


def counter_mode(cipher, data, nonce):
    """Encrypts and decrypts: a stream of encrypted counters is added."""
    result = []
    for number, block in enumerate(blocks(data)):
        counter = nonce + [number >> shift & 255 for shift in (24, 16, 8, 0)]
        result += [a ^ b for a, b in zip(block, cipher.encrypt(counter))]
    return result


def digest(data):
    """The FNV hash of 32 bits."""
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 % 2**32
    return value


MESSAGE = list(b"The quick brown fox jumps over the lazy dog; then it does so again. " * 9)


def bench():
    example = Cipher(list(range(16))).encrypt([17 * i for i in range(16)])
    digests = [bytes(example).hex()]
    for size in (16, 24, 32):
        cipher = Cipher([(7 * i + size) % 256 for i in range(size)])
        secret = encrypt_chained(cipher, MESSAGE, [size] * BLOCK)
        if decrypt_chained(cipher, secret, [size] * BLOCK) != MESSAGE:
            raise AssertionError("chained mode does not return the message")
        stream = counter_mode(cipher, MESSAGE, [size] * 12)
        digests += [digest(secret), digest(stream)]
        try:
            decrypt_chained(cipher, secret[:-BLOCK], [size] * BLOCK)
        except PaddingError as error:
            digests.append(str(error))
    return digests


EXPECTED = [
    "69c4e0d86a7b0430d8cdb78070b4c55a",
    3136969376,
    287640095,
    "wrong key or damaged data",
    4232923225,
    1686424531,
    "wrong key or damaged data",
    90102136,
    1176693965,
    "wrong key or damaged data",
]

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
