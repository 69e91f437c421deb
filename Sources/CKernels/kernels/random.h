// Counter-based random numbers: Philox4x32-10, W blocks at a time.

typedef uint32_t vu __attribute__((vector_size(HG_WIDTH * 4)));
typedef uint64_t vu64 __attribute__((vector_size(HG_WIDTH * 8)));

INLINE void philox(vu c[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    vu64 p0 = __builtin_convertvector(c[0], vu64) * (uint64_t)0xD2511F53u;
    vu64 p1 = __builtin_convertvector(c[2], vu64) * (uint64_t)0xCD9E8D57u;
    vu high0 = __builtin_convertvector(p0 >> 32, vu), low0 = __builtin_convertvector(p0, vu);
    vu high1 = __builtin_convertvector(p1 >> 32, vu), low1 = __builtin_convertvector(p1, vu);
    c[0] = high1 ^ c[1] ^ key0;
    c[1] = low1;
    c[2] = high0 ^ c[3] ^ key1;
    c[3] = low0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

// √2 erf⁻¹(x) for -1 < x < 1: M. Giles, "Approximating the erfinv function", GPU Computing Gems 2, 2012.
INLINE vf normal_quantile(vf x) {
  vf w = -logarithm((splat(1.0f) - x) * (splat(1.0f) + x));
  vf near = w - splat(2.5f);
  vf p = splat(2.81022636e-08f);
  p = p * near + splat(3.43273939e-07f);
  p = p * near + splat(-3.5233877e-06f);
  p = p * near + splat(-4.39150654e-06f);
  p = p * near + splat(0.00021858087f);
  p = p * near + splat(-0.00125372503f);
  p = p * near + splat(-0.00417768164f);
  p = p * near + splat(0.246640727f);
  p = p * near + splat(1.50140941f);
  vf far = square_root(w) - splat(3.0f);
  vf q = splat(-0.000200214257f);
  q = q * far + splat(0.000100950558f);
  q = q * far + splat(0.00134934322f);
  q = q * far + splat(-0.00367342844f);
  q = q * far + splat(0.00573950773f);
  q = q * far + splat(-0.0076224613f);
  q = q * far + splat(0.00943887047f);
  q = q * far + splat(1.00167406f);
  q = q * far + splat(2.83297682f);
  return splat(1.41421356f) * x * select(w < splat(5.0f), p, q);
}

static void draw(
    int32_t normal, uint32_t key0, uint32_t key1, uint32_t sample, uint32_t step, uint32_t purpose, float *out,
    size_t count) {
  const size_t quarter = (count + 3) / 4;
  vu lane = {};
  for (int j = 0; j < W; j++) lane[j] = (uint32_t)j;
  for (size_t block = 0; block < quarter; block += W) {
    vu c[4] = {lane + (uint32_t)block, (vu){} + sample, (vu){} + step, (vu){} + purpose};
    philox(c, key0, key1);
    const size_t blocks = quarter - block < W ? quarter - block : W;
    for (size_t word = 0; word < 4; word++) {
      const size_t first = word * quarter + block;
      if (first >= count) break;
      vf v = __builtin_convertvector((vi)(c[word] >> 8), vf);
      if (normal) {
        // Exact: (2 b + 1) / 2²⁴ - 1 for 24 bits b.
        v = normal_quantile((v - splat(8388608.0f)) * splat(0x1p-23f) + splat(0x1p-24f));
      } else {
        v = v * splat(0x1p-24f);
      }
      const size_t part = count - first < blocks ? count - first : blocks;
      put(out + first, v, part);
    }
  }
}
