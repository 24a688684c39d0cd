// Tensors of the file as tensors of the IR: slices where they lie as the IR has them, otherwise computed when they are needed.
#pragma once

#include "formats/onnx_tensor.h"
#include "frontends/onnx/external_data.h"
#include "ir/tensor.h"

namespace nnfront::frontends::onnx {

// Error (invalid_file) where content and shape do not fit, (unsupported) for element types that the IR lacks. Nothing large is read.
Tensor ir_tensor(const formats::OnnxTensor& tensor, ExternalFiles& external);

// The same for one of which only the elements that are not zero are stored; dense when it is needed. Error (unsupported) where it would
// grow beyond 64 MiB and more than 1,024 times what is stored; (invalid_file) for indices that are out of range or repeat.
Tensor ir_tensor(const formats::OnnxSparseTensor& sparse, ExternalFiles& external);

}  // namespace nnfront::frontends::onnx
