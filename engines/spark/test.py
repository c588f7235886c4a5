"""The graph made on a Spark cluster is that of one machine, also when a worker is lost on the way.

A standalone master and two workers are started on the loopback interface, and only they and their
children are ended. Called by engines/spark/test, which installs pyspark.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyspark

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "data" / "sample" / "records.jsonl"
SPARK = Path(pyspark.__file__).parent
COPIES = 24
PARTITIONS = 6


def corpus(path: Path) -> None:
    """The sample many times over, each time with other names, so that the texts are no copies; and one
    text under two publishers, so that there is a copy."""
    records = [json.loads(line) for line in SAMPLE.read_text().splitlines() if line.strip()]
    lines = []
    for number in range(COPIES):
        syllable = "".join(random.Random(number).choices("aeiou", k=2)) + "mnrst"[number % 5]

        def renamed(match: re.Match[str]) -> str:
            return match[0] + syllable if number else match[0]

        for place, record in enumerate(records):
            copy = dict(record, id=f"{number}-{place}")
            for member in ("title", "text"):
                if isinstance(copy.get(member), str):
                    copy[member] = re.sub(r"\b[A-Z][a-z]{4,}\b", renamed, copy[member])
            lines.append(copy)
    lines.append(dict(lines[0], id="copy", source="Another Paper"))
    random.Random(1).shuffle(lines)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A master and two workers, each in a session of its own."""

    def __init__(self, work: Path) -> None:
        self.environment = {
            **os.environ,
            "SPARK_HOME": str(SPARK),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_MASTER_HOST": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
        }
        self.work = work
        port = free_port()
        self.url = f"spark://127.0.0.1:{port}"
        here = ["--host", "127.0.0.1", "--webui-port", "0"]
        self.processes = []
        self.start("master", "master.Master", *here, "--port", str(port))
        self.wait_for("master", "I have been elected leader")
        for worker in ("first", "second"):
            limits = ["--cores", "1", "--memory", "600m"]
            self.start(worker, "worker.Worker", *here, *limits, self.url)
        for worker in ("first", "second"):
            self.wait_for(worker, "Successfully registered with master")

    def start(self, name: str, program: str, *arguments: str) -> None:
        log = (self.work / f"{name}.log").open("w")
        # A disk of its own.
        disk = str(self.work / name)
        environment = dict(self.environment, SPARK_WORKER_DIR=disk, SPARK_LOCAL_DIRS=disk)
        command = [SPARK / "bin" / "spark-class", f"org.apache.spark.deploy.{program}", *arguments]
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        self.processes.append(process)

    def wait_for(self, name: str, words: str, seconds: int = 120) -> None:
        until = time.monotonic() + seconds
        while words not in (self.work / f"{name}.log").read_text():
            if time.monotonic() > until:
                sys.exit(f"{name} did not start:\n{(self.work / f'{name}.log').read_text()}")
            time.sleep(0.2)

    def lose_second_worker(self) -> None:
        """As if its machine were gone, with what was on its disk."""
        self.end(self.processes[2])
        shutil.rmtree(self.work / "second", ignore_errors=True)

    def end(self, process: subprocess.Popen) -> None:
        """Ends a process that was started here, and its children."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def end_all(self) -> None:
        for process in self.processes:
            self.end(process)


def job(
    cluster: Cluster, binary: Path, documents: Path, output: Path, *more: str
) -> subprocess.Popen:
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.driver.memory": "512m",
        "spark.ui.enabled": "false",
        "spark.task.maxFailures": "8",
    }
    command = [SPARK / "bin" / "spark-submit", "--master", cluster.url]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    command += [HERE / "comention_spark.py", "--binary", binary, "--output", output]
    command += ["--partitions", str(PARTITIONS), *more, documents]
    log = (cluster.work / f"{output.name}.log").open("w")
    return subprocess.Popen(command, env=cluster.environment, stdout=log, stderr=log)


def check(name: str, process: subprocess.Popen, work: Path, expected: bytes) -> None:
    if process.wait(timeout=400) != 0:
        sys.exit(f"{name} failed:\n{(work / f'{name}.log').read_text()[-6000:]}")
    made = (work / name / "graph.json").read_bytes()
    if made != expected:
        sys.exit(f"{name}: graph.json is another one, in {work}")
    print(f"{name}: the same {len(made)} bytes", flush=True)


def main() -> None:
    # The second one is built with Arrow.
    binary, with_arrow = (Path(argument).resolve() for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        documents = work / "documents.jsonl"
        corpus(documents)
        one = work / "one"
        begin = time.monotonic()
        build = [binary, "build", "--quiet", documents, "-o", one]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        print(f"one machine: {time.monotonic() - begin:.1f} s", flush=True)
        expected = (one / "graph.json").read_bytes()

        # The program as the workers start it: it notes that it was started, and takes its time.
        slow, notes = work / "slow", work / "notes"
        slow.write_text(f'#!/bin/sh\necho "$1" >> {notes}\nsleep 0.5\nexec {binary} "$@"\n')
        slow.chmod(0o755)

        cluster = Cluster(work)
        try:
            begin = time.monotonic()
            check("two-workers", job(cluster, binary, documents, work / "two-workers"), work, expected)
            print(f"two workers: {time.monotonic() - begin:.1f} s", flush=True)

            begin = time.monotonic()
            process = job(cluster, with_arrow, documents, work / "by-arrow", "--arrow")
            check("by-arrow", process, work, expected)
            print(f"by Arrow: {time.monotonic() - begin:.1f} s", flush=True)

            process = job(cluster, slow, documents, work / "one-lost")
            until = time.monotonic() + 120
            # In the middle: some documents are read on both workers, and others are not.
            while not notes.exists() or notes.read_text().count("mentions") < PARTITIONS - 2:
                if time.monotonic() > until or process.poll() is not None:
                    log = (work / "one-lost.log").read_text()
                    sys.exit(f"the job did not come to its middle:\n{log[-6000:]}")
                time.sleep(0.05)
            cluster.lose_second_worker()
            check("one-lost", process, work, expected)
            again = notes.read_text().count("mentions") - PARTITIONS
            print(f"one worker lost: {again} parts were read again", flush=True)
            if again == 0:
                sys.exit("nothing was lost, so nothing was shown")
        finally:
            cluster.end_all()


if __name__ == "__main__":
    main()
