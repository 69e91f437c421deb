// All kernels for one vector width. Included once by the file of each instruction set, which defines
//   HG_VARIANT    the table's name
//   HG_WIDTH      floats in a vector
//   HG_REGISTERS  vector registers of the processor
#include "CKernels.h"

#include "vector.h"

#include "functions.h"

#include "interleaving.h"

#include "shifted_sum.h"

#include "shifted_products.h"

#include "phases.h"

#include "pooling.h"

#include "resampling.h"

#include "matrix_product.h"
#include "patches.h"

#include "elementwise.h"

#include "gathered_sum.h"

#include "winograd_transforms.h"

#include "winograd_sum.h"
#include "winograd_gradient.h"

#include "reductions.h"

#include "normalization.h"

#include "selection.h"

#include "codes.h"
#include "mathematics.h"

#include "optimizers.h"

#include "random.h"
#include "vector_arithmetic.h"
#include "centred_squares.h"
#include "peak.h"

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
    .gathered_sum = gathered_sum,
    .pack_gathered_weights = pack_gathered_weights,
    .winograd_sum = winograd_sum,
    .pack_winograd_weights = pack_winograd_weights,
    .pack_winograd_tiles = pack_winograd_tiles,
    .add_winograd_taps = add_winograd_taps,
    .shifted_products = shifted_products,
    .plane_sums = plane_sums,
    .split_phases = split_phases,
    .merge_phases = merge_phases,
    .max_switches = max_switches,
    .gather_switched = gather_switched,
    .scatter_switched = scatter_switched,
    .sum_windows = sum_windows,
    .broadcast_windows = broadcast_windows,
    .upsample_bilinear = upsample_bilinear,
    .downsample_bilinear = downsample_bilinear,
    .filter_plane = filter_plane,
    .warp_image = warp_image,
    .warp_image_adjoint = warp_image_adjoint,
    .matrix_product = matrix_product,
    .add_matrix_product = add_matrix_product,
    .pack_patches = pack_patches,
    .pack_pixels = pack_pixels,
    .pack_panel = pack_panel,
    .column_sums = column_sums,
    .add_to_doubles = add_to_doubles,
    .add_doubles = add_doubles,
    .round_doubles = round_doubles,
    .activate = activate,
    .activate_gradient = activate_gradient,
    .add = add,
    .add_scalar = add_scalar,
    .subtract = subtract,
    .multiply = multiply,
    .scale = scale,
    .fill = fill,
    .copy_rows = copy_rows,
    .scale_bytes = scale_bytes,
    .sum = sum,
    .sum_of_squares = sum_of_squares,
    .squared_error = squared_error,
    .scaled_difference = scaled_difference,
    .cross_entropy = cross_entropy,
    .cross_entropy_gradient = cross_entropy_gradient,
    .add_plane_moments = add_plane_moments,
    .add_moments = add_moments,
    .add_plane_products = add_plane_products,
    .add_products = add_products,
    .normalize_planes = normalize_planes,
    .normalize = normalize,
    .normalize_planes_gradient = normalize_planes_gradient,
    .normalize_gradient = normalize_gradient,
    .top_mask = top_mask,
    .column_top_mask = column_top_mask,
    .plane_maximum = plane_maximum,
    .maximum_mask = maximum_mask,
    .nearest_codes = nearest_codes,
    .gather_codes = gather_codes,
    .add_codes = add_codes,
    .count_codes = count_codes,
    .map = map,
    .divide = divide,
    .gelu_gradient = gelu_gradient,
    .absolute_error = absolute_error,
    .absolute_error_gradient = absolute_error_gradient,
    .huber_error = huber_error,
    .huber_error_gradient = huber_error_gradient,
    .group_sums = group_sums,
    .group_copies = group_copies,
    .group_softmax = group_softmax,
    .group_log_softmax = group_log_softmax,
    .group_log_sum_exp = group_log_sum_exp,
    .transpose_matrix = transpose_matrix,
    .adam = adam,
    .gradient_descent = gradient_descent,
    .momentum = momentum,
    .nesterov = nesterov,
    .adagrad = adagrad,
    .draw = draw,
    .rmsprop = rmsprop,
    .adadelta = adadelta,
    .lion = lion,
    .clamp = clamp,
    .interpolate = interpolate,
    .add_scaled = add_scaled,
    .dot = dot,
    .square_panel_width = SQUARE_PANEL,
    .centre_panel = centre_panel,
    .add_squares = add_squares,
    .multiply_add_chains = multiply_add_chains,
};
