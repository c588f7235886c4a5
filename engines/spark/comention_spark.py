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

from pyspark import RDD, SparkContext, StorageLevel

# A name of a member that a number follows. Ids hold no quotation marks.
COUNT = re.compile(r'"[a-z]+":[0-9]')

Stage = Callable[[Iterable[str]], Iterator[str]]


def stage(*command: str) -> Stage:
    """A partition's lines through a process; no process where there are no lines."""

    def run(lines: Iterable[str]) -> Iterator[str]:
        lines = iter(lines)
        first = next(lines, None)
        if first is None:
            return
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:

            def write() -> None:
                try:
                    with process.stdin as pipe:
                        pipe.write(first.encode() + b"\n")
                        for line in lines:
                            pipe.write(line.encode() + b"\n")
                except BaseException:
                    # Half of the lines must not look like all of them.
                    process.kill()
                    raise

            writer = Thread(target=write, daemon=True)
            writer.start()
            for line in process.stdout:
                yield line.rstrip(b"\n").decode()
            writer.join()
        # 3: some documents were passed over, each with a line that says why.
        if process.returncode not in (0, 3):
            raise RuntimeError(f"{command[0]} {command[1]} ended with {process.returncode}")

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


def save(lines: RDD, path: Path) -> None:
    """Writes the lines, a partition at a time, to a file of the driver's."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines.toLocalIterator(prefetchPartitions=True):
            file.write(line + "\n")


def build(
    context: SparkContext,
    documents: RDD,
    binary: str,
    partitions: int,
    work: Path,
    output: Path,
    settings: list[str],
) -> None:
    """Writes the graph of `documents` to `output`."""
    mentions = stage(binary, "mentions", "--quiet", "--threads", "1", "--records", "-")
    records = documents.mapPartitions(mentions).persist(StorageLevel.DISK_ONLY)
    save(records.mapPartitions(stage(binary, "resolve", "--names", "-")), work / "names.jsonl")

    resolve = [binary, "resolve", "--quiet", str(work / "names.jsonl"), "-o", str(work), *settings]
    subprocess.run(resolve, check=True)
    # Once through JSON: spaces would have to be quoted for nobody.
    counting = json.dumps(json.loads((work / "settings.json").read_text()))
    with (work / "bindings.jsonl").open(encoding="utf-8", newline="\n") as file:
        bindings = context.parallelize((line.rstrip("\n") for line in file), partitions)

    of_documents = records.filter(lambda line: line.startswith('{"row":"record"')).union(bindings)
    count = stage(binary, "count", "--settings", counting, "-")
    merge = stage(binary, "count", "--merge", "--settings", counting, "-")
    counts = together(of_documents, key_of, partitions).mapPartitions(count)
    merged = together(counts, subject_of, partitions).mapPartitions(merge)
    save(merged, work / "counts.jsonl")

    plan, counted = str(work / "plan.jsonl"), str(work / "counts.jsonl")
    subprocess.run([binary, "graph", "--plan", plan, counted, "-o", str(output)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="The graph of a corpus, on Apache Spark.")
    parser.add_argument("input", help="JSON lines: a path or URI that Spark reads, * for many")
    parser.add_argument("--output", type=Path, required=True, help="directory of the driver's")
    parser.add_argument("--binary", default="comention", help="the program, on every machine")
    parser.add_argument("--partitions", type=int, default=64, help="parts of each stage")
    parser.add_argument("--work", type=Path, help="directory for what is between the stages")
    # All else goes to `comention resolve`, which decides for all stages: --window, --places, ...
    arguments, settings = parser.parse_known_args()
    context = SparkContext(appName="comention")
    documents = context.textFile(arguments.input).repartition(arguments.partitions)
    with tempfile.TemporaryDirectory(dir=arguments.work) as work:
        build(
            context,
            documents,
            arguments.binary,
            arguments.partitions,
            Path(work),
            arguments.output,
            settings,
        )
    context.stop()


if __name__ == "__main__":
    main()
