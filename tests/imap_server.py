"""A real IMAP server on loopback with one folder: as much of RFC 3501 as reading new mail needs.

def test_read(imap_server, settings):
    imap_server.put(b"From: …")
    settings.IMAP_URL = imap_server.url
"""

import re
import shlex
import socketserver
import threading

import pytest

USER, PASSWORD, FOLDER = "us@ours.example", "secret", "Inbox/Sales"


class Conversation(socketserver.StreamRequestHandler):
    """One client: each line is a tag, a command and its words."""

    def handle(self):
        self._say("* OK ready")
        for line in self.rfile:
            tag, command, *words = line.decode().rstrip("\r\n").split(" ", 2)
            answer = getattr(self, f"do_{command.lower()}", None)
            done = answer(words[0] if words else "") if answer else "BAD what?"
            self._say(f"{tag} {done or 'OK done'}")
            if command.upper() == "LOGOUT":
                return

    def do_capability(self, words):
        self._say("* CAPABILITY IMAP4rev1")

    def do_login(self, words):
        if shlex.split(words) != [USER, PASSWORD]:
            return "NO wrong user or password"
        return None

    def do_select(self, words):
        if words.strip('"') != FOLDER:
            return "NO no such folder"
        self._say(f"* {len(self.server.messages)} EXISTS")
        return "OK [READ-WRITE] selected"

    def do_uid(self, words):
        command, _space, rest = words.partition(" ")
        return getattr(self, f"uid_{command.lower()}")(rest)

    def uid_search(self, words):
        assert "UNSEEN" in words
        assert "UNDRAFT" in words
        found = [uid for uid in self.server.messages if not self.server.flags[uid]]
        self._say(" ".join(["* SEARCH", *map(str, found)]))

    def uid_fetch(self, words):
        uid, begin, length = map(
            int, re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<(\d+)\.(\d+)>\)", words).groups()
        )
        part = self.server.messages[uid][begin : begin + length]
        self._say(f"* {uid} FETCH (UID {uid} BODY[]<{begin}> {{{len(part)}}}")
        self.wfile.write(part)
        self._say(")")

    def uid_store(self, words):
        uid, change, flags = re.fullmatch(r"(\d+) (\S+) \((.*)\)", words).groups()
        assert change == "+FLAGS"
        self.server.flags[int(uid)] |= set(flags.split())
        self._say(f"* {uid} FETCH (UID {uid} FLAGS ({flags}))")

    def do_expunge(self, words):
        """Nothing is marked as deleted."""

    def do_noop(self, words):
        """Nothing is new."""

    def do_logout(self, words):
        self._say("* BYE")

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class ImapServer(socketserver.ThreadingTCPServer):
    """Its messages by their number, and the flags that clients have set."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages, self.flags = {}, {}

    def put(self, *flags, message):
        """A message has arrived; with *flags* somebody has dealt with it already."""
        uid = len(self.messages) + 1
        self.messages[uid], self.flags[uid] = message, set(flags)

    @property
    def seen(self):
        return [uid for uid, flags in self.flags.items() if "\\Seen" in flags]

    @property
    def url(self):
        user = USER.replace("@", "%40")
        return f"imap://{user}:{PASSWORD}@127.0.0.1:{self.server_address[1]}/{FOLDER}"


@pytest.fixture
def imap_server():
    with ImapServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
