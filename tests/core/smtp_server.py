"""A small SMTP server on this machine: it takes what it is given, or says no, and remembers."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread


class SmtpServer(socketserver.ThreadingTCPServer):
    """Listens on a free port. `taken`: the texts accepted; `refusal`: what it answers to senders, if not empty."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[str] = []
        self.refusal = ""
        self.is_reached, self.may_answer = Event(), Event()
        self.may_answer.set()
        self.lock = Lock()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self._say("220 essai")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "MAIL" and self.server.refusal:
                self._say(self.server.refusal)
            elif verb == "DATA":
                self._take()
            elif verb == "QUIT":
                self._say("221 au revoir")
                return
            else:
                self._say("250 bien")

    def _take(self) -> None:
        self._say("354 allez")
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
            lines.append(line)
        self.server.is_reached.set()
        self.server.may_answer.wait(20)
        with self.server.lock:
            self.server.taken.append("".join(lines))
        self._say("250 bien")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    """Run a server as long as the block lasts."""
    with SmtpServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.may_answer.set()
            server.shutdown()
            thread.join(5)
