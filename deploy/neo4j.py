"""A real Neo4j Community under the graph tests: fetched from Maven Central once, started, asked, stopped.

`python -m deploy.neo4j COMMAND...` runs the command with NEO4J_URL and NEO4J_TEST_URL set.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from deploy import graph, keep, ports
from deploy.children import Child, Family
from deploy.console import Fault, say
from deploy.home import LOGS, ROOT, VAR

HOME = VAR / "neo4j"
POM = ROOT / "deploy" / "neo4j.xml"
JAVA = 17
OPENED = ("java.base/java.nio", "java.base/java.lang", "java.base/sun.nio.ch", "java.base/java.util.concurrent")


def main(command: list[str]) -> int:
    jars = fetch()
    port = ports.any_free()
    family = Family(LOGS)
    server = start(family, port, str(jars / "*"))
    # Community keeps one database, and a fresh one for each run.
    url = f"bolt://neo4j:any@127.0.0.1:{port}/neo4j"
    keep.interrupt_on_signals()
    try:
        keep.await_ready(family, server, lambda: graph.is_ready(url))
        say(f"Neo4j answers at {url}")
        tests = Child("tests", command, cwd=ROOT, env={"NEO4J_URL": url, "NEO4J_TEST_URL": url})
        return family.run(tests)
    finally:
        family.stop([server], within=1.0)


def fetch() -> Path:
    version = _java_version()
    if version < JAVA or not shutil.which("mvn"):
        found = f"Java {version}" if version else "no Java"
        raise Fault(f"Needs mvn and a JDK {JAVA} or newer; found {found}. Debian: sudo apt install maven default-jdk")
    jars = HOME / hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    if not jars.exists():
        say("fetching Neo4j from Maven Central, about 120 MB")
        draft = HOME / "fetching"
        shutil.rmtree(draft, ignore_errors=True)
        maven = (
            "mvn",
            "-B",
            "-q",
            "-ntp",
            "-f",
            str(POM),
            "dependency:copy-dependencies",
            f"-DoutputDirectory={draft}",
        )
        done = subprocess.run(maven, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Fault(f"Maven could not fetch Neo4j:\n{done.stdout.strip()[-2000:]}")
        draft.rename(jars)
    return jars


def start(family: Family, port: int, jars: str) -> Child:
    data, configuration = HOME / "home", HOME / "conf"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    configuration.mkdir(exist_ok=True)
    settings = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "false",
        "dbms.usage_report.enabled": "false",
        "server.memory.pagecache.size": "64m",
    }
    (configuration / "neo4j.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    opened = [f"--add-opens={module}=ALL-UNNAMED" for module in OPENED]
    main_class = ("org.neo4j.server.CommunityEntryPoint", f"--home-dir={data}", f"--config-dir={configuration}")
    command = ["java", "-Xmx512m", *opened, "-cp", jars, *main_class]
    # Killed, not asked: it takes ten seconds to put away data that nobody will read again.
    server = Child("neo4j", command, cwd=data, quiet=True, stop_signal=signal.SIGKILL)
    family.start(server)
    return server


def _java_version() -> int:
    if not shutil.which("java"):
        return 0
    told = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    match = re.search(r'version "(\d+)', told)
    return int(match[1]) if match else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Fault as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
