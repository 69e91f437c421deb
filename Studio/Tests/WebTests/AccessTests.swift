import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct AccessTests {
  static let token = "a token of the test, long enough".replacing(" ", with: "-")
  static let hash = PasswordHash(password: "correct horse")

  static func control() -> AccessControl { AccessControl(token: token, users: ["ada": hash]) }

  @Test func `nothing but the page to sign in is answered without a token`() async throws {
    try await TestServer.run(sampleEndpoints, access: Self.control()) { server in
      for path in ["/text", "/openapi.json", "/events?topics=a", "/items/a.json", "/nothing", "//assets/x", "/login/x"]
      {
        let answer = try await server.ask("GET", path)
        #expect(answer.status == 401 && answer["WWW-Authenticate"] != nil, "\(path)")
      }
      try await #expect(server.ask("POST", "/orders", body: "{}").status == 401)
      try await #expect(server.ask("GET", "/login").status == 200)
      try await #expect(server.ask("GET", "/assets/styles/small.css").status == 200)
    }
  }

  @Test func `pages lead to the one to sign in, and back`() async throws {
    try await TestServer.run(sampleEndpoints, access: Self.control()) { server in
      let answer = try await server.ask("GET", "/items/a%20b?page=2", ["Accept": "text/html"])
      #expect(answer.status == 303 && answer["Location"] == "../login?next=items/a%2520b%3Fpage%3D2")
      let page = try await server.ask("GET", "/login?next=items/a%2520b%3Fpage%3D2")
      #expect(page.text.contains("<b>items/a%20b?page=2</b>"))
    }
  }

  @Test(arguments: [
    "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "../x", "a b", "\u{7}", "login",
  ])
  func `nobody is led elsewhere`(next: String) { #expect(SignInPage.safe(next).isEmpty) }

  @Test func `programs send the token`() async throws {
    try await TestServer.run(sampleEndpoints, access: Self.control()) { server in
      try await #expect(server.ask("GET", "/text", ["Authorization": "Bearer \(Self.token)"]).status == 200)
      try await #expect(server.ask("GET", "/text", ["Authorization": "Bearer \(Self.token)x"]).status == 401)
      try await #expect(server.ask("GET", "/text", ["Authorization": "Basic \(Self.token)"]).status == 401)
    }
  }

  @Test(arguments: [
    ("application/json", #"{"username": "ada", "password": "correct horse"}"#, 200, "ada"),
    ("application/json", #"{"token": "\#(Self.token)"}"#, 200, "token"),
    ("application/x-www-form-urlencoded", "username=ada&password=correct+horse&next=items/a&token=", 303, "ada"),
    ("application/json", #"{"username": "ada", "password": "wrong"}"#, 401, nil),
    ("application/json", #"{"username": "eve", "password": "correct horse"}"#, 401, nil),
    ("application/json", #"{"username": "ada"}"#, 401, nil), ("application/json", "{}", 401, nil),
    ("application/json", #"{"token": "x"}"#, 401, nil), ("application/json", #"{"token": 1}"#, 400, nil),
    ("application/x-www-form-urlencoded", "token=x", 401, nil), ("text/plain", "token=x", 415, nil),
  ])
  func `people sign in with a password or the token`(type: String, body: String, status: Int, user: String?)
    async throws
  {
    try await TestServer.run(sampleEndpoints, access: Self.control()) { server in
      let answer = try await server.ask(
        "POST", "/login", ["Content-Type": type, "Origin": "https://127.0.0.1:\(server.port)"], body: body)
      #expect(answer.status == status)
      guard let user else {
        #expect(answer["Set-Cookie"] == nil)
        return
      }
      let cookie = try #require(answer["Set-Cookie"])
      #expect(cookie.hasSuffix("; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure"))
      if status == 303 { #expect(answer["Location"] == "./items/a") }
      let session = String(cookie.prefix { $0 != ";" })
      let page = try await server.ask("GET", "/items/a", ["Cookie": "other=1; \(session)"])
      #expect(page.status == 200 && page.text.contains("[\(user)]"))
      let out = try await server.ask("POST", "/logout", ["Cookie": session])
      #expect(out.status == 200 && out["Set-Cookie"]?.contains("Max-Age=0") == true)
      try await #expect(server.ask("GET", "/items/a", ["Cookie": session]).status == 401)
    }
  }

  @Test func `those who guess wait, others do not`() async throws {
    try await TestServer.run(sampleEndpoints, access: Self.control()) { server in
      func guess(_ address: String, _ token: String = "wrong") async throws -> Answer {
        try await server.ask(
          "POST", "/login", ["Content-Type": "application/json", "X-Forwarded-For": "1.2.3.4, \(address)"],
          body: #"{"token": "\#(token)"}"#)
      }
      for _ in 0..<5 { try await #expect(guess("10.0.0.1").status == 401) }
      func wait(_ answer: Answer) -> Int { answer.status == 429 ? answer["Retry-After"].flatMap { Int($0) } ?? 0 : 0 }
      // Each guess after a wait doubles the next: this one is longer than a slow machine takes to ask.
      var last = try await guess("10.0.0.1")
      for _ in 0..<400 where wait(last) < 4 {
        try await Task.sleep(for: .milliseconds(20))
        last = try await guess("10.0.0.1")
      }
      #expect(wait(last) >= 4)
      try await #expect(wait(guess("10.0.0.1", Self.token)) >= 1)
      try await #expect(guess("10.0.0.2", Self.token).status == 200)
      try await #expect(server.ask("GET", "/text", ["Authorization": "Bearer \(Self.token)"]).status == 200)
    }
  }

  @Test func `waiting doubles, ends, and is forgotten when the guess is right`() {
    let limits = GuessLimits(maxGuessers: 3)
    var now = Date(timeIntervalSince1970: 0)
    for _ in 0..<4 {
      #expect(limits.begin("a", now: now) == nil)
      limits.end("a", isRight: false, now: now)
    }
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
      #expect(limits.begin("a", now: now) == nil)
      // One at a time.
      #expect(limits.begin("a", now: now) == 1)
      limits.end("a", isRight: false, now: now)
      #expect(limits.begin("a", now: now) == wait)
      now += Double(wait)
    }
    #expect(limits.begin("a", now: now) == nil)
    limits.end("a", isRight: true, now: now)
    #expect(limits.count == 0)
    for name in ["b", "c", "d", "e", "f"] {
      now += 1
      #expect(limits.begin(name, now: now) == nil)
      limits.end(name, isRight: false, now: now)
    }
    #expect(limits.count == 3)
  }

  @Test func `sessions end, and there are not too many`() {
    let table = SessionTable(maxSessions: 2)
    let now = Date(timeIntervalSince1970: 0)
    let first = table.start("ada", now: now)
    #expect(table.user(first, now: now) == "ada" && first.count >= 43)
    #expect(table.user(first + "x", now: now) == nil)
    #expect(table.user(first, now: now + SessionTable.duration) == nil)
    let second = table.start("eve", now: now + 1)
    let third = table.start("bob", now: now + 2)
    #expect(table.count == 2 && table.user(first, now: now + 2) == nil && table.user(second, now: now + 2) == "eve")
    table.end(third)
    #expect(table.user(third, now: now + 2) == nil)
  }

  @Test func `a restart signs nobody out, unless the token or the password is another one`() async throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/sessions.json"
    func cookie(_ control: AccessControl, _ body: String) async throws -> String {
      try await TestServer.run(sampleEndpoints, access: control) { server in
        let answer = try await server.ask("POST", "/login", ["Content-Type": "application/json"], body: body)
        return try String(#require(answer["Set-Cookie"]).prefix { $0 != ";" })
      }
    }
    func status(_ control: AccessControl, _ cookie: String) async throws -> Int {
      try await TestServer.run(sampleEndpoints, access: control) { server in
        try await server.ask("GET", "/text", ["Cookie": cookie]).status
      }
    }
    func control(_ token: String = Self.token, _ hash: PasswordHash = Self.hash) -> AccessControl {
      AccessControl(token: token, users: ["ada": hash], sessions: file)
    }
    let user = try await cookie(control(), #"{"username": "ada", "password": "correct horse"}"#)
    let program = try await cookie(control(), #"{"token": "\#(Self.token)"}"#)
    for cookie in [user, program] { try await #expect(status(control(), cookie) == 200) }
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for cookie in [user, program] { #expect(!text.contains(cookie.split(separator: "=")[1])) }
    #expect(!text.contains(Self.token))
    try await #expect(status(control(), "\(user)x") == 401)
    // The other one's session stays.
    let another = String(Self.token.reversed())
    try await #expect(status(control(another), program) == 401)
    try await #expect(status(control(another), user) == 200)
    try await #expect(status(control(Self.token, PasswordHash(password: "correct horse")), user) == 401)
    try await TestServer.run(sampleEndpoints, access: control()) { server in
      try await #expect(server.ask("POST", "/logout", ["Cookie": user]).status == 200)
    }
    try await #expect(status(control(), user) == 401)
    try folder.write("sessions.json", "no sessions")
    try await #expect(status(control(), program) == 401)
  }

  @Test func `sessions in a file end when their time has come`() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/sessions.json"
    let now = Date(timeIntervalSince1970: 0)
    let text = SessionTable(file: file, now: now).start("ada", now: now)
    #expect(SessionTable(file: file, now: now + 1).user(text, now: now + 1) == "ada")
    #expect(SessionTable(file: file, now: now + SessionTable.duration).count == 0)
    // A clock that was moved back makes none last longer.
    let back = SessionTable(file: file, now: now - 10)
    #expect(back.user(text, now: now - 10) == "ada" && back.user(text, now: now + SessionTable.duration - 10) == nil)
    // Nowhere to write: sessions are as long as the server.
    let unkept = SessionTable(file: "\(folder.path)/none/sessions.json")
    #expect(unkept.user(unkept.start("eve")) == "eve")
  }

  @Test func `passwords are stored as scrypt with a salt`() throws {
    #expect(Self.hash.text.wholeMatch(of: /\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+\/]{22}\$[A-Za-z0-9+\/]{43}/) != nil)
    #expect(PasswordHash(password: "correct horse").text != Self.hash.text)
    let read = try #require(PasswordHash(Self.hash.text))
    #expect(read.matches("correct horse") && !read.matches("correct horsf"))
    // Made by Python: hashlib.scrypt(b"correct horse", salt=b"0123456789abcdef", n=1 << 14, r=8, p=1, dklen=32)
    let other = try #require(
      PasswordHash("$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$0LupyHkzAIgDr9UDsriAAf87vMbCbcaUfDvFOAHk0D0"))
    #expect(other.matches("correct horse"))
    for text in ["", "$scrypt$ln=30,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAA", "$2b$12$abc", Self.hash.text + "$", "ada"] {
      #expect(PasswordHash(text) == nil)
    }
  }

  @Test func `tokens and users are read from files`() throws {
    let folder = try TemporaryFolder()
    try folder.write("token", "  \(Self.token)  \nmore\n")
    try folder.write("short", "secret\n")
    try folder.write("users", "# people\n\nada:\(Self.hash.text)\n")
    try folder.write("wrong", "ada:secret\n")
    try folder.write("empty", "# nobody\n")
    #expect(try AccessControl.token(inFile: "\(folder.path)/token") == Self.token)
    #expect(try AccessControl.users(inFile: "\(folder.path)/users")["ada"]?.matches("correct horse") == true)
    for name in ["short", "none"] {
      #expect(throws: WebError.self) { try AccessControl.token(inFile: "\(folder.path)/\(name)") }
    }
    for name in ["wrong", "empty", "none"] {
      #expect(throws: WebError.self) { try AccessControl.users(inFile: "\(folder.path)/\(name)") }
    }
  }
}
