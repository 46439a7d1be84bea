"""check_report.py REPORT.json [REPORT.html [report.md]]: whether it has the documented form. One line on success."""

import json
import re
import sys

NUMBER = (int, float)
TEXT_OR_NONE = (str, type(None))
INT_OR_NONE = (int, type(None))
EXIT = {"unit": int, "opcode": str, "reason": str, "count": int, "line": INT_OR_NONE}
SCHEMA = {
    "schema": str,
    "version": int,
    "justjit": str,
    "python": str,
    "machine": str,
    "host": str,
    "compiler": str,
    "program": [str],
    "began": NUMBER,
    "seconds": NUMBER,
    "cpu_seconds": NUMBER,
    "sampling": {
        "on": bool,
        "problem": TEXT_OR_NONE,
        "period_ms": int,
        "samples": int,
        "outside": int,
        "dropped": int,
        "threads": int,
        "interpreted": int,
        "baseline": int,
        "region": int,
    },
    "stats": dict,
    "functions": [
        {
            "name": str,
            "file": str,
            "line": int,
            "self": int,
            "total": int,
            "in_c": int,
            "interpreted": int,
            "baseline": int,
            "region": int,
            "compiled": bool,
            "reason": TEXT_OR_NONE,
            "bytes": int,
            "versions": int,
            "compile_ms": NUMBER,
            "exits": [EXIT],
            "sites": [
                {
                    "unit": int,
                    "opcode": str,
                    "name": str,
                    "line": INT_OR_NONE,
                    "misses": int,
                    "shapes": [{"kind": str, "count": int}],
                }
            ],
            "loops": [
                {
                    "unit": int,
                    "kind": str,
                    "line": INT_OR_NONE,
                    "reason": TEXT_OR_NONE,
                    "regions": [
                        {
                            "bytes": int,
                            "entered": int,
                            "values": [{"name": str, "type": str, "place": str}],
                            "calls": [str],
                            "obstacles": [{"line": INT_OR_NONE, "reason": str}],
                            "exits": [{**EXIT, "ordinary": bool}],
                        }
                    ],
                }
            ],
            "lines": [
                {
                    "line": int,
                    "self": int,
                    "total": int,
                    "in_c": int,
                    "interpreted": int,
                    "baseline": int,
                    "region": int,
                    "exits": int,
                }
            ],
            "source": {"first": int, "lines": [str]},
            "bytecode": list,
            "machine": [{"kind": str, "bytes": int, "listing": list}],
        }
    ],
    "functions_left_out": int,
    "timeline": {
        "bucket_seconds": NUMBER,
        "buckets": list,
        "events": [
            {
                "at": NUMBER,
                "kind": str,
                "name": str,
                "function": INT_OR_NONE,
                "line": INT_OR_NONE,
                "ms": NUMBER,
                "bytes": int,
                "stored": bool,
                "detail": TEXT_OR_NONE,
            }
        ],
        "events_left_out": int,
    },
}
HOWS = ("interpreted", "baseline", "region")


def check(value, form, where):
    if isinstance(form, dict):
        assert isinstance(value, dict), (where, value)
        assert value.keys() == form.keys(), (where, value.keys() ^ form.keys())
        for name, each in form.items():
            check(value[name], each, f"{where}.{name}")
    elif isinstance(form, list):
        assert isinstance(value, list), (where, value)
        for each in value:
            check(each, form[0], f"{where}[]")
    else:
        assert isinstance(value, form), (where, value)
        assert form is not int or value is not True, where


def names(form):
    if isinstance(form, list):
        yield from names(form[0])
    elif isinstance(form, dict):
        for name, each in form.items():
            yield name
            yield from names(each)


def sums(data):
    sampling = data["sampling"]
    assert sum(sampling[how] for how in HOWS) == sampling["samples"]
    assert sum(f["self"] for f in data["functions"]) == sampling["samples"] or data["functions_left_out"]
    assert sum(map(sum, data["timeline"]["buckets"])) == sampling["samples"]
    for f in data["functions"]:
        assert f["self"] == sum(f[how] for how in HOWS) == sum(line["self"] for line in f["lines"]), f["name"]
        assert f["self"] <= f["total"] <= sampling["samples"], f["name"]
        for unit, line, text in f["bytecode"]:
            assert isinstance(unit, int) and isinstance(line, int) and isinstance(text, str)
        for version in f["machine"]:
            for line, text in version["listing"]:
                assert (line is None or isinstance(line, int)) and isinstance(text, str)


def embedded(page):
    """The data of a page; nothing in it ends the element that it is in."""
    assert page.lower().count("</script") == 2, page.lower().count("</script")
    assert not re.search(r"""(src|href)\s*=|url\(|https?://(?!www\.w3\.org/2000/svg)""", re.sub(r'(?s)<script type="application/json".*?</script>', "", page))
    (text,) = re.findall(r'(?s)<script type="application/json" id="data">(.*?)</script>', page)
    assert not set("<>&\u2028\u2029") & set(text)
    return json.loads(text)


def main(paths):
    with open(paths[0], encoding="utf-8") as file:
        text = file.read()
    data = embedded(text) if paths[0].endswith(".html") else json.loads(text)
    check(data, SCHEMA, "report")
    sums(data)
    if len(paths) > 1:
        with open(paths[1], encoding="utf-8") as file:
            document = file.read()
        missing = [name for name in names(SCHEMA) if f"`{name}`" not in document]
        assert not missing, missing
    rows = {f["name"]: f for f in data["functions"]}
    numeric, texts = rows["numeric"], rows["texts"]
    print("host", data["host"])
    print("numeric in registers", numeric["region"] > 0, [loop["line"] for loop in numeric["loops"] if loop["regions"]])
    best = max(numeric["lines"], key=lambda line: line["self"])
    print("hottest", numeric["source"]["lines"][best["line"] - numeric["source"]["first"]].strip())
    print("texts compiled", texts["compiled"], texts["baseline"] > texts["interpreted"])
    print("bytecode", any("STORE_SUBSCR" in each[2] for each in texts["bytecode"]))
    print("machine", sorted({v["kind"] for v in numeric["machine"] if v["listing"]}))
    print("threads", data["sampling"]["threads"])
    kinds = {event["kind"] for event in data["timeline"]["events"]}
    print("events", "compiled" in kinds, "region" in kinds)


main(sys.argv[1:])
