// Arithmetic on long vectors: parameters, gradients, moments.

static void clamp(float *x, float bound, size_t count) {
  EACH_VECTOR(count, { put(x + i, minimum(maximum(get(x + i, part), splat(-bound)), splat(bound)), part); })
}

static void interpolate(float *x, const float *y, float share, size_t count) {
  EACH_VECTOR(count, {
    vf from = get(x + i, part);
    put(x + i, from + splat(share) * (get(y + i, part) - from), part);
  })
}

static void add_scaled(const float *x, const float *y, float factor, float *out, size_t count) {
  EACH_VECTOR(count, { put(out + i, get(x + i, part) + splat(factor) * get(y + i, part), part); })
}

static void add_to_doubles(const float *x, double *sums, size_t count) {
  typedef double vd __attribute__((vector_size(HG_WIDTH * 8), aligned(8)));
  size_t i = 0;
  for (; i + W <= count; i += W) *(vd *)(sums + i) += __builtin_convertvector(load(x + i), vd);
  for (; i < count; i++) sums[i] += (double)x[i];
}

static void add_doubles(const double *x, double *sums, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] += x[i];
}

static void round_doubles(const double *x, float *out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = (float)x[i];
}

// A product of two floats is exact in double; the order of the sum depends on the vector width alone.
static double dot(const float *x, const float *y, size_t count) {
  typedef double vd __attribute__((vector_size(HG_WIDTH * 8)));
  vd total = {};
  EACH_VECTOR(count, {
    total += __builtin_convertvector(get(x + i, part), vd) * __builtin_convertvector(get(y + i, part), vd);
  })
  double sum = 0;
  for (int j = 0; j < W; j++) sum += total[j];
  return sum;
}
