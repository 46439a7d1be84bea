# Sourced by what unpacks packages of Debian trixie, the first release with Python 3.13, into a folder:
# without root, and without reading or changing the packages of this machine. Needs apt-get and dpkg.
# The mirror is the one that this machine's apt uses, or $DEBIAN_MIRROR. Takes $dir, the folder.
# shellcheck shell=bash
suite=trixie

# Waits until no other script prepares the folder, and keeps others waiting until this one ends.
take_turns() {
    mkdir -p "$dir"
    exec 9>"$dir/lock"
    flock 9
}

# apt-get with a tree of its own for one architecture
private_apt() { # architecture, arguments of apt-get
    local arch=$1
    shift
    apt-get -qq -o APT::Architecture="$arch" -o APT::Architectures::="$arch" \
        -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=1 \
        -o Acquire::Languages=none -o Dir::Cache="$dir/apt/cache" -o Dir::Etc="$dir/apt/etc" \
        -o Dir::State="$dir/apt/state" -o Dir::State::status="$dir/apt/status" "$@"
}

mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$'
}

prepare_apt() {
    mkdir -p "$dir"/apt/etc/{apt.conf.d,preferences.d,sources.list.d} \
        "$dir"/apt/state/lists/partial "$dir"/apt/cache/archives/partial
    : >"$dir/apt/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
        "${DEBIAN_MIRROR:-$(mirror)} $suite main" >"$dir/apt/etc/sources.list"
}

# Unpacks packages with all that they need.
unpack() { # architecture, folder, packages
    local arch=$1 root=$2
    shift 2
    private_apt "$arch" update
    private_apt "$arch" -y -d install "$@"
    mkdir -p "$root"/usr/{lib,lib64,bin}
    ln -sfn usr/lib "$root/lib" # merged /usr, as the packages expect
    ln -sfn usr/lib64 "$root/lib64"
    ln -sfn usr/bin "$root/bin"
    unpack_archives "$root"
}

# Unpacks a package without what it needs. `unpack` has been used on $dir.
unpack_alone() { # architecture, folder, package
    (cd "$dir/apt/cache/archives" && private_apt "$1" download "$3")
    unpack_archives "$2"
}

unpack_archives() { # folder
    local package
    for package in "$dir"/apt/cache/archives/*.deb; do
        dpkg -x "$package" "$1"
    done
    rm -f "$dir"/apt/cache/archives/*.deb
    turn_links_inward "$1"
}

# Links to absolute paths would be resolved outside.
turn_links_inward() { # folder
    local link target
    find "$1" -type l | while read -r link; do
        target=$(readlink "$link")
        if [[ $target == /* && -e $1$target ]]; then
            ln -sfn "$1$target" "$link"
        fi
    done
}

write_script() { # name, from standard input
    { echo '#!/bin/sh' && cat; } >"$dir/$1.new"
    chmod +x "$dir/$1.new"
    mv "$dir/$1.new" "$dir/$1"
}
