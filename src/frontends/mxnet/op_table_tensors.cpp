#include "frontends/mxnet/op_table_rows.h"
#include "frontends/mxnet/translators.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr Fate exact = Fate::exact;
constexpr Fate rewritten = Fate::rewritten;
constexpr Fate refused = Fate::refused;

constexpr std::string_view is_linear_algebra = "this matrix decomposition is not covered";
constexpr std::string_view no_function = "no operator of the IR computes this function";

}  // namespace

// Reductions, shapes, parts, matrices, indices and constants.
std::vector<OperatorRow> tensor_rows() {
  return {
      // Reductions and order
      {{"sum", "sum_axis"}, {"data"}, exact, reduction, "reduce_sum", ""},
      {{"mean"}, {"data"}, exact, reduction, "reduce_mean", ""},
      {{"prod"}, {"data"}, exact, reduction, "reduce_prod", ""},
      {{"max", "max_axis"}, {"data"}, exact, reduction, "reduce_max", ""},
      {{"min", "min_axis"}, {"data"}, exact, reduction, "reduce_min", ""},
      {{"norm"}, {"data"}, exact, norm, "reduce_l2", "ord 1 and 2"},
      {{"argmax"}, {"data"}, rewritten, arg_extreme, "argmax", "and a cast: the index in the type of the data"},
      {{"argmin"}, {"data"}, rewritten, arg_extreme, "argmin", "and a cast"},
      {{"argmax_channel"}, {"data"}, rewritten, argmax_channel, "argmax", "and a cast"},
      {{"topk"}, {"data"}, rewritten, topk, "topk", "and a cast of the indices; equal elements by index"},
      {{"sort"}, {"data"}, exact, sort, "sort", ""},
      {{"argsort"}, {"data"}, rewritten, argsort, "sort", "and a cast of the indices; equal elements by index"},
      {{"cumsum", "_np_cumsum"}, {"data"}, exact, cumsum, "cumsum", ""},
      {{"nansum"}, {"data"}, exact, reduction, "reduce_nan_sum", ""},
      {{"nanprod"}, {"data"}, exact, reduction, "reduce_nan_prod", ""},
      {{"moments"}, {"data"}, rewritten, moments, "reduce_mean", "the mean, and the mean of the squares of what is left"},

      // Shapes
      {{"Reshape", "reshape"}, {"data"}, exact, reshape, "reshape", "every code, and target_shape"},
      {{"Flatten", "flatten"}, {"data"}, exact, flatten, "reshape", ""},
      {{"reshape_like"}, {"data", "like"}, rewritten, reshape_like, "reshape", "the shape as numbers"},
      {{"expand_dims"}, {"data"}, exact, expand_dims, "reshape", ""},
      {{"squeeze"}, {"data"}, exact, squeeze, "reshape", ""},
      {{"transpose"}, {"data"}, exact, transpose, "transpose", ""},
      {{"SwapAxis", "swapaxes"}, {"data"}, exact, swap_axis, "transpose", ""},
      {{"depth_to_space"}, {"data"}, exact, depth_to_space, "depth_to_space", ""},
      {{"space_to_depth"}, {"data"}, exact, space_to_depth, "space_to_depth", ""},
      {{"shape_array"}, {"data"}, exact, shape_array, "shape_of", ""},
      {{"size_array"}, {"data"}, rewritten, size_array, "reduce_prod", "the product of the shape"},

      // Parts, joins and repetitions
      {{"Concat", "concat", "_rnn_param_concat"}, {"data", "..."}, exact, concat, "concat", ""},
      {{"stack"}, {"data", "..."}, exact, stack, "stack", ""},
      {{"SliceChannel", "split"}, {"data"}, exact, slice_channel, "split", "squeeze_axis as reshapes"},
      {{"_split_v2"}, {"data"}, exact, split_v2, "split", "squeeze_axis as reshapes"},
      {{"slice", "crop"}, {"data"}, exact, slice, "slice", ""},
      {{"slice_axis"}, {"data"}, exact, slice_axis, "slice", ""},
      {{"slice_like"}, {"data", "like"}, rewritten, slice_like, "slice", "the shape as numbers"},
      {{"Crop"}, {"data", "like"}, rewritten, mxnet::crop, "slice", "the shape as numbers"},
      {{"reverse", "flip"}, {"data"}, exact, reverse, "flip", ""},
      {{"tile"}, {"data"}, exact, tile, "tile", ""},
      {{"repeat"}, {"data"}, rewritten, repeat, "tile", "reshape, tile, reshape"},
      {{"Pad", "pad"}, {"data"}, exact, pad, "pad", ""},
      {{"broadcast_axis", "broadcast_axes"}, {"data"}, exact, broadcast_axis, "broadcast_to", ""},
      {{"broadcast_to"}, {"data"}, exact, broadcast_to, "broadcast_to", ""},
      {{"broadcast_like"}, {"data", "like"}, rewritten, broadcast_like, "broadcast_to", "the shape as numbers"},

      // Matrices
      {{"dot"}, {"data", "..."}, exact, dot, "matmul", "of matrices, and of rows with a matrix"},
      {{"batch_dot", "_npx_batch_dot"}, {"data", "..."}, exact, batch_dot, "matmul", ""},
      {{"_linalg_gemm2", "linalg_gemm2"}, {"data", "..."}, exact, linalg_gemm2, "matmul", "axis -2"},
      {{"_linalg_gemm", "linalg_gemm"},
       {"data", "..."},
       rewritten,
       linalg_gemm,
       "matmul",
       "a product, multiplications and an addition; axis -2"},
      {{"khatri_rao"}, {"data", "..."}, refused, nullptr, "", no_function},
      {{"_linalg_syrk", "linalg_syrk"}, {"data"}, rewritten, linalg_syrk, "matmul", "the product with itself, times alpha"},
      {{"_linalg_potrf", "linalg_potrf"}, {"data"}, exact, linalg_potrf, "cholesky", ""},
      {{"_linalg_inverse", "linalg_inverse"}, {"data"}, exact, unary, "inverse", ""},
      {{"_linalg_det", "linalg_det"}, {"data"}, exact, unary, "det", ""},
      {{"_linalg_extractdiag", "linalg_extractdiag"}, {"data"}, exact, linalg_extract_diagonal, "diagonal", ""},
      {{"_linalg_makediag", "linalg_makediag"}, {"data"}, exact, linalg_make_diagonal, "diagonal_matrix", ""},
      {{"_linalg_slogdet", "linalg_slogdet"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_potri", "linalg_potri"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_trmm", "linalg_trmm"}, {"data", "..."}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_trsm", "linalg_trsm"}, {"data", "..."}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_gelqf", "linalg_gelqf"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_syevd", "linalg_syevd"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"diag"}, {"data"}, exact, diag, "diagonal", "of a list diagonal_matrix"},
      {{"_eye"}, {}, exact, eye, "eye", ""},

      // Indices and constants
      {{"take"},
       {"data", "indices"},
       rewritten,
       mxnet::take,
       "gather",
       "a cast of the indices and gather; mode 'raise' lets negative ones count from the end"},
      {{"one_hot"}, {"indices"}, rewritten, one_hot, "one_hot", "a cast of the indices first"},
      {{"_arange"}, {}, exact, arange, "arange", "without infer_range"},
      {{"_contrib_arange_like", "_npx_arange_like"}, {"data"}, rewritten, arange_like, "arange", "the length as a number"},
      {{"_linspace"}, {}, exact, linspace, "arange", ""},
      {{"_zeros"}, {}, exact, filled, "broadcast_to", ""},
      {{"_ones"}, {}, exact, filled, "broadcast_to", ""},
      {{"_full"}, {}, exact, filled, "broadcast_to", ""},
      {{"pick", "choose_element_0index"},
       {"data", "index"},
       rewritten,
       pick,
       "gather_elements",
       "a cast of the index, and the axis dropped"},
      {{"batch_take"}, {"data", "index"}, rewritten, batch_take, "gather_elements", "a cast of the index, and the axis dropped"},
      {{"gather_nd"}, {"data", "indices"}, rewritten, mxnet::gather_nd, "gather_nd", "the indices as int64, tuples last"},
      {{"scatter_nd"}, {"data", "indices"}, rewritten, mxnet::scatter_nd, "scatter_nd", "into zeros, the indices as int64, tuples last"},
      {{"_scatter_set_nd"}, {"data", "data", "indices"}, rewritten, scatter_set_nd, "scatter_nd", "the indices as int64, tuples last"},
      {{"_slice_assign", "_crop_assign"}, {"data", "data"}, rewritten, slice_assign, "where", "pads and a constant mask"},
      {{"_slice_assign_scalar", "_crop_assign_scalar"}, {"data"}, rewritten, slice_assign_scalar, "where", "a constant mask"},
      {{"_contrib_boolean_mask"}, {"data", "index"}, rewritten, boolean_mask, "compress", "a comparison of the mask with 0 first"},
      {{"_contrib_index_copy"}, {"data", "index", "data"}, rewritten, index_copy, "scatter_nd", "the indices as int64"},
      {{"_contrib_index_array"}, {"data"}, rewritten, index_array, "stack", "numbers along each axis; the shape as numbers"},
      {{"cast_storage"}, {"data"}, refused, nullptr, "", "sparse storage inside a graph is not covered"},
      {{"_sparse_retain"}, {"data", "indices"}, refused, nullptr, "", "sparse storage inside a graph is not covered"},
  };
}

}  // namespace nnfront::frontends::mxnet
