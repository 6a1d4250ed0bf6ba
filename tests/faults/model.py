"""A language model's endpoint over a real socket, which misbehaves when it is told to."""

import http.server
import json
import ssl
import threading
import time

GOOD = {"insights": [
    {"kind": "fit", "title": "Fits", "body": "It fits. See https://evil.example/x or mail me@evil.example now.", "profile": "P1", "score": 81,
     "confidence": 70, "reasons": ["industry"]},
    {"kind": "next_action", "title": "Call", "body": "Call them.", "profile": None, "score": None, "confidence": 60, "reasons": []}]}


def completion(content, finish="stop", usage=(1000, 200)):
    answer = {"id": "x", "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}}]}
    if usage:
        answer["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return json.dumps(answer).encode()


def answer(body, status=200, headers=()):
    """A behaviour: a plain answer."""
    def behave(handler):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    return behave


def content(value, **more):
    return answer(completion(value if isinstance(value, str) else json.dumps(value), **more))


def good(handler):
    content(GOOD)(handler)


def cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.close()
    handler.close_connection = True


def stall(handler):
    """Takes the question and says nothing until the peer is stopped."""
    handler.server.peer.stopped.wait(60)
    handler.close_connection = True


def drip(handler):
    """A byte now and then, so that no time-out of silence helps."""
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    while not handler.server.peer.stopped.wait(0.1):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def huge(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(10000):
            handler.wfile.write(b" " * 65536)
    finally:
        handler.close_connection = True


def slow(seconds):
    def behave(handler):
        time.sleep(seconds)
        good(handler)
    return behave


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        peer = self.server.peer
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with peer.lock:
            peer.requests.append((self.path, dict(self.headers), json.loads(body)))
            peer.open += 1
            peer.most = max(peer.most, peer.open)
            behave = peer.behaviours.pop(0) if peer.behaviours else peer.always
        try:
            behave(self)
        except OSError:
            self.close_connection = True
        finally:
            with peer.lock:
                peer.open -= 1

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def get_request(self):
        self.peer.connections += 1
        return super().get_request()

    def handle_error(self, *_):
        """A hand-shake that fails is what some tests want."""


class Model:
    def __init__(self, certificate=None, port=0):
        self.behaviours, self.always, self.requests = [], good, []
        self.connections = self.open = self.most = 0
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.peer = self
        self.port = self.server.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The hand-shake happens in the connection's own thread, at its first read.
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.scheme = "https" if certificate else "http"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"{self.scheme}://localhost:{self.port}/v1"

    def stop(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()
