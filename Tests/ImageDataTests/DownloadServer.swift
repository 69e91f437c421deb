import Foundation
import TestSupport

/// A local HTTP server in Python whose paths `/<mode>/<name>` deliver files of its folder well or badly.
final class DownloadServer: Sendable {
  let address: String
  private let log: String
  private let process: PythonProcess

  /// Serves the files in `files` of `folder`.
  init(_ folder: TemporaryFolder) throws {
    log = folder("requests.log")
    try folder.write(Array(Self.program.utf8), "server.py")
    try FileManager.default.createDirectory(atPath: folder("files"), withIntermediateDirectories: true)
    process = try PythonProcess([folder("server.py"), folder("files"), log], output: folder("said"))
    address = "http://127.0.0.1:\(try process.line())"
  }

  func url(_ mode: String, _ name: String = "data.gz") -> URL { URL(string: "\(address)/\(mode)/\(name)")! }

  /// What was asked for so far: `mode range`, `-` for no range.
  var requests: [String] {
    get throws { try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init) }
  }

  private static let program = """
    import http.server, os, sys, time
    folder, log = sys.argv[1:3]
    open(log, 'w').close()

    class Handler(http.server.BaseHTTPRequestHandler):
      protocol_version = 'HTTP/1.0'
      def log_message(self, *arguments): pass
      def do_GET(self):
        try: self.answer()
        except (BrokenPipeError, ConnectionResetError): pass
      def answer(self):
        mode, name = self.path.strip('/').split('/')[:2]
        asked = self.headers.get('Range')
        with open(log, 'a') as f: f.write(f'{mode} {asked or "-"}\\n')
        if mode == 'redirect':
          self.send_response(302); self.send_header('Location', '/good/' + name); self.end_headers(); return
        path = os.path.join(folder, name)
        if mode == 'missing' or not os.path.exists(path):
          self.send_error(404); return
        if mode in ('busy', 'forbidden'):
          self.send_error(503 if mode == 'busy' else 403); return
        body = open(path, 'rb').read()
        if mode == 'corrupt': body = body[:100] + bytes([body[100] ^ 1]) + body[101:]
        if mode == 'html' or mode == 'page': body = b'<!DOCTYPE html><title>Log in</title>'
        tag = '"new"' if mode == 'changed' else '"tag"'
        start, status = 0, 200
        ranges = mode in ('good', 'truncate', 'stall', 'changed', 'shifted', 'drop')
        if asked and ranges and self.headers.get('If-Range', tag) == tag:
          start, status = int(asked[6:].rstrip('-')), 206
          if start >= len(body):
            self.send_response(416); self.send_header('Content-Range', f'bytes */{len(body)}'); self.end_headers(); return
        self.send_response(status)
        self.send_header('Content-Type', 'text/html; charset=utf-8' if mode == 'html' else 'application/octet-stream')
        if mode != 'drop': self.send_header('ETag', tag)
        length = len(body) - start
        if status == 206:
          shown = start + 1 if mode == 'shifted' else start
          self.send_header('Content-Range', f'bytes {shown}-{len(body) - 1}/{len(body)}')
        if mode == 'short': length = length // 2
        if mode == 'huge': length = 1 << 40
        if mode not in ('endless', 'unsaid'): self.send_header('Content-Length', str(length))
        self.end_headers()
        if mode == 'endless':
          while True: self.wfile.write(body)
        first = body[start:start + len(body) // 2] if mode in ('truncate', 'stall', 'drop') and start == 0 else body[start:]
        self.wfile.write(first); self.wfile.flush()
        if mode == 'stall' and start == 0: time.sleep(60)

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """
}
