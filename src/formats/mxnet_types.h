// The numbers of MXNet's array files (include/mxnet/ndarray.h and 3rdparty/mshadow/mshadow/base.h there).
#pragma once

#include <array>
#include <cstdint>

#include "nnfront/dtype.h"

namespace nnfront::formats {

inline constexpr std::uint64_t mxnet_list_magic = 0x112;
inline constexpr std::uint32_t mxnet_v1_magic = 0xF993fac8;
inline constexpr std::uint32_t mxnet_v2_magic = 0xF993fac9;
inline constexpr std::uint32_t mxnet_v3_magic = 0xF993faca;  // NumPy's meaning of shapes: () is a scalar, 0 a size

inline constexpr std::int32_t mxnet_dense_storage = 0;
inline constexpr std::int32_t mxnet_row_sparse_storage = 1;
inline constexpr std::int32_t mxnet_csr_storage = 2;

inline constexpr std::int32_t mxnet_cpu = 1;

// The element type of each type flag (mshadow's), by position.
inline constexpr std::array<DType, 13> mxnet_type_flags = {
    DType::float32, DType::float64, DType::float16, DType::uint8,  DType::int32,  DType::int8,     DType::int64,
    DType::boolean, DType::int16,   DType::uint16,  DType::uint32, DType::uint64, DType::bfloat16,
};

}  // namespace nnfront::formats
