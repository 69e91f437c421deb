import ImageShapes
import Randomness

/// A varied image as numpy, SciPy and Pillow make it: with Philox in Python's integers, noise by `scipy.stats.norm.ppf`,
/// colours by `colorsys`, turns by `PIL.Image.transpose`, and warps by `scipy.ndimage.map_coordinates(order=1,
/// mode="nearest")` at the places of DIGITS' `data.lua`, all in double precision.
struct AugmentationGolden: Sendable, CustomStringConvertible {
  let augmentations: String
  let shape: ImageShape
  let index: Int
  let varied: [UInt8]

  static let seed: UInt64 = 3 << 32 | 5
  static let epoch = 6

  /// Of `augmentations; CxHxW; index; hexadecimal digits of the result`.
  private init(_ line: Substring) {
    let fields = line.split(separator: "; ")
    let sizes = fields[1].split(separator: "x").compactMap { Int($0) }
    augmentations = String(fields[0])
    shape = ImageShape(channels: sizes[0], height: sizes[1], width: sizes[2])
    index = Int(fields[2]) ?? 0
    let digits = fields[3].compactMap(\.hexDigitValue)
    varied = stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
  }

  var description: String { "\(augmentations) of image \(index), \(shape)" }

  /// Byte i is (7 i² + 73 i + 41) mod 256.
  var image: [UInt8] { (0..<shape.elements).map { (i: Int) -> UInt8 in UInt8((7 * i * i + 73 * i + 41) % 256) } }

  static let all = lines.split(separator: "\n").map(Self.init)

  private static let lines = """
    flip=both; 3x4x4; 3; 857d839731f1bf9bbd45db7f2979d743956d5347c1610fcbcd35ab2fb9e92773a55d23f751d15ffbdd257bdf495977a3
    flip=both; 3x4x4; 4; 43d779297fdb45bd9bbff13197837d857327e9b92fab35cdcb0f61c147536d95a3775949df7b25ddfb5fd151f7235da5
    flip=both; 3x4x4; 5; 857d839731f1bf9bbd45db7f2979d743956d5347c1610fcbcd35ab2fb9e92773a55d23f751d15ffbdd257bdf495977a3
    flip=both; 3x4x4; 70003; 857d839731f1bf9bbd45db7f2979d743956d5347c1610fcbcd35ab2fb9e92773a55d23f751d15ffbdd257bdf495977a3
    quarter-rotation=all; 3x4x4; 3; 437f9b97d7dbbf837945f17d29bd3185732fcb4727ab0f53e935616db9cdc195a3dffbf7777b5f235925d15d49dd51a5
    quarter-rotation=all; 3x4x4; 4; 97837d859bbff1317fdb45bd43d7792947536d95cb0f61c12fab35cd7327e9b9f7235da5fb5fd151df7b25dda3775949
    quarter-rotation=all; 3x4x4; 5; 97837d859bbff1317fdb45bd43d7792947536d95cb0f61c12fab35cd7327e9b9f7235da5fb5fd151df7b25dda3775949
    quarter-rotation=all; 3x4x4; 70003; 2979d743bd45db7f31f1bf9b857d8397b9e92773cd35ab2fc1610fcb956d5347495977a3dd257bdf51d15ffba55d23f7
    quarter-rotation=rot90; 3x4x4; 3; 437f9b97d7dbbf837945f17d29bd3185732fcb4727ab0f53e935616db9cdc195a3dffbf7777b5f235925d15d49dd51a5
    quarter-rotation=rot90; 3x4x4; 70003; 2979d743bd45db7f31f1bf9b857d8397b9e92773cd35ab2fc1610fcb956d5347495977a3dd257bdf51d15ffba55d23f7
    rotation=40; 3x4x4; 3; 2c77d546ba47da7e34f0bf9a857d8497b9e72b71cd36a931bf6111c8946c524a4c5876a2da277add54cf60faa45c28f7
    rotation=40; 3x4x4; 4; 3571cf4fb14dd77d3dedbf99847d8697bbe0376dcc3aa438bb5f18be926b50525557759fd12e79d75bcb64f99f5836f7
    rotation=40; 3x4x4; 5; 6f5fae898069c47e69dcbe8f81809299c3c27c4fc84d8e53a1563887826250868f586a8ea0506eb87cb275ef83447ff9
    rotation=40; 3x4x4; 70003; 9a7e76c0368ba1a588c9bf7e7e849c94cab8e557be61794e7d465c33675286a4ba92587055775b8c7f8f85dc4f2bdaf4
    rescale=0.3; 3x4x4; 3; 5d97ca606f80d18691b5c5999bc1aa9dcd9d3963806a8d497c4f5680834e318d55617ca1684983c68a7e78da938a5ddd
    rescale=0.3; 3x4x4; 4; 6396d1886581d29d7e94cda9b1d5c4abd4a5395289767e6068567c6b7949247455617591574c76a6705f71b3a3a068b4
    rescale=0.3; 3x4x4; 5; 5278d65b9a6bd58959e5bb9d82818596beb14761af45924cac5916b78e6a514b665179adad4579dc6dbe5ef0965a28e8
    rescale=0.3; 3x4x4; 70003; 6175d5729076d2946be6bea27f8c8b95b99d5a5aa148895aa35714a38d674b556e4d77ac9d4e74cf78be60dc8c632dcf
    rotation=25 + rescale=0.2; 3x4x4; 3; 4e8ccf58866cd58383c3c39882ad9e99c8b63268955c9642964e42938d5b3a7c555d7aa18c3d80cd899371e4877d4de7
    rotation=25 + rescale=0.2; 3x4x4; 70003; ae6899b76782b79988d1bf907e83999acba19137b64c8e5d894d3d74735b58a9ce6360807e6567a7889e76e3683895fa
    noise=0.1; 3x4x4; 3; 3a62f958e840a3ad33ffcdb96a8083d1b1d4215cc43dbf37bf4118cbae695465643a82a5d40f8ebf94ff5ee08a6400ee
    noise=0.1; 3x4x4; 4; 00ace65dd75dff6f38f6ab9267616f8fa5fa3c72b1078e1aa76921db83633239328576b0d12c86c544dc86ffa54e2bd7
    noise=0.1; 3x4x4; 5; 2d99c139c51df48733fdbf728b9895b3c5fa5064a3329717e2634dc5ac3c1c572c4a79bfde517bd85aea79f5ab6811eb
    noise=0.1; 3x4x4; 70003; 3394f540ae40d47b25ffccab89937bb4bafd2c68ab5baf30aa6e10d79d695e425a473c96da2a70e240ed51e08b6c00ff
    hsv=0.2,0.3,0.2; 3x4x4; 3; 000277084200737f00915f2f211b209759890e033d007b0061050b271e1d2300473100437d00187b4d21009b450b0092
    hsv=0.2,0.3,0.2; 3x4x4; 70003; 0011b93a891c8ac100d3a17d5d4b40d98dcb4c0f6a27bd0094264246445f65009b890085bf093183a31600dd872a0093
    contrast=0.8; 3x4x4; 3; 327bd04ab84cd48039e7ba9a867e8496b3df2f74c53ca736ba6319c4936e574c4f5e79a1d52f7cd756ca63f1a3612ded
    contrast=0.8; 3x4x4; 4; 5c82b068a369b28560bca4938884879199b05277a35992569d6e47a2887468626b738197b35a83b46fad76c1987559bf
    contrast=0.8; 3x4x4; 5; 2578da40bf42de7e2df5c19c857c8398bcee2373d132ad2cc4600ace966c5145465776a4e1217ae34ed45dffa65b1ffc
    contrast=0.8; 3x4x4; 70003; 2178dd3dc13fe27e2af9c39c857c8298bef22072d42faf29c75f06d2976c5043445575a5e41d7ae64cd75bffa7591aff
    crop=2x3; 3x4x4; 3; 79d745dbf1bfe92735ab610f5977257bd15f
    crop=2x3; 3x4x4; 4; bd4531f1857dcd35c161956ddd2551d1a55d
    crop=2x3; 3x4x4; 5; db7fbf9b8397ab2f0fcb53477bdf5ffb23f7
    crop=2x3; 3x4x4; 70003; 79d745dbf1bfe92735ab610f5977257bd15f
    hsv=0.1,0.2,0.1 + contrast=0.5 + noise=0.05 + flip=both + quarter-rotation=all + rotation=20 + rescale=0.1 + crop=3x2; 3x4x4; 3; \
    9c649463908c2a580d361c8cb3af960e2845
    hsv=0.1,0.2,0.1 + contrast=0.5 + noise=0.05 + flip=both + quarter-rotation=all + rotation=20 + rescale=0.1 + crop=3x2; 3x4x4; 70003; \
    7d799ebbc099656b4b4010436622646317a8
    rotation=180 + rescale=0.3; 1x4x6; 0; d0869493739590824abcb6774c848dabbca559a97c7cabdd
    rotation=180 + rescale=0.3; 1x4x6; 1; 74c18192ab837a737de0bdc4a372759dadaa7d7da6697a7a
    rotation=180 + rescale=0.3; 1x4x6; 2; 274f9d7689ac66857966a871ca9987e87ba8426ea5bc8448
    flip=both + quarter-rotation=rot180; 1x3x5; 0; 837d859bbff1317fdb45bd43d77929
    flip=both + quarter-rotation=rot180; 1x3x5; 1; 2979d743bd45db7f31f1bf9b857d83
    flip=both + quarter-rotation=rot180; 1x3x5; 2; bd43d77929f1317fdb45837d859bbf
    """
}
