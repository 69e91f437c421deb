// The maximum rate of multiply-adds: enough independent chains to hide the latency of each.
static double multiply_add_chains(float *x, const float *y, int64_t rounds) {
  enum { CHAINS = HG_REGISTERS >= 32 ? 24 : 12 };
  vf chains[CHAINS];
  UNROLL for (int c = 0; c < CHAINS; c++) chains[c] = splat(*x + (float)c);
  const vf factor = splat(*x), summand = splat(*y);
  for (int64_t round = 0; round < rounds; round++) {
    UNROLL for (int c = 0; c < CHAINS; c++) chains[c] = chains[c] * factor + summand;
  }
  vf total = {};
  UNROLL for (int c = 0; c < CHAINS; c++) total += chains[c];
  *x = lane_sum(total);
  return 2.0 * CHAINS * W * (double)rounds;
}
