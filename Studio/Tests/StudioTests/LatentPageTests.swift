import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct LatentPageTests {
  @Test func `codes of two dimensions are mapped, decoded exactly, and kept`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("vae", DataSetPlace.variational())
    try await place.askOfRuns { ask in
      let before = try await ask.codes("vae")
      #expect((before.state, before.part, before.table == nil) == (.missing, .train, true))
      try await #expect(ask(.get, "/runs/vae/latent/points?part=train").status == 409)
      let page = try await ask(.get, "/runs/vae/latent")
      #expect(page.status == 200 && page.text.contains("Latent space of vae") && !page.text.contains("style="))
      try await #expect(ask(.get, "/runs/vae").text.contains("runs/vae/latent"))

      let document = try await ask.encode("vae")
      let table = try #require(document.table)
      #expect((table.count, table.total, table.size, table.skipped) == (36, 36, 2, 0))
      #expect(table.is_normal && table.decode_problem == nil && table.maps.map(\.map) == [.pca])
      #expect(table.image_dimensions == [12, 10, 1])
      #expect(table.classes.map(\.count).reduce(0, +) == 36)
      let positions = try await ask.floats("vae", "points?part=train")
      #expect(positions.count == 72 && positions.allSatisfy(\.isFinite))
      try await #expect(ask.floats("vae", "points?part=train&map=code&x=0&y=1") == positions)
      try await #expect(
        ask.floats("vae", "column?part=train&column=unit&unit=1") == (0..<36).map { positions[2 * $0 + 1] })
      try await #expect(ask.floats("vae", "column?part=train&column=image") == (0..<36).map(Float.init))
      let errors = try await ask.floats("vae", "column?part=train&column=error")
      #expect(errors.allSatisfy { $0 > 0 && $0 < 1 })

      // The position of a point, and the point itself, are one code.
      let (x, y) = (positions[6], positions[7])
      let decoded: LatentPictures = try await ask.post(
        "vae", "decode",
        #"{"view": {"part": "train"}, "places": [{"position": [\#(x), \#(y)]}, {"point": 3}, {"code": [\#(x), \#(y)]}], "with_codes": true}"#
      ).decoded()
      #expect(decoded.is_exact && decoded.pictures.count == 3)
      #expect(Set(decoded.pictures).count == 1)
      #expect(decoded.codes?.first == [Double(x), Double(y)])
      #expect(decoded.png(0).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    // Another server finds them.
    try await place.askOfRuns { ask in try await #expect(ask.codes("vae").state == .ready) }
  }

  @Test func `units are ordered by divergence, lines and samples are decoded, rows are sorted`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("vae", DataSetPlace.variational())
    try await place.askOfRuns { ask in
      _ = try await ask.encode("vae")
      let units: LatentUnits = try await ask(.get, "/runs/vae/latent/units.json?part=train").decoded()
      #expect(units.criterion == "divergence" && units.units.count == 2 && units.means.count == 2)
      #expect(units.units[0].value >= units.units[1].value)
      #expect(units.units.count(where: \.is_dead) == units.dead)

      let line: LatentPictures = try await ask.post(
        "vae", "line", #"{"view": {"part": "train"}, "from": {"point": 0}, "to": {"point": 1}, "steps": 5}"#
      ).decoded()
      let ends: LatentPictures = try await ask.post(
        "vae", "decode", #"{"view": {"part": "train"}, "places": [{"point": 0}, {"point": 1}]}"#
      ).decoded()
      #expect(line.pictures.count == 5 && line.is_exact)
      #expect([line.pictures[0], line.pictures[4]] == ends.pictures)
      let row: LatentPictures = try await ask.post(
        "vae", "traversal", #"{"view": {"part": "train"}, "code": [0, 0], "unit": 1, "low": -2, "high": 2, "steps": 3}"#
      ).decoded()
      #expect(row.values == [-2, 0, 2] && row.pictures.count == 3)

      func sample(_ source: String, _ seed: Int) async throws -> LatentPictures {
        let body = #"{"view": {"part": "train"}, "source": "\#(source)", "seed": \#(seed), "count": 4}"#
        let answer = try await ask.post("vae", "samples", body)
        #expect(answer.status == 200, "\(source): \(answer.text)")
        return try answer.decoded()
      }
      for source in ["prior", "gaussian", "mixture"] {
        let (first, again, other) = (
          try await sample(source, 1), try await sample(source, 1), try await sample(source, 2)
        )
        #expect(first.pictures.count == 4 && first.pictures == again.pictures && first.pictures != other.pictures)
      }

      let rows: LatentRows = try await ask(
        .get, "/runs/vae/latent/points.json?part=train&sort=error&descending=true&offset=2&limit=5"
      ).decoded()
      let errors = try await ask.floats("vae", "column?part=train&column=error")
      #expect(rows.total == 36 && rows.rows.map(\.error) == errors.sorted(by: >)[2..<7].map(Double.init))
      let strip = try await ask(.get, "/runs/vae/latent/images/3.png?part=train&kind=pair").bytes
      let picture = try strip.withUnsafeBytes { try Picture(decoding: $0, place: "pair") }
      #expect((picture.width, picture.height) == (20, 12))
      try await #expect(ask(.get, "/runs/vae/latent/images/99.png?part=train").status == 404)
    }
  }

  @Test func `codes of 32 dimensions have maps whose inverses are approximate`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("ae", DataSetPlace.wide())
    try await place.askOfRuns { ask in
      // All parts: 36 training, 4 validation and 10 test images.
      let table = try #require(try await ask.encode("ae", "all").table)
      #expect((table.count, table.size, table.is_normal) == (50, 32, false))
      for kind in ["tsne", "umap"] {
        try await #expect(ask(.get, "/runs/ae/latent/points?part=all&map=\(kind)").status == 404)
        let work: LatentWork = try await ask.post(
          "ae", "work", #"{"view": {"part": "all"}, "kind": "\#(kind)"}"#
        ).decoded()
        #expect(work.state == .working || work.state == .waiting)
        let document = try await ask.finish(LatentKind(rawValue: kind) ?? .codes, "ae", "part=all")
        #expect(document.table?.maps.contains { $0.map.rawValue == kind } == true)
        let positions = try await ask.floats("ae", "points?part=all&map=\(kind)")
        #expect(positions.count == 100 && positions.allSatisfy(\.isFinite))
      }
      for map in ["pca", "tsne", "umap", "code"] {
        let decoded: LatentPictures = try await ask.post(
          "ae", "decode",
          #"{"view": {"part": "all", "map": "\#(map)"}, "places": [{"position": [0.1, 0.2]}], "with_codes": true}"#
        ).decoded()
        #expect(!decoded.is_exact && !decoded.note.isEmpty && decoded.codes?.first?.count == 32)
      }
      // Far away every point is as near as another.
      let far: LatentPictures = try await ask.post(
        "ae", "decode",
        #"{"view": {"part": "all", "map": "tsne"}, "places": [{"position": [1e30, -1e30]}], "with_codes": true}"#
      ).decoded()
      #expect(far.codes?.first?.allSatisfy(\.isFinite) == true)
      let neighbours: LatentNeighbours = try await ask.post(
        "ae", "neighbours", #"{"view": {"part": "all"}, "of": {"point": 7}, "k": 6}"#
      ).decoded()
      #expect(neighbours.neighbours.count == 6 && !neighbours.neighbours.contains { $0.point == 7 })
      let distances = neighbours.neighbours.map(\.distance)
      #expect(distances == distances.sorted())
      let ends: LatentPictures = try await ask.post(
        "ae", "decode",
        #"{"view": {"part": "all"}, "places": [{"point": 7}, {"point": \#(neighbours.neighbours[5].point)}], "with_codes": true}"#
      ).decoded()
      let codes = try #require(ends.codes)
      let square = zip(codes[0], codes[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(abs(square.squareRoot() - distances[5]) < 1e-4)
    }
  }

  @Test func `a picture that is sent is encoded, and a selection becomes a data set`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("ae", DataSetPlace.wide())
    try await place.askOfRuns { ask in
      _ = try await ask.encode("ae")
      let own = try await ask(.get, "/runs/ae/latent/images/5.png?part=train&kind=original").bytes
      let found: LatentNeighbours = try await ask.put("/runs/ae/latent/picture?part=train&k=3", own).decoded()
      #expect(found.neighbours.count == 3 && found.neighbours[0].point == 5 && found.neighbours[0].distance < 1e-4)
      #expect(found.picture?.hasPrefix("data:image/png") == true && found.reconstruction != nil)
      let text = try await ask.put("/runs/ae/latent/picture?part=train", Array("no picture".utf8))
      #expect(text.status == 422)

      let answer: ChangeAnswer = try await ask.post(
        "ae", "subset", #"{"view": {"part": "train"}, "title": "Chosen ones", "points": [1, 3, 5, 7, 5]}"#
      ).decoded()
      #expect(answer.url == "datasets/chosen-ones")
      let set: DataSetDocument = try await ask(.get, "/datasets/chosen-ones.json").decoded()
      #expect(set.status == .done && set.image_count == 4 && set.image_dimensions == [12, 10, 1])
      let labels = try await ask.floats("ae", "column?part=train&column=label")
      #expect(Set(set.classes.map(\.name)) == Set([1, 3, 5, 7].map { "\(Int(labels[$0]))" }))
      // The same run encodes it, and what it holds are the same codes.
      let other = try await ask.post(
        "ae", "work", #"{"view": {"data": "chosen-ones", "part": "train"}, "kind": "codes"}"#)
      #expect(other.status == 200)
      let document = try await ask.finish(.codes, "ae", "data=chosen-ones&part=train")
      #expect(document.table?.count == 4 && document.data == "chosen-ones")
      let empty = try await ask.post("ae", "subset", #"{"view": {"part": "train"}, "title": " ", "points": [1]}"#)
      #expect(empty.status == 400 && empty.errors["title"] != nil)
    }
  }
}
