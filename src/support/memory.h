// Memory for elements, counted: the system promises more than there is and ends the process when it is used.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace nnfront {

// `bytes`, a multiple of `alignment`, not initialised. Error (io) that says how much `what` ("an array") needs and the machine has, where
// it and all that was allocated here before and is still held pass the machine's physical memory.
std::shared_ptr<std::byte> allocate_counted(std::string_view what, std::size_t bytes, std::size_t alignment);

// Error (io) where `bytes`, not allocated yet, are more than the machine has at all: for what is known before it is needed.
void check_machine_has(std::string_view what, std::size_t bytes);

}  // namespace nnfront
