"""The hottest functions of a report as a table for a terminal."""


def text(data, most):
    """The table; ``run --top`` prints it when the program has ended."""
    sampling = data["sampling"]
    if not sampling["on"]:
        return f"justjit: no samples: {sampling['problem'] or 'the program was not sampled'}"
    all_ = sampling["samples"]
    lines = [
        f"justjit: {all_} samples of {sampling['period_ms']} ms of processor time in Python:"
        f" {_part(sampling['interpreted'], all_)} interpreted,"
        f" {_part(sampling['baseline'], all_)} baseline, {_part(sampling['region'], all_)} in registers"
    ]
    rows = [row for row in data["functions"] if row["self"]][:most]
    if rows:
        lines.append("   self  total  interp   base   regs  function")
    for row in rows:
        self_ = row["self"]
        parts = (row["interpreted"], row["baseline"], row["region"])
        cells = [f"{_part(self_, all_):>7}{_part(row['total'], all_):>7} "]
        cells += [f"{_part(each, self_):>7}" for each in parts]
        reason = "" if row["compiled"] or not row["reason"] else f": {row['reason']}"
        place = f"{row['file'].rpartition('/')[2]}:{row['line']}"
        lines.append(f"{''.join(cells)}  {row['name']} ({place}){reason}")
    return "\n".join(lines)


def _part(number, all_):
    return f"{100 * number / all_:.0f}%" if all_ else "-"
