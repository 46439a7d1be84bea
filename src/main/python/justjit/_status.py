"""What `_service` does, in words: for those who ask."""

import os
import sys

from justjit import _places, _service


def sentence():
    """What the compiler does, or why there is none."""
    if _service.compiler() is not None:
        return "the compiler is attached"
    stored = _service.is_running_stored()
    if _service.is_forked():
        return f"a forked process compiles nothing more{'; stored code runs' if stored else ''}"
    _service.learn_problem()
    problem, host = _service.problem, _service._host
    waits = _service.jvm_waited() > 0 and host.get("STATE") == host.layout.IS_WAITING
    if stored:
        if waits:
            return "stored code runs; another program's compiler is being started"
        reason = "" if problem is None else f", no compiler: {problem}"
        return f"stored code runs{reason}{_about_files()}"
    if problem is not None:
        return f"running interpreted: {problem}{_about_files()}"
    if host is None:
        off = _places.switched_off()
        return f"running interpreted: {off}" if off else "the compiler was not asked for"
    if host.get("ENDED"):
        return "the compiler was not started"
    if waits:
        return "the compiler was not started: another program's is being started"
    if host.get("STATE") == host.layout.IS_WAITING:
        return "the compiler was not started: the program has not run long enough"
    return "the compiler is being started"


def _about_files():
    """What is wrong with files of stored code."""
    if not _places.blobs():
        return f"; {_service._stored_problem}" if _service._stored_problem else ""
    stored = sys.modules.get("justjit._stored")
    reasons = list(stored.problems) if stored is not None else []
    if not reasons and _service._runtime is None:
        reasons = [_service._stored_problem or "JUSTJIT_BLOB was not looked at"]
    return "".join(f"; {each}" for each in reasons)


def tell(last):
    """At the end, in place of the counters, where there is no compiler; and what stored code has done.

    last
        the sentence before the end, if it has changed
    """
    if _service.compiler() is None:
        _service.say(f"justjit: {last or sentence()}")
    numbers = {"jvm_waited": _service.jvm_waited()} if _service.jvm_waited() else {}
    if _service._runtime is not None:
        numbers |= _service._runtime.counters()
    elif _stored_failures():
        numbers["stored_failures"] = _stored_failures()
    for name, number in numbers.items():
        _service.say(f"justjit: {name} {number}")


def _stored_failures():
    stored = sys.modules.get("justjit._stored")
    return stored.failures if stored is not None else 0


def facts():
    """What was found on this machine, by name."""
    archive = _places.archive_file()
    reason = _places.reason_against_archive(archive) if archive else None
    found = "none" if archive is None else archive if reason is None else f"none ({archive}: {reason})"
    all_ = {
        "java": _places.java_library() or "none",
        "jar": _places.jar() or "none",
        "class data": found,
        "compiler": sentence(),
    }
    reason = _places.reason_against(_places.cache())
    if reason is not None:
        all_["cache"] = f"not used: {reason}"
    for name in _places.blobs():
        from justjit import _stored

        all_[name] = _stored.describe(name)
    return all_
