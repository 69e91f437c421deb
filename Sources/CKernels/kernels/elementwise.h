// One result per element.

// Runs BODY on whole vectors, then on the rest, with `GET(p)` and `PUT(p, v)` for each.
#define EACH_VECTOR(COUNT, BODY)                                                                                    \
  {                                                                                                                 \
    size_t i = 0;                                                                                                   \
    for (; i + W <= (COUNT); i += W) {                                                                              \
      const size_t part = W;                                                                                        \
      BODY                                                                                                          \
    }                                                                                                               \
    if (i < (COUNT)) {                                                                                              \
      const size_t part = (COUNT)-i;                                                                                \
      BODY                                                                                                          \
    }                                                                                                               \
  }
INLINE vf get(const float *p, size_t part) { return part == W ? load(p) : load_part(p, part); }
INLINE void put(float *p, vf v, size_t part) {
  if (part == W) {
    store(p, v);
  } else {
    store_part(p, v, part);
  }
}
INLINE vi get_mask(const int32_t *p, size_t part) { return part == W ? load_mask(p) : load_mask_part(p, part); }

INLINE void activate_kind(int32_t kind, const float *x, float *y, const int32_t *mask, size_t count) {
  EACH_VECTOR(count, {
    vf v = apply_activation(kind, get(x + i, part));
    if (mask) v = masked(v, get_mask(mask + i, part));
    put(y + i, v, part);
  })
}

static void activate(int32_t activation, const float *x, float *y, const int32_t *mask, size_t count) {
  switch (activation) {
#define ACTIVATE(KIND) case KIND: activate_kind(KIND, x, y, mask, count); break;
    FOR_EACH_ACTIVATION(ACTIVATE)
#undef ACTIVATE
  default: activate_kind(HG_IDENTITY, x, y, mask, count); break;
  }
}

INLINE void gradient_kind(int32_t kind, const float *y, const float *upstream, float *gradient, size_t count) {
  EACH_VECTOR(count, { put(gradient + i, apply_derivative(kind, get(upstream + i, part), get(y + i, part)), part); })
}

static void activate_gradient(
    int32_t activation, const float *y, const float *upstream, float *gradient, size_t count) {
  switch (activation) {
#define GRADIENT(KIND) case KIND: gradient_kind(KIND, y, upstream, gradient, count); break;
    FOR_EACH_ACTIVATION(GRADIENT)
#undef GRADIENT
  default: gradient_kind(HG_IDENTITY, y, upstream, gradient, count); break;
  }
}

static void add(const float *a, const float *b, float *out, size_t count) {
  EACH_VECTOR(count, { put(out + i, get(a + i, part) + get(b + i, part), part); })
}

static void add_scalar(const float *a, float b, float *out, const int32_t *mask, size_t count) {
  EACH_VECTOR(count, {
    vf v = get(a + i, part) + splat(b);
    if (mask) v = masked(v, get_mask(mask + i, part));
    put(out + i, v, part);
  })
}

static void subtract(const float *a, const float *b, float *out, size_t count) {
  EACH_VECTOR(count, { put(out + i, get(a + i, part) - get(b + i, part), part); })
}

static void multiply(const float *a, const float *b, float *out, size_t count) {
  EACH_VECTOR(count, { put(out + i, get(a + i, part) * get(b + i, part), part); })
}

static void scale(const float *a, float factor, float *out, size_t count) {
  EACH_VECTOR(count, { put(out + i, get(a + i, part) * splat(factor), part); })
}

static void fill(float value, float *out, const int32_t *mask, size_t count) {
  EACH_VECTOR(count, {
    vf v = splat(value);
    if (mask) v = masked(v, get_mask(mask + i, part));
    put(out + i, v, part);
  })
}

static void scaled_difference(const float *a, const float *b, float factor, float *gradient, size_t count) {
  EACH_VECTOR(count, { put(gradient + i, (get(a + i, part) - get(b + i, part)) * splat(factor), part); })
}

static void cross_entropy_gradient(
    const float *logits, const float *targets, float factor, float *gradient, const int32_t *mask, size_t count) {
  EACH_VECTOR(count, {
    vf v = (logistic(get(logits + i, part)) - get(targets + i, part)) * splat(factor);
    if (mask) v = masked(v, get_mask(mask + i, part));
    put(gradient + i, v, part);
  })
}

static void scale_bytes(
    const uint8_t *bytes, const uint8_t *next, float scale, float offset, float *out, size_t count) {
  typedef uint8_t vb __attribute__((vector_size(HG_WIDTH), aligned(1)));
  size_t i = 0;
  for (; i + W <= count; i += W) {
    if (i % 64 == 0) __builtin_prefetch(next + i);
    vf v = __builtin_convertvector(*(const vb *)(bytes + i), vf);
    store(out + i, v * splat(scale) + splat(offset));
  }
  for (; i < count; i++) out[i] = (float)bytes[i] * scale + offset;
}

static void copy_rows(
    const float *from, ptrdiff_t from_pitch, float *to, ptrdiff_t to_pitch, int32_t rows, int32_t width) {
  for (int32_t y = 0; y < rows; y++) copy_floats(to + y * to_pitch, from + y * from_pitch, width);
}
