// Each file declares one class or group of functions of nnfront._core; module.cpp puts them together.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "nnfront/array.h"

namespace nnfront::python {

namespace nb = nanobind;

using InputArray = nb::ndarray<nb::c_contig, nb::device::cpu, nb::ro>;

// Looks at NumPy's (or any DLPack producer's) memory without copying; the array keeps it alive.
Array array_from(const InputArray& given);
// A NumPy array that looks at ours: read-only, or for writing where nothing else looks at that memory (Array::unshared). bfloat16 and
// smaller types come as the integers that hold their bits.
nb::object numpy_from(const Array& array);
nb::object writable_numpy_from(Array array);

void bind_errors(nb::module_& module);
void bind_model(nb::module_& module);
void bind_reconstruct(nb::module_& module);
void bind_compile(nb::module_& module);

}  // namespace nnfront::python
