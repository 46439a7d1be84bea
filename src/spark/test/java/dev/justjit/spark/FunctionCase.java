package dev.justjit.spark;

import java.util.List;

/**
 * A function, and an expression of SQL that has the same values.
 *
 * @param name in SQL
 * @param signature types
 * @param code in Python
 * @param arguments in SQL, from {@code id}
 * @param expected the expression
 */
record FunctionCase(String name, String signature, String code, String arguments, String expected) {
    /** Every type that has a form in Python, and every number of arguments that matters. */
    static final List<FunctionCase> ALL =
            List.of(
                    new FunctionCase(
                            "f_long",
                            "(bigint, bigint) -> bigint",
                            "lambda a, b: a * a - b",
                            "id, 7",
                            "id * id - 7"),
                    new FunctionCase(
                            "f_int",
                            "(int) -> int",
                            "lambda a: a // 3",
                            "cast(id as int)",
                            "cast(floor(id / 3) as int)"),
                    new FunctionCase(
                            "f_short",
                            "(smallint) -> smallint",
                            "lambda a: -a",
                            "cast(id as smallint)",
                            "cast(-id as smallint)"),
                    new FunctionCase(
                            "f_byte",
                            "(tinyint) -> tinyint",
                            "lambda a: a % 5",
                            "cast(id % 100 as tinyint)",
                            "cast(id % 100 % 5 as tinyint)"),
                    new FunctionCase(
                            "f_double",
                            "(double) -> double",
                            "lambda x: x / 4 + 1",
                            "id",
                            "cast(id as double) / 4 + 1"),
                    new FunctionCase(
                            "f_float",
                            "(float) -> float",
                            "lambda x: x / 2",
                            "cast(id as float)",
                            "cast(id as float) / cast(2 as float)"),
                    new FunctionCase(
                            "f_bool",
                            "(bigint, boolean) -> boolean",
                            "lambda a, b: a > 5 and not b",
                            "id, id = 8",
                            "id > 5 and id <> 8"),
                    new FunctionCase(
                            "f_mixed",
                            "(int, double) -> double",
                            "lambda n, x: n * x",
                            "cast(id as int), id + 0.5D",
                            "id * (id + 0.5D)"),
                    new FunctionCase(
                            "f_many",
                            "batch (bigint, bigint, bigint) -> bigint",
                            "def f_many(a, b, c):\n    return a + b + c",
                            "id, 1, 2",
                            "id + 3"),
                    new FunctionCase(
                            "f_text",
                            "(string) -> string",
                            "lambda s: s.upper() + 'ß'",
                            "'ä' || id",
                            "upper('ä' || id) || 'ß'"),
                    new FunctionCase(
                            "f_ascii",
                            "(string, int) -> string",
                            "lambda s, n: s * n",
                            "'x' || id, cast(id % 3 as int)",
                            "repeat('x' || id, cast(id % 3 as int))"),
                    new FunctionCase(
                            "f_length",
                            "(string) -> int",
                            "len",
                            "repeat('é', cast(id as int))",
                            "cast(id as int)"),
                    new FunctionCase(
                            "f_bytes",
                            "(binary) -> binary",
                            "lambda b: b[::-1]",
                            "cast('ab' || id as binary)",
                            "cast(reverse('ab' || id) as binary)"),
                    new FunctionCase(
                            "f_decimal",
                            "(decimal(12,2)) -> decimal(14,3)",
                            "lambda d: d * 2",
                            "cast(id * 1.25 as decimal(12,2))",
                            "cast(cast(id * 1.25 as decimal(12,2)) * 2 as decimal(14,3))"),
                    new FunctionCase(
                            "f_wide",
                            "(decimal(38,10)) -> decimal(38,10)",
                            "lambda d: -d",
                            "cast(id as decimal(38,10)) * 1000000000000000",
                            "cast(-(cast(id as decimal(38,10)) * 1000000000000000) as decimal(38,10))"),
                    new FunctionCase(
                            "f_date",
                            "(date, int) -> date",
                            "import datetime\ndef f(d, n): return d + datetime.timedelta(n)",
                            "date'2024-02-20', cast(id as int)",
                            "date_add(date'2024-02-20', cast(id as int))"),
                    new FunctionCase(
                            "f_instant",
                            "(timestamp) -> timestamp",
                            "import datetime\ndef f(t):\n    assert t.tzinfo\n    return t + datetime.timedelta(seconds=1.5)",
                            "timestamp'1969-12-31 23:59:59.123456' + id * interval 1 hour",
                            "timestamp'1969-12-31 23:59:59.123456' + id * interval 1 hour + interval 1.5 second"),
                    new FunctionCase(
                            "f_local",
                            "(timestamp_ntz) -> timestamp_ntz",
                            "import datetime\ndef f(t):\n    assert not t.tzinfo\n    return t - datetime.timedelta(1)",
                            "timestamp_ntz'2024-03-01 10:00:00.000001' + id * interval 1 hour",
                            "timestamp_ntz'2024-02-29 10:00:00.000001' + id * interval 1 hour"),
                    new FunctionCase(
                            "f_interval",
                            "(interval day to second) -> interval day to second",
                            "lambda i: i * 2",
                            "id * interval '1' second",
                            "id * interval '2' second"),
                    new FunctionCase(
                            "f_null",
                            "(string?, bigint?) -> string?",
                            "lambda s, n: None if n == 3 else f'{s}{n}'",
                            "if(id = 2, null, 'a'), if(id = 4, null, id)",
                            "if(id = 3, null, if(id = 2, 'None', 'a') || if(id = 4, 'None', string(id)))"),
                    new FunctionCase(
                            "f_number",
                            "(bigint?) -> bigint?",
                            "lambda n: n and n + 1",
                            "nullif(id, 5)",
                            "if(id = 0, 0, nullif(id, 5) + 1)"),
                    new FunctionCase(
                            "f_strict",
                            "(bigint, string) -> string",
                            "lambda n, s: s + str(n)",
                            "nullif(id, 5), if(id = 6, null, 'k')",
                            "if(id = 6, null, 'k' || nullif(id, 5))"),
                    new FunctionCase(
                            "f_array",
                            "(array<int>) -> array<int>",
                            "lambda a: a[::-1]",
                            "array(1, null, cast(id as int))",
                            "array(cast(id as int), null, 1)"),
                    new FunctionCase(
                            "f_map",
                            "(map<string,date>) -> map<string,date>",
                            "lambda m: {k + '!': v for k, v in m.items()}",
                            "map('k' || id, date'2024-01-01')",
                            "map('k' || id || '!', date'2024-01-01')"),
                    new FunctionCase(
                            "f_struct",
                            "(struct<a:int,b:string>) -> struct<b:string,a:int>",
                            "lambda r: (r.b, r.a + 1)",
                            "named_struct('a', cast(id as int), 'b', 'x')",
                            "named_struct('b', 'x', 'a', cast(id as int) + 1)"),
                    new FunctionCase("f_nothing", "() -> bigint", "lambda: 42", "", "42L"),
                    new FunctionCase(
                            "f_most",
                            "(" + "bigint, ".repeat(21) + "bigint) -> bigint",
                            "lambda *a: sum(a)",
                            "id" + ", id".repeat(21),
                            "id * 22"));

    /** The call of the function as a user-defined one. */
    String call() {
        return name + "(" + arguments + ")";
    }
}
