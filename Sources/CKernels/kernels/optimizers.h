// One fused pass over parameters, gradients and moments. See CKernels.h for the formulas.

static void adam(
    float *w, const float *g, float *m, float *v, size_t count, float step, double beta1, double beta2,
    float epsilon) {
  const vf b1 = splat((float)beta1);
  const vf b2 = splat((float)beta2);
  // In float, 1 - 0.999 would be off by 1e-5 of itself.
  const vf c1 = splat((float)(1 - beta1));
  const vf c2 = splat((float)(1 - beta2));
  EACH_VECTOR(count, {
    vf gradient = get(g + i, part);
    vf first = b1 * get(m + i, part) + c1 * gradient;
    vf second = b2 * get(v + i, part) + c2 * (gradient * gradient);
    put(m + i, first, part);
    put(v + i, second, part);
    put(w + i, get(w + i, part) - splat(step) * first / (square_root(second) + splat(epsilon)), part);
  })
}

static void gradient_descent(float *w, const float *g, size_t count, float rate) {
  EACH_VECTOR(count, { put(w + i, get(w + i, part) - splat(rate) * get(g + i, part), part); })
}

static void momentum(
    float *w, const float *g, float *b, size_t count, float rate, float momentum, float scale) {
  EACH_VECTOR(count, {
    vf buffer = splat(momentum) * get(b + i, part) + splat(scale) * get(g + i, part);
    put(b + i, buffer, part);
    put(w + i, get(w + i, part) - splat(rate) * buffer, part);
  })
}

static void adagrad(float *w, const float *g, float *a, size_t count, float rate, float epsilon) {
  EACH_VECTOR(count, {
    vf gradient = get(g + i, part);
    vf total = get(a + i, part) + gradient * gradient;
    put(a + i, total, part);
    put(w + i, get(w + i, part) - splat(rate) * gradient / (square_root(total) + splat(epsilon)), part);
  })
}
