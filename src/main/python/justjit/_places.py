"""Where things are: the jar, Java, the user's cache. Environment variables: see the README."""

import os


def cache():
    """The user's folder for things that can be made again, as dev.justjit.host.CacheFolder has it."""
    own = os.environ.get("JUSTJIT_CACHE_DIR")
    if own:
        return os.path.abspath(own)
    standard = os.environ.get("XDG_CACHE_HOME")
    if not standard:
        home = os.path.expanduser("~")
        if not home.startswith("/"):  # a user without a home
            return f"/tmp/justjit-{os.geteuid()}"
        standard = os.path.join(home, ".cache")
    return os.path.abspath(os.path.join(standard, "justjit"))


def uses_cache():
    """Whether machine code of earlier runs is used and stored."""
    return os.environ.get("JUSTJIT_CACHE") != "0"


def blobs():
    """The files of JUSTJIT_BLOB, without symbolic links; a run that records compiles all that it needs."""
    if record():
        return []
    given = os.environ.get("JUSTJIT_BLOB", "").split(os.pathsep)
    return [os.path.realpath(each) for each in given if each]


def record():
    """The file to which the code of this run goes, or None."""
    given = os.environ.get("JUSTJIT_RECORD")
    return os.path.abspath(given) if given else None


def keep_files():
    """They are the same when the program, or a child, is in another folder."""
    if os.environ.get("JUSTJIT_BLOB"):
        os.environ["JUSTJIT_BLOB"] = os.pathsep.join(blobs())
    if os.environ.get("JUSTJIT_RECORD"):
        os.environ["JUSTJIT_RECORD"] = record()


def jar():
    """The jar that this package comes from or belongs to, or None."""
    given = os.environ.get("JUSTJIT_JAR")
    if given:
        return os.path.abspath(given) if os.path.isfile(given) else None
    here = os.path.dirname(os.path.abspath(__file__))
    for place in (os.path.dirname(here), os.path.join(here, "justjit.jar")):
        if os.path.isfile(place):
            return place
    return None


def java_library():
    """The file libjvm.so of the first Java that is named, or None."""
    for place in _java_homes():
        library = os.path.join(place, "lib", "server", "libjvm.so")
        if os.path.isfile(library):
            return library
    return None


def files_of_the_jvm():
    """What a JVM for the compiler keeps open: its class library and the jar, without symbolic links."""
    modules = java_library().removesuffix("server/libjvm.so") + "modules"
    return os.path.realpath(modules), os.path.realpath(jar())


def _java_homes():
    given = os.environ.get("JUSTJIT_JAVA")
    if given:
        yield given
        yield _home_of(given)
        return
    if blobs():
        return  # that is all which is wanted
    given = os.environ.get("JAVA_HOME")
    if given:
        yield given
        return
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        program = os.path.join(folder, "java")
        if os.access(program, os.X_OK):
            yield _home_of(program)
            return


def _home_of(program):
    return os.path.dirname(os.path.dirname(os.path.realpath(program)))


def reason_against_java():
    """Why there can be no JVM, or None."""
    if java_library() is None:
        if os.environ.get("JUSTJIT_JAVA") == "none":
            return "JUSTJIT_JAVA is none"
        if blobs() and not os.environ.get("JUSTJIT_JAVA"):
            return "JUSTJIT_BLOB is set, and JUSTJIT_JAVA is not"
        return "no Java was found: install Java 17 or newer, or set JUSTJIT_JAVA to its folder"
    if jar() is None:
        return "justjit.jar was not found: set JUSTJIT_JAR to it"
    return None


def archive_file():
    """Where an archive of class data for this Java and jar is, or would be; None if one is of no use."""
    library, file = java_library(), jar()
    if library is None or file is None:
        return None
    folder = os.environ.get("JUSTJIT_ARCHIVE")
    if not folder:
        of_jar = os.stat(file)
        name = f"archive-{of_jar.st_size:x}-{int(of_jar.st_mtime):x}"
        folder = os.path.join(cache(), name)
    return os.path.join(folder, f"justjit-{_java_version(library)}.jsa")


def _java_version(library):
    """The major version, from the file `release` of the Java with that libjvm.so, or "unknown"."""
    release = library.removesuffix("lib/server/libjvm.so") + "release"
    try:
        with open(release, encoding="utf-8") as file:
            for line in file:
                if line.startswith("JAVA_VERSION="):
                    return line.split('"')[1].removeprefix("1.").split(".")[0]
    except (OSError, ValueError, IndexError):
        pass
    return "unknown"
