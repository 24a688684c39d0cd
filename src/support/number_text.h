// Numbers as text, the same on every machine and locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nnfront {

// The shortest text that reads back as the same double, in Python's spelling: 3948251920.0, 1e-05, 1e+16, inf, nan.
std::string python_float(double value);
// Whole-text parses: nothing before, nothing behind; no value where the text is something else or out of range.
std::optional<std::int64_t> parse_integer(std::string_view text);
// Decimal text, "inf", "-inf", "nan".
std::optional<double> parse_float(std::string_view text);
// 3948251920 as "3,948,251,920".
std::string with_thousands(std::int64_t value);
// 104857600 as "100.0 MiB".
std::string byte_text(std::uint64_t bytes);

}  // namespace nnfront
