#include "bindings.h"
#include "nnfront/version.h"

NB_MODULE(_core, module) {
  module.doc() = "The compiled part of nnfront.";
  module.attr("version") = std::string(nnfront::version).c_str();
  nnfront::python::bind_errors(module);
  nnfront::python::bind_model(module);
  nnfront::python::bind_compile(module);
  nnfront::python::bind_reconstruct(module);
}
