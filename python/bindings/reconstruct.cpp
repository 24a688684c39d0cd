#include "nnfront/reconstruct.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "bindings.h"

namespace nnfront::python {

void bind_reconstruct(nb::module_& module) {
  module.def(
      "reconstruct",
      [](const Model& model, const std::filesystem::path& path, const std::string& to, std::optional<std::int64_t> opset) {
        reconstruct(model, path, {to, opset});
      },
      nb::arg("model"), nb::arg("path"), nb::arg("to"), nb::arg("opset") = nb::none(), nb::call_guard<nb::gil_scoped_release>());
}

}  // namespace nnfront::python
