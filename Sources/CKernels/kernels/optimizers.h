// One fused pass over parameters, gradients and moments. See CKernels.h for the formulas.

// The gradient of the loss plus decay / 2 |w|².
INLINE vf decayed(vf gradient, vf w, float decay) { return gradient + splat(decay) * w; }

static void adam(
    float *w, const float *g, float *m, float *v, size_t count, float step, double beta1, double beta2, float epsilon,
    float decay, float shrinkage) {
  const vf b1 = splat((float)beta1);
  const vf b2 = splat((float)beta2);
  // In float, 1 - 0.999 would have a relative error of 1e-5.
  const vf c1 = splat((float)(1 - beta1));
  const vf c2 = splat((float)(1 - beta2));
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf gradient = decayed(get(g + i, part), weight, decay);
    vf first = b1 * get(m + i, part) + c1 * gradient;
    vf second = b2 * get(v + i, part) + c2 * (gradient * gradient);
    put(m + i, first, part);
    put(v + i, second, part);
    vf change = splat(step) * first / (square_root(second) + splat(epsilon));
    put(w + i, weight - (splat(shrinkage) * weight + change), part);
  })
}

static void gradient_descent(float *w, const float *g, size_t count, float rate, float decay) {
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    put(w + i, weight - splat(rate) * decayed(get(g + i, part), weight, decay), part);
  })
}

static void momentum(
    float *w, const float *g, float *b, size_t count, float rate, float momentum, float scale, float decay) {
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf buffer = splat(momentum) * get(b + i, part) + splat(scale) * decayed(get(g + i, part), weight, decay);
    put(b + i, buffer, part);
    put(w + i, weight - splat(rate) * buffer, part);
  })
}

static void nesterov(float *w, const float *g, float *v, size_t count, float rate, float momentum, float decay) {
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf change = splat(rate) * decayed(get(g + i, part), weight, decay);
    vf velocity = splat(momentum) * get(v + i, part) - change;
    put(v + i, velocity, part);
    put(w + i, weight + (splat(momentum) * velocity - change), part);
  })
}

static void adagrad(
    float *w, const float *g, float *a, size_t count, float rate, float epsilon, float decay) {
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf gradient = decayed(get(g + i, part), weight, decay);
    vf total = get(a + i, part) + gradient * gradient;
    put(a + i, total, part);
    put(w + i, weight - splat(rate) * gradient / (square_root(total) + splat(epsilon)), part);
  })
}

static void rmsprop(
    float *w, const float *g, float *a, float *b, size_t count, float rate, double alpha, float epsilon,
    float momentum, float decay) {
  const vf kept = splat((float)alpha);
  const vf added = splat((float)(1 - alpha));
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf gradient = decayed(get(g + i, part), weight, decay);
    vf average = kept * get(a + i, part) + added * (gradient * gradient);
    put(a + i, average, part);
    vf change = gradient / (square_root(average) + splat(epsilon));
    if (b) {
      change = splat(momentum) * get(b + i, part) + change;
      put(b + i, change, part);
    }
    put(w + i, weight - splat(rate) * change, part);
  })
}

static void adadelta(
    float *w, const float *g, float *a, float *d, size_t count, float rate, double rho, float epsilon, float decay) {
  const vf kept = splat((float)rho);
  const vf added = splat((float)(1 - rho));
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf gradient = decayed(get(g + i, part), weight, decay);
    vf average = kept * get(a + i, part) + added * (gradient * gradient);
    put(a + i, average, part);
    vf changes = get(d + i, part);
    vf change = square_root(changes + splat(epsilon)) / square_root(average + splat(epsilon)) * gradient;
    put(d + i, kept * changes + added * (change * change), part);
    put(w + i, weight - splat(rate) * change, part);
  })
}

// -1, 0 or 1; NaN stays NaN.
INLINE vf sign(vf x) { return select(x > splat(0), splat(1), select(x < splat(0), splat(-1), x)); }

static void lion(
    float *w, const float *g, float *m, size_t count, float rate, double beta1, double beta2, float decay) {
  const vf b1 = splat((float)beta1);
  const vf b2 = splat((float)beta2);
  const vf c1 = splat((float)(1 - beta1));
  const vf c2 = splat((float)(1 - beta2));
  EACH_VECTOR(count, {
    vf weight = get(w + i, part);
    vf gradient = get(g + i, part);
    vf average = get(m + i, part);
    put(m + i, b2 * average + c2 * gradient, part);
    put(w + i, weight - splat(rate) * decayed(sign(b1 * average + c1 * gradient), weight, decay), part);
  })
}
