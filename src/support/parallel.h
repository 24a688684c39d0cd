// Threads: one loop, results independent of the number of threads as long as iterations write apart.
#pragma once

#include <cstdint>
#include <functional>

namespace nnfront {

// Calls body(i) for every i in [0, count) on up to `threads` threads (at least 1). The first exception is rethrown after
// all threads have stopped.
void parallel_for(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body);

// Processors this process may run on, at least 1.
int available_threads();

// The number of threads that a user's choice means: 0 is every processor. Error (invalid_argument) for a negative number or more
// than 1,024.
int chosen_threads(int wanted);

}  // namespace nnfront
