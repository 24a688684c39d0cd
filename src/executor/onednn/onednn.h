// The fast float32 engine: oneDNN primitives with weights packed once, layouts kept from layer to layer, epilogues inside the
// primitives, and all memory planned beforehand.
//
// Results do not depend on the number of threads, nor on the batch where its entries do not meet (separable.h): every sum is
// computed by one thread in an order that the shapes of one entry decide. The batch is shared out, entry by entry; what is left
// over, and a single entry, is worked on by all threads together, each computing some of the output channels. oneDNN's own threads
// are left to networks without convolutions, and there its inner product and multi-threaded matrix product, which split sums, are
// not used.
#pragma once

#include "executor/executor.h"

namespace nnfront::executor {

// Input shapes must be integers (Error names the first that is not). A graph whose shapes depend on data, or that has empty arrays,
// goes node by node through the reference kernels (large convolutions and products through oneDNN), which `fallbacks` then says.
Prepared prepare_onednn(const Graph& graph, const PrepareOptions& options);

}  // namespace nnfront::executor
