#include "nnfront/error.h"

#include "bindings.h"

namespace nnfront::python {

void bind_errors(nb::module_& module) {
  nb::exception<Error>(module, "Error", PyExc_ValueError).attr("__doc__") =
      "Something the user can mend: a model, a file, an argument. One line: what was got and what was wanted.";
  nb::exception<InternalError>(module, "InternalError", PyExc_RuntimeError).attr("__doc__") = "A defect of nnfront itself.";
}

}  // namespace nnfront::python
