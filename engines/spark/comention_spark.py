"""Builds the graph of a corpus on Apache Spark: the binary is every stage, Spark does the shuffles.

    documents -> mentions -> records -+-> names -> resolve (driver) -> plan, bindings
                                      +-- by key -- bindings -> count -> by names, merge -> graph (driver)

The graph is that of `comention build`, to the byte. What the stages do is described in the crate's
documentation (module `stages`), what it costs and where it ends in docs/scale.md.

Every worker needs the binary: installed on all of them, or sent along with `--files comention`, in which
case `--binary ./comention`. The work directory is the driver's own. Run it with

    # standalone
    spark-submit --master spark://HOST:7077 --files target/release/comention \\
        engines/spark/comention_spark.py --binary ./comention --output graph hdfs:///news/*.jsonl

    # YARN
    spark-submit --master yarn --deploy-mode client --num-executors 40 --executor-cores 4 \\
        --files target/release/comention \\
        engines/spark/comention_spark.py --binary ./comention --partitions 4000 --output graph hdfs:///news/*.jsonl

    # Kubernetes, with an image that has the binary on its path
    spark-submit --master k8s://https://API-SERVER --deploy-mode client \\
        --conf spark.kubernetes.container.image=IMAGE --conf spark.executor.instances=40 \\
        engines/spark/comention_spark.py --partitions 4000 --output graph s3a://bucket/news/*.jsonl

    # Databricks: the binary in a volume, this file as a Python task of a job with the parameters
    ["--binary", "/Volumes/main/tools/comention", "--output", "/Volumes/main/news/graph", "/Volumes/main/news/*.jsonl"]

Each line of the input is a document, a JSON object with an `id` of its own. Gzipped files are read too, but
Spark cannot cut them: many files of moderate size are better than one.

With `--arrow` the lines go in batches of Arrow, and Python does not touch them one by one: the binary has to be
built with `--features arrow`, and pyarrow and pandas to be installed on every machine.
"""

import argparse
import json
import re
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import IO

from pyspark import RDD, StorageLevel
from pyspark.sql import DataFrame, SparkSession

# A name of a member that a number follows. Ids hold no quotation marks.
COUNT = re.compile(r'"[a-z]+":[0-9]')

# What crosses a stage with --arrow: a line, and by what it is brought together with others.
COLUMNS = "key string, row string"

Stage = Callable[[Iterable[str]], Iterator[str]]


def feed(process: subprocess.Popen, write: Callable[[IO[bytes]], None]) -> Thread:
    """Writes to a process while it is read from."""

    def run() -> None:
        try:
            with process.stdin as pipe:
                write(pipe)
        except BaseException:
            # Half of the lines must not look like all of them.
            process.kill()
            raise

    writer = Thread(target=run, daemon=True)
    writer.start()
    return writer


def check(process: subprocess.Popen, command: tuple[str, ...]) -> None:
    # 3: some documents were passed over, each with a line that says why.
    if process.returncode not in (0, 3):
        raise RuntimeError(f"{command[0]} {command[1]} ended with {process.returncode}")


def stage(*command: str) -> Stage:
    """A partition's lines through a process; no process where there are no lines.

    `RDD.pipe` is this loop but for two things: where what comes before it fails, it waits for the process for
    ever, and a status of 3 is a failure, or none is.
    """

    def run(lines: Iterable[str]) -> Iterator[str]:
        lines = iter(lines)
        first = next(lines, None)
        if first is None:
            return
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

            def write(pipe: IO[bytes]) -> None:
                pipe.write(first.encode() + b"\n")
                for line in lines:
                    pipe.write(line.encode() + b"\n")

            writer = feed(process, write)
            for line in process.stdout:
                yield line.rstrip(b"\n").decode()
            writer.join()
        check(process, command)

    return run


def batches(*command: str) -> Callable[[Iterable], Iterator]:
    """The same with batches of lines, for `DataFrame.mapInArrow`."""

    def run(parts: Iterable) -> Iterator:
        import pyarrow as pa

        parts = (part for part in parts if part.num_rows)
        first = next(parts, None)
        if first is None:
            return
        with subprocess.Popen(
            (*command, "--arrow"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:

            def write(pipe: IO[bytes]) -> None:
                with pa.ipc.new_stream(pipe, first.schema) as stream:
                    stream.write_batch(first)
                    for part in parts:
                        stream.write_batch(part)

            writer = feed(process, write)
            try:
                yield from pa.ipc.open_stream(process.stdout)
            except pa.ArrowInvalid:
                process.kill()
                process.wait()
                check(process, command)
                raise
            writer.join()
        check(process, command)

    return run


def key_of(line: str) -> str:
    """The key of a record or a binding, which stands first in its line."""
    return line.split('"key":"', 1)[1].split('"', 1)[0]


def subject_of(line: str) -> str:
    """What a line of counts is about: all before its first number, since its names stand first."""
    return COUNT.split(line, maxsplit=1)[0]


def together(lines: RDD, key: Callable[[str], str], partitions: int) -> RDD:
    """Lines with the same key in the same partition; the same one on every machine."""
    by_key = lines.map(lambda line: (key(line), line))
    return by_key.partitionBy(partitions, lambda key: zlib.crc32(key.encode())).values()


def save(lines: Iterable[str], path: Path) -> None:
    """Writes the lines to a file of the driver's."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


def resolve(binary: str, work: Path, settings: list[str]) -> str:
    """Decides who is who, on the driver; gives the settings of the stages that count."""
    command = [binary, "resolve", "--quiet", str(work / "names.jsonl"), "-o", str(work), *settings]
    subprocess.run(command, check=True)
    # Once through JSON: spaces would have to be quoted for nobody.
    return json.dumps(json.loads((work / "settings.json").read_text()))


def lines_of(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def counts_of(
    documents: RDD, binary: str, partitions: int, work: Path, settings: list[str]
) -> Iterator[str]:
    """The counts of `documents`, one line a name and one a pair."""
    mentions = stage(binary, "mentions", "--quiet", "--threads", "1", "--records", "-")
    records = documents.mapPartitions(mentions).persist(StorageLevel.DISK_ONLY)
    names = records.mapPartitions(stage(binary, "resolve", "--names", "-"))
    save(names.toLocalIterator(prefetchPartitions=True), work / "names.jsonl")

    counting = resolve(binary, work, settings)
    bindings = records.context.parallelize(lines_of(work / "bindings.jsonl"), partitions)

    of_documents = records.filter(lambda line: line.startswith('{"row":"record"')).union(bindings)
    count = stage(binary, "count", "--settings", counting, "-")
    merge = stage(binary, "count", "--merge", "--settings", counting, "-")
    counts = together(of_documents, key_of, partitions).mapPartitions(count)
    merged = together(counts, subject_of, partitions).mapPartitions(merge)
    return merged.toLocalIterator(prefetchPartitions=True)


def counts_by_arrow(
    documents: DataFrame, binary: str, partitions: int, work: Path, settings: list[str]
) -> Iterator[str]:
    """The same; here the engine knows the keys, and Python moves no line."""
    mentions = batches(binary, "mentions", "--quiet", "--threads", "1", "--records", "-")
    records = documents.mapInArrow(mentions, COLUMNS).persist(StorageLevel.DISK_ONLY)
    names = records.mapInArrow(batches(binary, "resolve", "--names", "-"), COLUMNS)
    save((line.row for line in names.toLocalIterator(True)), work / "names.jsonl")

    counting = resolve(binary, work, settings)
    bindings = ((key_of(line), line) for line in lines_of(work / "bindings.jsonl"))
    bindings = documents.sparkSession.createDataFrame(bindings, COLUMNS)

    of_documents = records.filter("key is not null").union(bindings)
    count = batches(binary, "count", "--settings", counting, "-")
    merge = batches(binary, "count", "--merge", "--settings", counting, "-")
    counts = of_documents.repartition(partitions, "key").mapInArrow(count, COLUMNS)
    merged = counts.repartition(partitions, "key").mapInArrow(merge, COLUMNS)
    return (line.row for line in merged.toLocalIterator(True))


def main() -> None:
    parser = argparse.ArgumentParser(description="The graph of a corpus, on Apache Spark.")
    parser.add_argument("input", help="JSON lines: a path or URI that Spark reads, * for many")
    parser.add_argument("--output", type=Path, required=True, help="directory of the driver's")
    parser.add_argument("--binary", default="comention", help="the program, on every machine")
    parser.add_argument("--partitions", type=int, default=64, help="parts of each stage")
    parser.add_argument("--work", type=Path, help="directory for what is between the stages")
    parser.add_argument("--arrow", action="store_true", help="batches of Arrow instead of lines")
    # All else goes to `comention resolve`, which decides for all stages: --window, --places, ...
    arguments, settings = parser.parse_known_args()
    binary, partitions = arguments.binary, arguments.partitions
    session = SparkSession.builder.appName("comention").getOrCreate()
    if arguments.arrow:
        documents, counts = session.read.text(arguments.input), counts_by_arrow
    else:
        documents, counts = session.sparkContext.textFile(arguments.input), counts_of
    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        work = Path(folder)
        save(
            counts(documents.repartition(partitions), binary, partitions, work, settings),
            work / "counts.jsonl",
        )
        plan, counted = str(work / "plan.jsonl"), str(work / "counts.jsonl")
        graph = [binary, "graph", "--plan", plan, counted, "-o", str(arguments.output)]
        subprocess.run(graph, check=True)
    session.stop()


if __name__ == "__main__":
    main()
