// The two kinds of failure: Error is the user's (model, file, flags), InternalError is ours.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace nnfront {

enum class ErrorCode {
  invalid_argument,  // a flag, a parameter of a call, an input array
  invalid_file,      // damaged, truncated or contradictory content
  unsupported,       // understood, but not in what nnfront covers; the message says what and why
  io,                // the operating system refused
};

// The name that stands in JSON output, e.g. "invalid_file".
std::string_view name(ErrorCode code);

// Something the user can mend. The message is one line and says what was got and what was wanted.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message);
  ErrorCode code() const { return code_; }
  // The same error with `context: ` in front, e.g. the file, then the node and its operator.
  Error in(std::string_view context) const;

 private:
  ErrorCode code_;
};

// A defect of nnfront itself.
class InternalError : public std::logic_error {
 public:
  InternalError(std::string_view condition, std::string_view file, int line);
};

}  // namespace nnfront
