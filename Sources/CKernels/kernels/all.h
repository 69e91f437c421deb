// The whole set of kernels at one vector width. Included once by each instruction set's file, which defines
//   HG_VARIANT    the table's name
//   HG_WIDTH      floats in a vector
//   HG_REGISTERS  vector registers of the processor
#include "CKernels.h"

#include "vector.h"

#include "functions.h"

#include "shifted_sum.h"

#include "shifted_products.h"

#include "phases.h"

#include "matrix_product.h"

#include "elementwise.h"

#include "reductions.h"

#include "optimizers.h"

#include "random.h"

#define HG_NAME_(variant) #variant
#define HG_NAME(variant) HG_NAME_(variant)
#define HG_TABLE_(variant) hg_##variant##_kernels
#define HG_TABLE(variant) HG_TABLE_(variant)

extern const HGKernels HG_TABLE(HG_VARIANT);

const HGKernels HG_TABLE(HG_VARIANT) = {
    .name = HG_NAME(HG_VARIANT),
    .vector_width = HG_WIDTH,
    .panel_width = PANEL,
    .shifted_sum = shifted_sum,
    .packed_shifted_weights = packed_shifted_weights,
    .pack_shifted_weights = pack_shifted_weights,
    .shifted_products = shifted_products,
    .plane_sums = plane_sums,
    .split_phases = split_phases,
    .merge_phases = merge_phases,
    .matrix_product = matrix_product,
    .pack_panel = pack_panel,
    .column_sums = column_sums,
    .activate = activate,
    .activate_gradient = activate_gradient,
    .add = add,
    .add_scalar = add_scalar,
    .subtract = subtract,
    .multiply = multiply,
    .scale = scale,
    .fill = fill,
    .scale_bytes = scale_bytes,
    .sum = sum,
    .sum_of_squares = sum_of_squares,
    .squared_error = squared_error,
    .scaled_difference = scaled_difference,
    .cross_entropy = cross_entropy,
    .cross_entropy_gradient = cross_entropy_gradient,
    .adam = adam,
    .gradient_descent = gradient_descent,
    .momentum = momentum,
    .adagrad = adagrad,
    .draw = draw,
};
