// Other programs.
#pragma once

#include <string>
#include <vector>

namespace nnfront {

struct Ended {
  int status = 0;    // exit status; 128 and the number of the signal that ended it
  std::string said;  // the end of its standard output and error, at most 64 KiB
};

// Runs a program to its end, without a shell and with nothing on its standard input. `words`: the program, a path or a name on the PATH,
// then its arguments. Error (io) where it cannot be started.
Ended run_program(const std::vector<std::string>& words);

}  // namespace nnfront
