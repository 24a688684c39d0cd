// Words of the command line, read and checked in one way for all commands.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nnfront::cli {

// MODEL as users may write it: PATH, FRAMEWORK PATH, or FRAMEWORK PREFIX EPOCH.
struct ModelArgument {
  std::string path;
  std::string framework;
  int epoch = -1;
};
// Error (invalid_argument) for an epoch that is no number, or too many words.
ModelArgument model_argument(const std::vector<std::string>& words);

// Shapes by input name from words like "data:1,3,224,224"; the last colon divides. Error (invalid_argument) for a word without a name
// or a shape, and for a name that is given twice.
std::map<std::string, std::string> input_shapes(const std::vector<std::string>& words);

// What an option takes; another word is refused: "--threads: got -1, wanted 0 to 1024".
CLI::Validator whole_number(std::int64_t least, std::int64_t most);
CLI::Validator number_from(double least);
// Described as "{a,b}", which shell completion reads.
CLI::Validator one_of(const std::vector<std::string>& choices);

// --threads takes these.
CLI::Validator thread_count();

}  // namespace nnfront::cli
