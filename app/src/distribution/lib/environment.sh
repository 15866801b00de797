# Sourced by the launchers: finds Java in $java, its options in $java_options, and sets up the process's environment.

fail() {
    printf 'neurochains: %s\n' "$1" >&2
    exit 1
}

find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java; set it to a JDK 17 or newer"
    else
        java=$(command -v java 2>/dev/null) || fail "no Java found; install JDK 17 or newer, or set JAVA_HOME to one"
    fi
}

# Sets $java_major, from the JDK's release file where there is one: that saves starting Java twice.
find_java_version() {
    version=
    real=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")
    release=${real%/bin/*}/release
    if [ -r "$release" ]; then
        while IFS='=' read -r key value; do
            case $key in JAVA_VERSION) version=$value ;; esac
        done <"$release"
        version=${version#\"}
    fi
    [ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "$java does not run; install JDK 17 or newer, or set JAVA_HOME to one"
    version=${version%\"}
    java_major=${version#1.}
    java_major=${java_major%%[!0-9]*}
    [ "${java_major:-0}" -ge 17 ] || fail "Java $version at $java is too old; install JDK 17 or newer, or set JAVA_HOME to one"
}

# Sets $platform, as the engine's native libraries name it.
find_platform() {
    case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) platform=linux-x86_64 ;;
    Darwin-arm64) platform=macosx-arm64 ;;
    MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) platform=windows-x86_64 ;;
    *) fail "unsupported platform $(uname -s) $(uname -m); it runs on Linux x86_64, macOS arm64 and Windows x86_64" ;;
    esac
    if [ $platform = linux-x86_64 ] && [ ! -e /lib64/ld-linux-x86-64.so.2 ] && [ -e /lib/ld-musl-x86_64.so.1 ]; then
        fail "unsupported platform: the tensor engine needs glibc, and this Linux has musl; use a Debian or Ubuntu image"
    fi
}

# Java 17 reads file names by the locale: without UTF-8 in it, names beyond ASCII cannot be opened.
set_locale() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
    *) [ $platform = macosx-arm64 ] || export LC_ALL=C.UTF-8 ;;
    esac
}

# Feature maps are large and short-lived: let malloc keep their memory rather than map and clear it anew each time, in
# one arena, since others cannot hold a map of more than 64 MiB; save for a study, whose workers would wait for each
# other there.
set_allocator() {
    [ $platform = linux-x86_64 ] || return 0
    case ${1:-} in study) arenas=64 ;; *) arenas=1 ;; esac
    export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX-$arenas}"
    export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_-4294967296}"
    export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_-8589934592}"
    export MALLOC_TOP_PAD_="${MALLOC_TOP_PAD_-268435456}"
    export GLIBC_TUNABLES="${GLIBC_TUNABLES-glibc.malloc.hugetlb=1}"
}

# Threads that wait for each other sleep: spinning is as fast on an idle machine and many times slower on a busy one.
# OpenBLAS's have no work while the others convolve, and would spin for 2^26 clock ticks after each matrix product.
set_threads() {
    export OPENBLAS_THREAD_TIMEOUT="${OPENBLAS_THREAD_TIMEOUT-4}"
    export OMP_WAIT_POLICY="${OMP_WAIT_POLICY-passive}"
}

# The width of the terminal that standard error is, or 0.
find_columns() {
    columns=0
    if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
        size=$(stty size <&2 2>/dev/null) || size=
        columns=${size#* }
        [ "${columns:-0}" -gt 0 ] 2>/dev/null || columns=80
    fi
}

# Whether standard output is a terminal with colours; Java sees to NO_COLOR.
find_colour() {
    colour=
    if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then colour=-Dneurochains.colour=yes; fi
}

find_java
find_java_version
find_platform
set_locale
set_allocator "${1:-}"
set_threads
find_columns
find_colour
java_options="-XX:+UseParallelGC -Dfile.encoding=UTF-8 -Djava.awt.headless=true"
java_options="$java_options -Dneurochains.columns=$columns $colour"
[ "$java_major" -lt 22 ] || java_options="$java_options --enable-native-access=ALL-UNNAMED"
[ "$java_major" -lt 23 ] || java_options="$java_options --sun-misc-unsafe-memory-access=allow"
java_options="$java_options ${NEUROCHAINS_JAVA_OPTIONS:-}"
