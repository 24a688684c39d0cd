#include "nnfront/model.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>

#include "bindings.h"
#include "support/number_text.h"

namespace nnfront::python {

namespace {

nb::object run_model(const Model& model, const std::vector<InputArray>& inputs, const std::string& engine, int threads,
                     const std::vector<std::string>& values) {
  std::vector<Array> arrays;
  for (const InputArray& input : inputs) arrays.push_back(array_from(input));
  Model::RunResult result;
  {
    const nb::gil_scoped_release unlocked;
    result = model.run(arrays, {engine, threads, values});
  }
  arrays.clear();
  nb::list outputs;
  for (Array& array : result.arrays) outputs.append(writable_numpy_from(std::move(array)));
  return nb::make_tuple(outputs, result.keys);
}

// "[batch,3,224,224]" as ("batch", 3, 224, 224).
nb::tuple shape_of(const ValueInfo& info) {
  nb::list dims;
  std::string_view rest = std::string_view(info.shape).substr(1, info.shape.size() - 2);
  while (!rest.empty()) {
    const std::string_view dim = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), dim.size() + 1));
    const auto size = parse_integer(dim);
    dims.append(size ? nb::cast(*size) : nb::cast(std::string(dim)));
  }
  return nb::tuple(dims);
}

nb::object attributes_of(const NodeInfo& info) {
  return nb::module_::import_("json").attr("loads")(info.attributes_json);
}

}  // namespace

void bind_model(nb::module_& module) {
  nb::class_<ValueInfo>(module, "ValueInfo", "A value of the graph.")
      .def_ro("value", &ValueInfo::value, "Its id, e.g. \"12:0\".")
      .def_ro("name", &ValueInfo::name, "The name of the graph input or output it is, else of the node that makes it.")
      .def_ro("dtype", &ValueInfo::dtype)
      .def_prop_ro("shape", &shape_of, "A tuple: integers, and words for sizes that are not fixed.")
      .def("__repr__", [](const ValueInfo& info) { return info.value + " " + info.name + " " + info.dtype + info.shape; });
  nb::class_<NodeInfo>(module, "NodeInfo", "A node of the graph.")
      .def_ro("id", &NodeInfo::id)
      .def_ro("op", &NodeInfo::op)
      .def_ro("name", &NodeInfo::name)
      .def_ro("inputs", &NodeInfo::inputs, "Value ids; \"\" for an optional input left out.")
      .def_ro("outputs", &NodeInfo::outputs)
      .def_prop_ro("attributes", &attributes_of, "A dictionary: what stands in the graph file.")
      .def_ro("epilogue", &NodeInfo::epilogue, "Operators applied to the result, in order.")
      .def("__repr__", [](const NodeInfo& info) { return std::to_string(info.id) + " " + info.op + " " + info.name; });
  nb::class_<Model>(module, "Model")
      .def_static("load", &Model::load, nb::arg("graph_json"), nb::arg("parameters_npz") = std::filesystem::path(),
                  nb::call_guard<nb::gil_scoped_release>())
      .def("save", &Model::save, nb::arg("graph_json"), nb::arg("parameters_npz"), nb::call_guard<nb::gil_scoped_release>())
      .def_prop_ro("kind", &Model::kind)
      .def_prop_ro("inputs", &Model::inputs)
      .def_prop_ro("outputs", &Model::outputs)
      .def_prop_ro("nodes", &Model::nodes)
      .def_prop_ro("parameter_names", &Model::parameter_names)
      .def(
          "parameter", [](const Model& model, std::string_view name) { return numpy_from(model.parameter(name)); }, nb::arg("name"))
      .def("text", &Model::text)
      .def("with_input_shapes", &Model::with_input_shapes, nb::arg("shapes"), nb::call_guard<nb::gil_scoped_release>())
      .def("complexity_line", &Model::complexity_line, nb::call_guard<nb::gil_scoped_release>())
      .def("complexity_table", &Model::complexity_table, nb::call_guard<nb::gil_scoped_release>())
      .def("complexity_json", &Model::complexity_json, nb::arg("per_layer"), nb::call_guard<nb::gil_scoped_release>())
      .def("run", &run_model, nb::arg("inputs"), nb::arg("engine"), nb::arg("threads"), nb::arg("values"));
}

}  // namespace nnfront::python
