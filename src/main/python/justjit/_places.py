"""Where things are: the jar, Java, the user's cache. Environment variables: see src/docs/settings.md."""

import os


BY_OTHERS = 0o022  # write permission of group and others


def absolute(name):
    """The name for programs in other folders; in a folder that was removed it is one that does not exist."""
    try:
        return os.path.abspath(name)
    except FileNotFoundError:
        return os.path.join(os.readlink("/proc/self/cwd"), name)


def cache():
    """The user's folder for things that can be made again, as dev.justjit.host.CacheFolder has it."""
    own = os.environ.get("JUSTJIT_CACHE_DIR")
    if own:
        return absolute(own)
    standard = os.environ.get("XDG_CACHE_HOME")
    if not standard:
        home = _home()
        if not home.startswith("/"):  # a user without a home
            return f"/tmp/justjit-{os.geteuid()}"
        standard = os.path.join(home, ".cache")
    return absolute(os.path.join(standard, "justjit"))


def _home():
    """HOME, as other programs have it; else what the system knows."""
    home = os.environ.get("HOME")
    if not home:
        try:
            import pwd

            home = pwd.getpwuid(os.getuid()).pw_dir
        except (ImportError, KeyError):
            home = ""
    return home


def reason_against(place):
    """Why others could have put there what is in a folder or file, or None; also where nothing is."""
    try:
        found = os.stat(place)
        owners = {found.st_uid, os.lstat(place).st_uid}
    except OSError:
        return None
    if not owners <= {os.geteuid(), 0}:
        return f"{place} belongs to another user"
    return f"others may write to {place}" if found.st_mode & BY_OTHERS else None


def uses_cache():
    """Whether machine code of earlier runs is used and stored."""
    return os.environ.get("JUSTJIT_CACHE") != "0"


def uses_stored():
    """Whether code of an earlier run may be there: the look costs a start less than what would be sure."""
    if blobs():
        return True
    if not uses_cache() or record():
        return False
    try:
        return any("-generic-" in name for name in os.listdir(cache()))
    except OSError:
        return False


def blobs():
    """The files of JUSTJIT_BLOB, without symbolic links; a run that records compiles all that it needs."""
    if record():
        return []
    given = os.environ.get("JUSTJIT_BLOB", "").split(os.pathsep)
    return [os.path.realpath(absolute(each)) for each in given if each]


def record():
    """The file to which the code of this run goes, or None."""
    given = os.environ.get("JUSTJIT_RECORD")
    return absolute(given) if given else None


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
        return absolute(given) if os.path.isfile(given) else None
    here = os.path.dirname(absolute(__file__))
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
    return os.path.dirname(os.path.dirname(os.path.realpath(absolute(program))))


def reason_against_java():
    """Why there can be no JVM, or None."""
    if java_library() is None:
        if os.environ.get("JUSTJIT_JAVA") == "none":
            return "JUSTJIT_JAVA is none"
        if blobs() and not os.environ.get("JUSTJIT_JAVA"):
            return "JUSTJIT_BLOB is set, and JUSTJIT_JAVA is not"
        for name in ("JUSTJIT_JAVA", "JAVA_HOME"):
            if os.environ.get(name):
                return f"{name} is {os.environ[name]}, which is no Java: it has no lib/server/libjvm.so"
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


def reason_against_archive(file):
    """Why the archive of class data with that name is not used, or None."""
    if not os.path.isfile(file):
        return "there is none"
    folder = os.path.dirname(file)
    places = [folder, file] if os.environ.get("JUSTJIT_ARCHIVE") else [cache(), folder, file]
    return next(filter(None, map(reason_against, places)), None)


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


def switched_off():
    """The reason when the user wants no compiler, or None."""
    mode = os.environ.get("JUSTJIT")
    return f"JUSTJIT is {mode}" if mode in ("0", "off") else None
