"""The embedded graph server: ArcadeDB, spoken to as Neo4j over Bolt; its wheel brings a Java of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

from deploy.children import Child
from deploy.console import Fault
from deploy.home import VAR, installed, password, write_private

DATA = VAR / "graph"
DATABASE = "studio"
OPENED = (
    *("--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"),
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-exports=java.management/sun.management=ALL-UNNAMED",
    *("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"),
)


def url(port: int, database: str = DATABASE) -> str:
    return f"bolt://root:{password()}@127.0.0.1:{port}/{database}"


def child(port: int, http_port: int) -> Child:
    package = installed("arcadedb_embedded")
    if package is None:
        raise Fault("arcadedb-embedded is not installed; run `make setup`, or set NEO4J_URL.")
    settings = {
        "server.rootPath": DATA,
        "server.rootPassword": password(),
        # Production mode would answer every faulty query with "check the server log"; the flush keeps its durability.
        "server.mode": "development",
        "txWalFlush": 1,
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": http_port,
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        # Left alone it listens on every interface.
        "bolt.host": "127.0.0.1",
        "bolt.port": port,
        "server.defaultDatabases": f"{DATABASE}[root];test_{DATABASE}[root]",
    }
    arguments = [
        *("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"),
        *OPENED,
        *("-cp", f"{package}/jars/*"),
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "com.arcadedb.server.ArcadeDBServer",
    ]
    # In a file, because everybody on the machine can read a command line.
    argument_file = VAR / "graph.args"
    write_private(argument_file, "".join(f'"{_escaped(argument)}"\n' for argument in arguments))
    DATA.mkdir(exist_ok=True)
    # SIGTERM, not SIGKILL, when we are killed: it stops cleanly in a second and then starts twice as fast.
    return Child("graph", [str(package / "jre/bin/java"), f"@{argument_file}"], cwd=DATA, quiet=True, death_signal=15)


def is_ready(url: str) -> bool:
    """Whether a query is answered: the port opens half a second before the databases do."""
    import neo4j
    from neo4j.exceptions import DriverError, Neo4jError

    parts = urlsplit(url)
    address = f"bolt://{parts.hostname}:{parts.port}"
    login = (parts.username or "", parts.password or "")
    try:
        with (
            neo4j.GraphDatabase.driver(address, auth=login, connection_timeout=2) as driver,
            driver.session(database=parts.path.strip("/")) as session,
            session.begin_transaction() as transaction,
        ):
            return transaction.run("RETURN 1").single() is not None
    except (DriverError, Neo4jError):
        return False


def _escaped(argument: str) -> str:
    return argument.replace("\\", "\\\\").replace('"', '\\"')
