#!/usr/bin/env bash
# bench/spark/run.sh [ROUNDS [THOUSANDS [FILTER]]]: builds the module for Spark, and compares it with a worker process.
# PYTHON: the python3.13 of the worker. Both need a python3.13 that is not ours: Debian's, for instance.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
jar=src/spark/target/justjit-spark.jar
list=src/spark/target/spark-classpath.txt
[ -f "$jar" ] || mvn -B -ntp -q -Dquick -Pspark -pl src/spark -am package
[ -f "$list" ] || mvn -B -ntp -q -Dquick -Pspark -pl src/spark -am dependency:build-classpath -Dmdep.outputFile=target/spark-classpath.txt
classes=$jar:$(cat "$list")
opens=$(grep -o -- '--add-opens=[^ <]*' src/spark/pom.xml)
javac -cp "$classes" -d src/spark/target/compare "$here/SparkCompare.java"
# shellcheck disable=SC2086
exec java -Xbatch -Xmx2g $opens -Djustjit.cpython.jar=src/target/cpython/cpython-3.13.5.jar -cp "src/spark/target/compare:$classes" \
    SparkCompare "$here" "${PYTHON:-python3.13}" "${1:-5}" "${2:-100}" "${3:-}"
