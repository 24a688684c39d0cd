#include "bindings.h"
#include "nnfront/error.h"

namespace nnfront::python {

namespace {

DType dtype_from(nb::dlpack::dtype given) {
  const auto code = static_cast<nb::dlpack::dtype_code>(given.code);
  const auto is = [&](nb::dlpack::dtype_code wanted, int bits) { return code == wanted && given.bits == bits && given.lanes == 1; };
  using Code = nb::dlpack::dtype_code;
  if (is(Code::Float, 16)) return DType::float16;
  if (is(Code::Float, 32)) return DType::float32;
  if (is(Code::Float, 64)) return DType::float64;
  if (is(Code::Bfloat, 16)) return DType::bfloat16;
  if (is(Code::Int, 8)) return DType::int8;
  if (is(Code::Int, 16)) return DType::int16;
  if (is(Code::Int, 32)) return DType::int32;
  if (is(Code::Int, 64)) return DType::int64;
  if (is(Code::UInt, 8)) return DType::uint8;
  if (is(Code::UInt, 16)) return DType::uint16;
  if (is(Code::UInt, 32)) return DType::uint32;
  if (is(Code::UInt, 64)) return DType::uint64;
  if (is(Code::Bool, 8)) return DType::boolean;
  throw Error(ErrorCode::invalid_argument, "an array has an element type that nnfront does not have");
}

nb::dlpack::dtype dlpack_type(DType dtype) {
  using Code = nb::dlpack::dtype_code;
  const auto make = [](Code code, int bits) {
    return nb::dlpack::dtype{static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(bits), 1};
  };
  if (dtype == DType::float16 || dtype == DType::float32 || dtype == DType::float64) return make(Code::Float, bits(dtype));
  if (dtype == DType::boolean) return make(Code::Bool, 8);
  if (is_integer(dtype) && bits(dtype) >= 8) return make(is_signed(dtype) ? Code::Int : Code::UInt, bits(dtype));
  return make(Code::UInt, bits(dtype) == 16 ? 16 : 8);
}

// Takes `kept` over; `data` is its memory.
template <class... Access, class Data>
nb::object as_numpy(Array* kept, Data* data) {
  const nb::capsule owner(kept, [](void* held) noexcept { delete static_cast<Array*>(held); });
  const bool packed = bits(kept->dtype()) == 4;
  std::vector<std::size_t> dims(kept->dims().begin(), kept->dims().end());
  if (packed) dims = {kept->bytes()};
  return nb::cast(nb::ndarray<nb::numpy, Access...>(data, dims.size(), dims.data(), owner, nullptr, dlpack_type(kept->dtype())));
}

}  // namespace

Array array_from(const InputArray& given) {
  std::vector<std::int64_t> dims;
  for (std::size_t i = 0; i < given.ndim(); ++i) dims.push_back(static_cast<std::int64_t>(given.shape(i)));
  const auto owner = std::make_shared<const InputArray>(given);
  return Array::view(dtype_from(given.dtype()), std::move(dims), static_cast<const std::byte*>(given.data()), owner);
}

nb::object numpy_from(const Array& array) {
  auto* kept = new Array(array);  // NOLINT: the capsule owns it
  return as_numpy<nb::ro>(kept, kept->data());
}

nb::object writable_numpy_from(Array array) {
  auto* kept = new Array(std::move(array).unshared());  // NOLINT: the capsule owns it
  return as_numpy<>(kept, kept->mutable_data());
}

}  // namespace nnfront::python
