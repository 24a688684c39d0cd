#include "nnfront/compile.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"

namespace nnfront::python {

namespace {

// Ctrl-C reaches a long compilation through its progress reports.
void check_signals(std::string_view, std::uint64_t, std::uint64_t) {
  const nb::gil_scoped_acquire locked;
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
}

CompileResult compile_model(const std::filesystem::path& model, CompileOptions options) {
  options.progress = check_signals;
  const nb::gil_scoped_release unlocked;
  return compile(model, options);
}

}  // namespace

void bind_compile(nb::module_& module) {
  nb::class_<CompileOptions>(module, "CompileOptions")
      .def(nb::init<>())
      .def_rw("framework", &CompileOptions::framework)
      .def_rw("epoch", &CompileOptions::epoch)
      .def_rw("inputs", &CompileOptions::inputs)
      .def_rw("outputs", &CompileOptions::outputs)
      .def_rw("out_directory", &CompileOptions::out_directory)
      .def_rw("dry_run", &CompileOptions::dry_run)
      .def_rw("png", &CompileOptions::png)
      .def_rw("verify", &CompileOptions::verify)
      .def_rw("distance_limit", &CompileOptions::distance_limit)
      .def_rw("threads", &CompileOptions::threads)
      .def_rw("dump_directory", &CompileOptions::dump_directory);
  nb::class_<CompileResult>(module, "CompileResult")
      .def_ro("reconstruct", &CompileResult::reconstruct)
      .def_ro("fused", &CompileResult::fused)
      .def_ro("report_json", &CompileResult::report_json)
      .def_ro("notes", &CompileResult::notes)
      .def_ro("refusals", &CompileResult::refusals)
      .def_ro("files", &CompileResult::files)
      .def_ro("largest_distance", &CompileResult::largest_distance)
      .def_ro("verify_failure", &CompileResult::verify_failure);
  nb::class_<InspectOptions>(module, "InspectOptions")
      .def(nb::init<>())
      .def_rw("framework", &InspectOptions::framework)
      .def_rw("epoch", &InspectOptions::epoch)
      .def_rw("inputs", &InspectOptions::inputs)
      .def_rw("text", &InspectOptions::text)
      .def_rw("json", &InspectOptions::json);
  nb::class_<Inspection>(module, "Inspection").def_ro("text", &Inspection::text).def_ro("json", &Inspection::json);
  module.def("compile", &compile_model, nb::arg("model"), nb::arg("options"));
  module.def("inspect", &inspect, nb::arg("model"), nb::arg("options"), nb::call_guard<nb::gil_scoped_release>());
}

}  // namespace nnfront::python
