#include "cli/arguments.h"

#include <cmath>

#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::cli {

ModelArgument model_argument(const std::vector<std::string>& words) {
  ModelArgument result;
  if (words.size() == 1) {
    result.path = words[0];
    return result;
  }
  if (words.size() > 3)
    fail(ErrorCode::invalid_argument, "got {} words for the model, wanted PATH or FRAMEWORK PREFIX EPOCH", words.size());
  result.framework = words[0];
  result.path = words[1];
  if (words.size() == 2) return result;
  const auto epoch = parse_integer(words[2]);
  if (!epoch || *epoch < 0 || *epoch > 9999) fail(ErrorCode::invalid_argument, "EPOCH: got {}, wanted 0 to 9999", printable(words[2]));
  result.epoch = static_cast<int>(*epoch);
  return result;
}

std::map<std::string, std::string> input_shapes(const std::vector<std::string>& words) {
  std::map<std::string, std::string> shapes;
  for (const std::string& word : words) {
    const std::size_t colon = word.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == word.size())
      fail(ErrorCode::invalid_argument, "--input '{}': wanted NAME:1,3,224,224", printable(word));
    const auto [known, is_new] = shapes.emplace(word.substr(0, colon), word.substr(colon + 1));
    if (!is_new)
      fail(ErrorCode::invalid_argument, "--input '{}': the shape of '{}' is given twice", printable(word), printable(known->first));
  }
  return shapes;
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  const auto check = [least, most](const std::string& word) -> std::string {
    const auto number = parse_integer(word);
    if (number && *number >= least && *number <= most) return {};
    return fmt::format("got {}, wanted {} to {}", printable(word), least, most);
  };
  return {check, fmt::format("{} to {}", least, most)};
}

CLI::Validator thread_count() {
  return whole_number(0, 1024);
}

CLI::Validator number_from(double least) {
  const auto check = [least](const std::string& word) -> std::string {
    const auto number = parse_float(word);
    if (number && *number >= least) return {};
    return fmt::format("got {}, wanted {} or more", printable(word), least);
  };
  return {check, fmt::format("{} or more", least)};
}

CLI::Validator one_of(const std::vector<std::string>& choices) {
  const auto check = [choices](const std::string& word) -> std::string {
    for (const std::string& choice : choices) {
      if (word == choice) return {};
    }
    return fmt::format("got {}, wanted one of {}{}", printable(word), fmt::join(choices, ", "), did_you_mean(word, choices));
  };
  return {check, fmt::format("{{{}}}", fmt::join(choices, ","))};
}

}  // namespace nnfront::cli
